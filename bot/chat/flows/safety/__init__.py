"""Messages that hurt: held for the teacher, reported by a guardian, read by an administrator with a reason."""

from bot.chat.flows.safety.draft import flow

__all__ = ["flow"]
