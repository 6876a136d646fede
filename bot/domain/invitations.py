"""Invitation codes: how they are drawn, printed, typed and kept, and what can be true of one.

A code is twelve characters of Crockford's base32 (no I, L, O or U), about 60 bits: long enough that nobody guesses one
within its life, short enough to type from a letter. Only its SHA-256 is kept.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from bot.domain.delivery import Via
from bot.domain.phones import chat_link

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
LIFETIME = timedelta(days=45)
"""A letter that lay in a bag over the holidays still works; one that was lost in the street soon does not."""

CHAT_LIFETIME = timedelta(days=1)
"""A code for one's own other chat is used at once, or not at all."""

Choose = Callable[[str], str]
"""Picks one character of a string; `secrets.choice` unless a test says otherwise."""

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-‐-―._]+")
_SURE_DIGITS = frozenset("23456789")
_SURE = 2
"""Every code has this many digits that nobody takes for a letter, so that no greeting is ever taken for a code."""


class CodeState(StrEnum):
    """What is true of a code that somebody typed or scanned; for our own log, the sender hears only yes or no."""

    VALID = "valid"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    VOIDED = "voided"
    """Replaced by a fresh one, or what it invites to is no longer so."""


class InvitationState(StrEnum):
    """How far a person's invitation has come, as the lists say it."""

    NOT_INVITED = "not invited"
    INVITED = "invited"
    EXPIRED = "expired"
    PROVISIONAL = "linked provisional"
    CONFIRMED = "linked confirmed"
    BLOCKED = "blocked"
    STOPPED = "stopped"


def new_code(choose: Choose = secrets.choice) -> str:
    """A fresh code, without dashes."""
    while True:
        code = "".join(choose(ALPHABET) for _ in range(LENGTH))
        if _is_sure(code):
            return code


def printed(code: str) -> str:
    """The code as letters show it: 7K3M-9QXA-2BCD."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def normalised(text: str) -> str:
    """What was typed, as the code was drawn: capitals, no separators, O read as 0, I and L as 1."""
    return _SEPARATORS.sub("", text).upper().translate(_READ_AS)


def hashed(text: str) -> str:
    """What is kept of a code, however it was typed: SHA-256 in hexadecimal."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def looks_like_code(text: str) -> bool:
    """Whether a typed message is meant as a code, so that `selamat siang` is no failed guess."""
    code = normalised(text)
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _is_sure(code)


def start_link(username: str | None, code: str) -> str | None:
    """The link that opens the bot with the code filled in; None while the bot's username is unknown."""
    return f"https://t.me/{username}?start={normalised(code)}" if username else None


def code_link(channel: str, username: str | None, code: str) -> str | None:
    """The link that opens a bot of a channel with the code filled in; None while the bot is not known there."""
    if username and channel == Via.WHATSAPP:
        return chat_link(username, f"KODE {printed(normalised(code))}")
    return start_link(username, code)


def open_link(channel: str, username: str | None) -> str | None:
    """The link that opens a bot without any code, which anybody may have; None while the bot is not known there."""
    if not username:
        return None
    return chat_link(username, "Halo") if channel == Via.WHATSAPP else f"https://t.me/{username}"


def _is_sure(code: str) -> bool:
    return sum(character in _SURE_DIGITS for character in code) >= _SURE
