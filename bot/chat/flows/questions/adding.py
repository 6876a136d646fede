"""More words in a thread that there is: asked for, as a reply in the chat, or because they follow within minutes."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.chat import meanwhile
from bot.chat.flows.answers import draft as answers_draft
from bot.chat.flows.answers.draft import first_id_behind, unsuitable, words_of
from bot.chat.flows.questions.draft import MENU, flow, load, spoken_in
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.absence_words import sounds_like_absence
from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.services.answers.conversations import teacher_card
from bot.services.threads import saying
from bot.storage.models import LogEntry, LogKind, Outgoing, Person

GOES_ON = timedelta(minutes=5)
"""Words that follow so soon belong to what was said before: an album of photos, a thought sent in three messages."""

_ABOUT = ("qs.more", "qs.show", "qs.again")
"""Buttons that say which thread a message of ours is about."""


@flow.step("add")
async def added(turn: Turn) -> Shown:
    """What is added."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    if not draft.thread:
        raise StaleScreen
    return await add(turn, draft.thread, [words])


@flow.reply
async def replied_in_chat(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply in the chat to any message of a thread goes to that thread."""
    thread_id = await first_id_behind(turn, _ABOUT)
    if thread_id is None:
        return PASS
    words = words_of(turn)
    return unsuitable(turn) if words is None else await add(turn, thread_id, [words])


@flow.otherwise
async def goes_on(turn: Turn) -> Shown | Pass:
    """More photos of an album, a thought in three messages, a reply to an own message: all of it the same thread.

    What sounds as if a child did not come is another matter, and is asked about.
    """
    words = words_of(turn)
    if words is None or turn.person is None:
        return PASS
    thread_id = await _own_replied_to(turn)
    if thread_id is None and not sounds_like_absence(words.text):
        thread_id = await _just_spoken_in(turn)
    return PASS if thread_id is None else await add(turn, thread_id, [words])


async def add(turn: Turn, thread_id: int, words: Sequence[Words]) -> Screen | None:
    """Add words to a thread; of an album only the first photo is confirmed."""
    before = await load(turn)
    added = await saying.add(turn.session, turn.known(), thread_id, words, turn.now)
    thread = added.thread
    await spoken_in(turn, thread.id)
    if before.thread == thread.id and before.album and before.album == turn.received.album:
        return None
    staff = await turn.session.get_one(Person, thread.responsible_id)
    return screen(
        "questions/added",
        (button(_("Look at the question"), "qs.show", thread.id), *MENU),
        teacher=teacher_card(staff),
        promised_at=thread.promised_at,
        again=added.promised is not None,
        outside=added.outside,
        told=added.told,
        count=len(words),
    )


async def _just_spoken_in(turn: Turn) -> int | None:
    """The thread that was spoken in within the last minutes, unless something else was since."""
    draft = await load(turn)
    if not draft.thread or draft.said_at is None or turn.now - draft.said_at > GOES_ON:
        return None
    other = await answers_draft.load(turn)
    if other.words or (other.said_at is not None and other.said_at > draft.said_at):
        return None
    return None if await meanwhile.something_else(turn, draft.said_at, flow.name) else draft.thread


async def _own_replied_to(turn: Turn) -> int | None:
    """The thread in which the message that is replied to was said by this person themselves."""
    if turn.received.reply_to is None:
        return None
    found: int | None = await turn.session.scalar(
        select(LogEntry.thread_id)
        .where(
            LogEntry.person_id == turn.known().id,
            LogEntry.kind == LogKind.QUESTION,
            LogEntry.message == turn.received.reply_to,
            LogEntry.channel == turn.bot.channel,
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return found
