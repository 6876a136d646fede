"""Writing to families by hand: the list, one family at a time, what was done, and the text for the class's group."""

from bot.chat.flows.assisted import card, group, listing, marking
from bot.chat.flows.assisted.draft import flow

__all__ = ["card", "flow", "group", "listing", "marking"]
