"""What is stored about a family, for its guardians: to take, to correct, to erase."""

from bot.chat.flows.privacy.draft import flow

__all__ = ["flow"]
