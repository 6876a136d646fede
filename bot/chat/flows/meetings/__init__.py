"""Meetings with families as the staff sees them, before they happen: planned, invited to, changed, called off."""

from bot.chat.flows.meetings import (
    agenda,
    asking,
    card,
    changes,
    ending,
    hosting,
    introducing,
    inviting,
    listing,
    starting,
    sure,
    taking,
)
from bot.chat.flows.meetings.draft import flow

introduction = introducing.flow

__all__ = [
    "agenda",
    "asking",
    "card",
    "changes",
    "ending",
    "flow",
    "hosting",
    "introducing",
    "introduction",
    "inviting",
    "listing",
    "starting",
    "sure",
    "taking",
]
