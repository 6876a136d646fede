"""The port between the house and a messaging channel: what arrives, what leaves, and what a channel can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import Via
from bot.domain.receipts import Receipt, TemplateVerdict
from bot.domain.rendered import Rendered
from bot.domain.screens import FileRef


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message of a channel may hold, and what the channel can do; lengths in UTF-16 code units after markup
    is parsed.

    Up to `buttons` stand below a message, with faces of at most `label`; more become a list of up to `list_rows`, where
    there are lists, with faces of `row_label`. `links`: a button can open an address. `receipts`: the channel tells
    what was delivered and read. `window`: how long after a person's last message free words may be sent; before and
    after, only an approved opener, which costs money (None: always, free of charge).
    """

    name: Via
    text: int
    caption: int
    buttons: int
    per_row: int
    label: int
    edits: bool
    deletes_for_hours: int | None
    receipts: bool
    links: bool = True
    list_rows: int = 0
    row_label: int = 0
    window: timedelta | None = None


class Kind(StrEnum):
    """What a person did, or what the channel tells."""

    TEXT = "text"
    PRESS = "press"
    FILE = "file"
    EDITED = "edited"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OTHER = "other"
    RECEIPT = "receipt"
    """Not a person's doing: the channel tells how far a message of ours has come."""
    TEMPLATE = "template"
    """Nor this: the provider says what became of an opener that it was to approve."""


@dataclass(frozen=True, slots=True)
class Received:
    """One thing a person did, in words that no channel owns.

    `message` is the channel's id of the message written, or of the one whose button was pressed; `reply_to` of the
    message answered. `press` is packed data as it came, to be trusted no more than typed text. `group` is set when it
    did not come from a private chat. `phone` is the number that somebody shared as their own; `album` joins files that
    were sent together. `empty`: a file came, and the channel says that nothing is in it. `prepared` is what was made of
    it before its turn, outside the transaction. `receipt` and `verdict` come with the kinds of that name.
    """

    kind: Kind
    chat: str
    name: str = ""
    language: str = ""
    text: str = ""
    press: str = ""
    message: str | None = None
    reply_to: str | None = None
    file: FileRef | None = None
    at: datetime | None = None
    group: bool = False
    phone: str = ""
    album: str = ""
    empty: bool = False
    prepared: object | None = None
    receipt: Receipt | None = None
    verdict: TemplateVerdict | None = None


class Channel(Protocol):
    """A bot on a channel. Sending raises `domain.errors.DeliveryError`s and nothing else.

    Where a message had to leave in parts, its id names them all, as `domain.parts` joins them; the last carries the
    buttons.
    """

    limits: Limits

    async def send(self, address: str, message: Rendered) -> str:
        """Send, and return the channel's id of the message, of all its parts."""

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """Show another in place of a message's last part; already so is done. Where it cannot be: MessageGone."""

    async def delete(self, address: str, message_id: str) -> None:
        """Take all parts back for everyone; one already gone counts as done. Where it cannot be: MessageGone."""

    async def download(self, file: FileRef, limit: int) -> bytes:
        """The bytes of a file the channel keeps, at most `limit`; raises InvalidValue when it is larger."""

    def read(self, raw: str) -> Received:
        """Read one stored arrival; raises InvalidValue for what cannot be understood."""
