"""Words that somebody said and that are not delivered yet: they are kept until it is clear for whom they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from bot.chat import drafts, kept_words
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.codec import load_screen
from bot.domain.errors import StaleScreen
from bot.domain.screens import Press, Row, Screen, button, screen
from bot.domain.text import _
from bot.services.queue import outbox
from bot.storage.models import Outgoing

flow = Flow("answers", "a")

MENU: Row = (button(_("Menu"), "home.menu"),)


@dataclass(slots=True)
class Saying:
    """What is being said, and to what: an update's `recipient`, a teacher's reply (`entry`), or a child's homeroom.

    `pupil` is the child it is about: None before it is known, 0 for all children of that update. `replying` is the
    family's words that a member of staff answers. `said_at` is when this conversation was last spoken in. `aside` are
    words whose addressee was not known yet when something else was said. `album` is the one with which a member of
    staff has just replied: its other photos come as messages of their own.
    """

    words: list[dict[str, Any]] = field(default_factory=list)
    aside: list[dict[str, Any]] = field(default_factory=list)
    recipient: int = 0
    entry: int = 0
    pupil: int | None = None
    replying: int = 0
    said_at: datetime | None = None
    album: str = ""

    def add(self, words: Words) -> None:
        """Keep words until they can be delivered."""
        self.words.append(kept_words.keep(words))

    def begin(self, *, recipient: int = 0, entry: int = 0) -> None:
        """Say something to this; words that still wait for their addressee are put aside."""
        self.aside, self.words = [*self.aside, *self.words], []
        self.recipient, self.entry, self.pupil = recipient, entry, None

    def pieces(self, turn: Turn) -> list[Words]:
        """The words that are kept; raises StaleScreen when there are none."""
        if not self.words:
            raise StaleScreen
        return kept_words.pieces(turn, self.words)


async def load(turn: Turn) -> Saying:
    """The draft, or an empty one."""
    return await drafts.load(turn, flow.name, Saying) or Saying()


async def keep(turn: Turn, draft: Saying, step: str | None = None) -> None:
    """Keep the draft; `step` is what the next typed message is for."""
    await drafts.keep(turn, flow.name, draft, step)


def how(turn: Turn) -> Words:
    """How something is said that needs no words: a tap."""
    return Words(channel=turn.bot.channel, locale=turn.locale)


def words_of(turn: Turn) -> Words | None:
    """What was typed, spoken or sent; None for what cannot be passed on (a sticker, a place, a contact)."""
    received = turn.received
    if not turn.text and received.file is None:
        return None
    return Words(turn.text, received.file, received.message, turn.bot.channel, turn.locale)


def unsuitable(turn: Turn) -> Screen:
    """Kindly: this cannot be passed on, be it of a kind that we do not take or an empty file."""
    return screen("answers/unsuitable", MENU, empty=turn.received.empty)


async def update_behind(turn: Turn) -> int | None:
    """The recipient whose update is shown by the message that is replied to."""
    rows = await _rows_behind(turn)
    if rows and (found := _first_id(rows[0], ("a.say", "a.read"))) is not None:
        return found
    return next((row.recipient_id for row in rows if row.recipient_id is not None), None)


async def words_behind(turn: Turn) -> int | None:
    """The log entry of the words that are shown by the message that is replied to."""
    return await first_id_behind(turn, ("a.re",))


async def first_id_behind(turn: Turn, keys: Sequence[str]) -> int | None:
    """What the message that is replied to is about: the id in the first of its buttons that has one of these keys."""
    rows = await _rows_behind(turn)
    return _first_id(rows[0], keys) if rows else None


async def press_behind(turn: Turn, keys: Sequence[str]) -> Press | None:
    """What the first button with one of these keys says, of the message that is replied to."""
    rows = await _rows_behind(turn)
    return _first_press(rows[0], keys) if rows else None


async def number_behind(turn: Turn, name: str) -> int | None:
    """What the message that is replied to is about: the number that it carries by this name, as it last stood."""
    for row in await _rows_behind(turn):
        number = load_screen(row.payload).values.get(name) if row.payload else None
        if isinstance(number, int):
            return number
    return None


async def _rows_behind(turn: Turn) -> list[Outgoing]:
    """All that stood in the message that is replied to, the newest first: a pressed message shows something else."""
    replied_to = turn.received.reply_to
    if replied_to is None:
        return []
    rows = await turn.session.scalars(
        select(Outgoing)
        .where(
            Outgoing.account_id == turn.account.id,
            or_(outbox.names(Outgoing.message, replied_to), outbox.names(Outgoing.target, replied_to)),
        )
        .order_by(Outgoing.id.desc())
        .limit(20)
    )
    return list(rows)


def _first_id(message: Outgoing, keys: Sequence[str]) -> int | None:
    """What a message is about: the id in the first of its buttons that has one of these keys."""
    press = _first_press(message, keys)
    return int(press.args[0]) if press else None


def _first_press(message: Outgoing, keys: Sequence[str]) -> Press | None:
    if not message.payload or message.payload.get("secret"):  # forgotten once it was sent
        return None
    presses = (choice.press for row in load_screen(message.payload).rows for choice in row)
    return next((press for press in presses if press and press.key in keys and press.args), None)
