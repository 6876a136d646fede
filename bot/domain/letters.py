"""Printed letters as values: who writes, to which family, what it says, and the ways in that stand on the page."""

import re
from dataclasses import dataclass

from bot.domain.courtesy import Child, Reader
from bot.domain.delivery import Via
from bot.domain.invitations import code_link, open_link
from bot.domain.phones import shown
from bot.domain.screens import Screen
from bot.domain.text import Phrase


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the bot: its channel, the name one looks for there, and the link that opens it."""

    channel: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the school's name, the lines below it, the city before the date, and how its bot is found."""

    school: str
    lines: tuple[str, ...]
    city: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a role of `domain.courtesy.Sender`, or `school` for nobody by name; `detail` is a class or subject."""

    role: str = "school"
    name: str | None = None
    nip: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Invitee:
    """One person's ways in: `code` as printed, `ways` with it in their links; `relation` is of the child."""

    name: str
    code: str
    ways: tuple[Way, ...]
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyLetter:
    """One page: a pupil and the guardians who are invited."""

    pupil: str
    class_name: str
    invitees: tuple[Invitee, ...]
    signer: Signer


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """One page for one member of staff."""

    invitee: Invitee
    signer: Signer


@dataclass(frozen=True, slots=True)
class MessageLetter:
    """A message to a family on paper: `screen` is what its chat would have shown, below the courteous frame.

    `answers` stand on a slip to be cut off. `invites`: the page also says how to get such news in a chat. `formal`: it
    begins as an official letter, with its `number` where the school's scheme gives one, else with room to write it.
    `asks_time`: the slip has room for the times that suit.
    """

    child: Child
    subject: Phrase
    screen: Screen
    reader: Reader
    signer: Signer
    answers: tuple[Phrase, ...] = ()
    invites: bool = False
    formal: bool = False
    number: str = ""
    asks_time: bool = False


def way_in(channel: str, username: str, code: str | None = None) -> Way:
    """The way to the bot of this name on its channel, with a code filled in where there is one."""
    number = f"+{re.sub(r'[^0-9]', '', username)}" if channel == Via.WHATSAPP else None
    link = code_link(channel, number or username, code) if code else open_link(channel, number or username)
    assert link is not None  # a code is short, and the name is known
    return Way(channel, shown(number) if number else f"@{username}", link)
