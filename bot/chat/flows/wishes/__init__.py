"""Wishes for talks: families say with whom they would like to talk, then all times are arranged at once."""

from bot.chat.flows.wishes import arranging, changing, wishing
from bot.chat.flows.wishes.draft import flow

__all__ = ["arranging", "changing", "flow", "wishing"]
