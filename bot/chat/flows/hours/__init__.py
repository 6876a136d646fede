"""When a member of staff answers families, her leave, and who covers for her."""

from bot.chat.flows.hours import away, changing, covers, page, school
from bot.chat.flows.hours.draft import flow

__all__ = ["away", "changing", "covers", "flow", "page", "school"]
