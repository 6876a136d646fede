"""Individual updates: one template, many pupils, and to each family only what is about its own child."""

from bot.chat.flows.individual import choosing, correcting, filling, listing, sending
from bot.chat.flows.individual.draft import flow

__all__ = ["choosing", "correcting", "filling", "flow", "listing", "sending"]
