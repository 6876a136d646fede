"""What families say of days on which a child does not come."""

from bot.chat.flows.absences.draft import flow

__all__ = ["flow"]
