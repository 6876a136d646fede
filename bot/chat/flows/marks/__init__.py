"""Marks in the chat: a file is looked at and taken over, marks are published, one is entered or corrected by hand."""

from bot.chat.flows.marks.draft import flow

__all__ = ["flow"]
