"""What the bot asks families by itself: the administrator says which, when, and how long teachers may correct."""

from bot.chat.flows.alerts.draft import flow

__all__ = ["flow"]
