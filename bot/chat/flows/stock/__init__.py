"""Answers and templates that worked, kept to use again and shared with colleagues."""

from bot.chat.flows.stock.draft import flow

__all__ = ["flow"]
