"""Meetings with families as the staff sees them: planned, invited to, changed, called off; held, and followed up.

Who stands at the door comes in here, too.
"""

from bot.chat.flows.meetings import (
    agenda,
    arriving,
    asking,
    attendance,
    board,
    calling,
    card,
    changes,
    ending,
    family,
    hopes,
    hosting,
    introducing,
    inviting,
    listing,
    minutes,
    outcomes,
    papers,
    starting,
    summary,
    sure,
    taking,
)
from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.held import flow as day

introduction = introducing.flow

__all__ = [
    "agenda",
    "arriving",
    "asking",
    "attendance",
    "board",
    "calling",
    "card",
    "changes",
    "day",
    "ending",
    "family",
    "flow",
    "hopes",
    "hosting",
    "introducing",
    "introduction",
    "inviting",
    "listing",
    "minutes",
    "outcomes",
    "papers",
    "starting",
    "summary",
    "sure",
    "taking",
]
