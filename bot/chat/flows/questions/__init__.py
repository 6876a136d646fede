"""What a family asks, in threads: whom, about which child, and by when an answer comes."""

from bot.chat.flows.questions.draft import flow

__all__ = ["flow"]
