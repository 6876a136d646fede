"""When a member of staff answers families, her leave, and who covers for her."""

from bot.chat.flows.hours.draft import flow

__all__ = ["flow"]
