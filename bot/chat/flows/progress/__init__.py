"""*How is my child doing?*: what a family may see of its child, whenever it asks."""

from bot.chat.flows.progress import files, showing
from bot.chat.flows.progress.draft import flow

__all__ = ["files", "flow", "showing"]
