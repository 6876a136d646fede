"""Once a month, for herself: how a teacher's talking with families went; and the school's totals for who leads it."""

from bot.chat.flows.reflection import page, picture, readying, school
from bot.chat.flows.reflection.draft import flow

__all__ = ["flow", "page", "picture", "readying", "school"]
