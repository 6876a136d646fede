"""What waits for a member of staff today, the oldest promise first."""

from bot.chat.flows.today import listing
from bot.chat.flows.today.draft import flow

__all__ = ["flow", "listing"]
