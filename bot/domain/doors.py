"""The code at the door of a meeting: what it says, the link that a phone's camera opens, and when it counts."""

import re
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.delivery import Via
from bot.domain.phones import chat_link

PREFIX = "md_"
CODE = re.compile(rf"\b{PREFIX}([0-9a-f]{{16}})\b", re.IGNORECASE)
"""The code wherever it stands: in the bot's link, in the words that the link fills in, or typed by hand."""
BEFORE = timedelta(hours=1)
"""Registration begins before the meeting does."""
AFTER = timedelta(hours=1)
"""Who meant to scan on coming in, and forgot, can do so on going out."""


class Hours(Enum):
    """Where a moment lies, seen from the door."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def opens_at(starts_at: datetime) -> datetime:
    """From when on somebody can be noted as present."""
    return starts_at - BEFORE


def hours(starts_at: datetime, ends_at: datetime, now: datetime) -> Hours:
    """Whether the door is open."""
    if now < opens_at(starts_at):
        return Hours.EARLY
    return Hours.OPEN if now <= ends_at + AFTER else Hours.OVER


def spelled(door: str) -> str:
    """The code as it is typed where there is no camera."""
    return f"{PREFIX}{door}"


def door_link(channel: str, username: str | None, door: str) -> str | None:
    """The link behind the QR code, for a bot of a channel; None while the bot is not known there."""
    if not username:
        return None
    if channel == Via.WHATSAPP:
        return chat_link(username, f"HADIR {spelled(door)}")
    return f"https://t.me/{username}?start={spelled(door)}"
