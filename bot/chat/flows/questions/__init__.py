"""What a family asks, in threads: whom, about which child, and by when an answer comes."""

from bot.chat.flows.questions import adding, asking, mine
from bot.chat.flows.questions.draft import flow

__all__ = ["adding", "asking", "flow", "mine"]
