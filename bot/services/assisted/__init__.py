"""What the school says by hand: to families whom no chat reaches, from the teacher's own WhatsApp, free of charge.

`listing` says who they are and what may be said to which number, `marking` and `noting` write down what was done.
"""

from bot.services.assisted.history import new_today
from bot.services.assisted.listing import classes_kept, classes_told, contact_of, count_unreached, unreached, worklist
from bot.services.assisted.marking import confirm_number, doubt_number, mark, unmark
from bot.services.assisted.noting import note_choice, note_words
from bot.services.assisted.worklists import Candidate, Contact, Family, Worklist

__all__ = [
    "Candidate",
    "Contact",
    "Family",
    "Worklist",
    "classes_kept",
    "classes_told",
    "confirm_number",
    "contact_of",
    "count_unreached",
    "doubt_number",
    "mark",
    "new_today",
    "note_choice",
    "note_words",
    "unmark",
    "unreached",
    "worklist",
]
