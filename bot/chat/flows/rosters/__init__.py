"""Rosters in the chat: an administrator sends a file, looks at what it would change, and applies it."""

from bot.chat.flows.rosters import errors, importing, report
from bot.chat.flows.rosters.draft import flow

__all__ = ["errors", "flow", "importing", "report"]
