"""Answers and templates that worked, kept to use again and shared with colleagues."""

from bot.chat.flows.stock import choosing, colleagues, keeping, listing, templates
from bot.chat.flows.stock.draft import flow

__all__ = ["choosing", "colleagues", "flow", "keeping", "listing", "templates"]
