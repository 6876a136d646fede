"""What the product says unasked, one file per noun; the base is what every notice shares."""

from bot.domain.notices.base import Notice

__all__ = ["Notice"]
