"""Looking things up in the log, and who has looked."""

from bot.chat.flows.records import choosing, history, showing, taking, typing
from bot.chat.flows.records.draft import flow

__all__ = ["choosing", "flow", "history", "showing", "taking", "typing"]
