"""The log, to look at and to search: of a child, a family, a class, a teacher."""

from bot.chat.flows.records.draft import flow

__all__ = ["flow"]
