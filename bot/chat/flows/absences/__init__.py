"""What families say of days on which a child does not come, and what the homeroom teacher does with it."""

from bot.chat.flows.absences import asking, family, more, several, staff, told
from bot.chat.flows.absences.draft import flow

__all__ = ["asking", "family", "flow", "more", "several", "staff", "told"]
