"""What the bot asks families by itself: the administrator says which, when, and how long teachers may correct; families
answer with a tap."""

from bot.chat.flows.alerts import family, lines, rule
from bot.chat.flows.alerts.draft import flow

__all__ = ["family", "flow", "lines", "rule"]
