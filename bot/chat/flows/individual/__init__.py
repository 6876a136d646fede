"""Individual updates: one template, many pupils, and to each family only what is about its own child."""

from bot.chat.flows.individual import choosing, filling, listing, sending  # noqa: F401 - their handlers register
from bot.chat.flows.individual.draft import flow

__all__ = ["flow"]
