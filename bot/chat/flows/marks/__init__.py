"""Marks in the chat: a file is looked at and taken over, marks are published, one is entered or corrected by hand."""

from bot.chat.flows.marks import asking, entering, importing, listing, making, notes, publishing, report
from bot.chat.flows.marks.draft import by_hand, flow

__all__ = ["asking", "by_hand", "entering", "flow", "importing", "listing", "making", "notes", "publishing", "report"]
