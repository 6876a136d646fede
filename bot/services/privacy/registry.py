"""Every table and every column, classified: whose data, how a guardian's is found and told, what erasure does to it,
and when it ends. A table that stands here in no list fails the tests."""

from collections.abc import Mapping

from bot.services.privacy.child_tables import CHILD
from bot.services.privacy.people_tables import PEOPLE
from bot.services.privacy.said_tables import SAID
from bot.services.privacy.school_tables import SCHOOL
from bot.services.privacy.tables import Kept

ALL: tuple[Kept, ...] = (*PEOPLE, *SAID, *CHILD, *SCHOOL)
REGISTRY: Mapping[str, Kept] = {kept.name: kept for kept in ALL}
"""By the table's name."""

ELSEWHERE: Mapping[str, str] = {
    "tidy": "kept for days only: drafts expire, and what arrived is forgotten",
    "sent": "messages that have left are forgotten after half a year",
    "pointers": "ids, states and times alone; what they point to has an end of its own",
    "log": "its words are in the log",
    "work": "of who works here, for as long as the school keeps that",
    "school": "the school's own, about nobody in particular",
    "machine": "what the program needs to run; about nobody",
}
"""What ends a table for which no term does."""
