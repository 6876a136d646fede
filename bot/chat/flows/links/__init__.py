"""First contact and everything that joins a chat to a family: codes, consent, asking without a code, deciding."""

from bot.chat.flows.links import deciding, entry
from bot.chat.flows.links.asking import asking
from bot.chat.flows.links.entry import flow

__all__ = ["asking", "deciding", "entry", "flow"]
