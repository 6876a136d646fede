"""What is stored about a family, for its guardians: to take, to correct, to erase."""

from bot.chat.flows.privacy import correcting, deciding, erasing, opening
from bot.chat.flows.privacy.draft import flow

__all__ = ["correcting", "deciding", "erasing", "flow", "opening"]
