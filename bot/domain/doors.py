"""The code at the door of a meeting: what it opens on each channel, and how it is found again in what arrives."""

import re

from bot.domain.delivery import Via
from bot.domain.letters import Way, way_in
from bot.domain.phones import chat_link

PAYLOAD = "md_"
"""Begins the payload of Telegram's start link."""
WORD = "HADIR"
"""Begins the message that is filled in on WhatsApp."""

_SAID = re.compile(rf"(?:{PAYLOAD}|{WORD}\s+)([0-9a-f]{{16}})", re.IGNORECASE)


def door_way(channel: str, username: str, door: str) -> Way:
    """What the code at the door opens on this channel: the bot, with the meeting's `door` filled in."""
    way = way_in(channel, username)
    if channel == Via.WHATSAPP:
        link = chat_link(re.sub(r"[^0-9]", "", username), f"{WORD} {door}")
        assert link is not None  # a door is short
        return Way(channel, way.name, link)
    return Way(channel, way.name, f"https://t.me/{username}?start={PAYLOAD}{door}")


def door_in(text: str) -> str | None:
    """The door that a scanned code says, from a start payload or a message; None for anything else."""
    found = _SAID.fullmatch(text.strip())
    return found.group(1).lower() if found else None
