"""Meetings with families as the staff sees them, before they happen: planned, invited to, changed, called off."""

from bot.chat.flows.meetings import card, hopes, listing
from bot.chat.flows.meetings.draft import flow

__all__ = ["card", "flow", "hopes", "listing"]
