"""Families to phone or visit, and what came of it."""

from bot.chat.flows.calls import adding, listing
from bot.chat.flows.calls.draft import flow

__all__ = ["adding", "flow", "listing"]
