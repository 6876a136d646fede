"""Meetings with families as the staff sees them: planned, invited to, changed, called off; held, and followed up.

Who stands at the door comes in here, too.
"""

from bot.chat.flows.meetings import (
    arriving,
    attendance,
    board,
    card,
    family,
    listing,
    minutes,
    outcomes,
    papers,
    summary,
)
from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.held import flow as day

__all__ = [
    "arriving",
    "attendance",
    "board",
    "card",
    "day",
    "family",
    "flow",
    "listing",
    "minutes",
    "outcomes",
    "papers",
    "summary",
]
