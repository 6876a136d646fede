"""Concerns about a child: cases with a next step and a date."""

from bot.chat.flows.concerns.draft import flow

__all__ = ["flow"]
