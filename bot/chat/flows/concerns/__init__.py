"""Concerns about a child: cases with a next step and a date."""

from bot.chat.flows.concerns import asking, family, listing, members, raising, writing
from bot.chat.flows.concerns.draft import flow

__all__ = ["asking", "family", "flow", "listing", "members", "raising", "writing"]
