"""Once a month, for herself: how a teacher's talking with families went."""

from bot.chat.flows.reflection.draft import flow

__all__ = ["flow"]
