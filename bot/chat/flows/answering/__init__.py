"""How the school answers a thread: in a word, from the stock, or by passing it on."""

from bot.chat.flows.answering import afterwards, loose, passing, showing, stocked, words
from bot.chat.flows.answering.draft import flow

__all__ = ["afterwards", "flow", "loose", "passing", "showing", "stocked", "words"]
