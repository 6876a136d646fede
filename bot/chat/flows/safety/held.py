"""A held message: a calm answer with words that are ready, the administrator, or to read it after all."""

from dataclasses import replace
from typing import TypeVar

from bot.chat.flows.answering import words as answering
from bot.chat.flows.safety.draft import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.courtesy import Reader
from bot.domain.errors import NotFound, StaleScreen
from bot.domain.notices.answers import AnswerArrived
from bot.domain.notices.concerns_staff import ConcernWords
from bot.domain.notices.safety import held_rows
from bot.domain.notices.threads import QuestionArrived
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.messages.render import render
from bot.services.answers import replies
from bot.services.answers.conversations import (
    arrived,
    children_card,
    family_card,
    file_of,
    medium_of,
    pupils_of,
    teacher_card,
)
from bot.services.concerns import rights, talking
from bot.services.concerns import telling as concerns
from bot.services.hours import covering
from bot.services.safety import deciding
from bot.services.threads import telling
from bot.storage.models import LogEntry, Person, Thread

N = TypeVar("N", QuestionArrived, AnswerArrived, ConcernWords)

CALM: dict[str, Phrase] = {
    "talk": _("Invite them to talk"),
    "time": _("Ask for a little time"),
    "calm": _("Thank them and ask for calm words"),
}


@flow.press("one")
async def one(turn: Turn, entry_id: int) -> Shown:
    """A held message with its ways out, and none of its words."""
    _row, entry = await deciding.named(turn.session, turn.staff(), entry_id)
    pupils = await children_card(turn.session, await pupils_of(turn.session, entry))
    others = [person for person in await covering.office(turn.session, turn.school) if person.id != turn.staff().id]
    return screen("safety/held", *held_rows(entry.id, office=bool(others)), MENU, children=pupils, at=entry.at)


@flow.press("show")
async def show(turn: Turn, entry_id: int) -> Shown:
    """She chose to read it: as a message of its own, to be answered like any other."""
    entry = await deciding.show(turn.session, turn.staff(), entry_id, turn.now)
    if entry.concern_id is not None and not await rights.is_in(turn.session, turn.staff(), entry.concern_id):
        turn.say(await _alone(turn, entry))
    else:
        turn.say((await _as_it_is(turn, entry)).screen())
    return None


async def _alone(turn: Turn, entry: LogEntry) -> Screen:
    """What was handed over of a concern, for an administrator who is not in it: this message, and nothing else."""
    pupils = await pupils_of(turn.session, entry)
    return screen(
        "safety/handed_words",
        (button(_("Answer calmly"), "sf.calm", entry.id, style=Style.PRIMARY),),
        MENU,
        file=file_of(entry),
        protect=True,
        **await family_card(turn.session, entry.person_id or 0, pupils),
        words=entry.text or "",
        medium=medium_of(entry),
        at=entry.at,
    )


async def _as_it_is(turn: Turn, entry: LogEntry) -> QuestionArrived | AnswerArrived | ConcernWords:
    if entry.concern_id is not None:
        concern = await rights.locked(turn.session, entry)
        return _whole(await concerns.arrived(turn.session, concern, entry), entry)
    if entry.thread_id is not None:
        thread = await turn.session.get_one(Thread, entry.thread_id)
        return _whole(await telling.arrived(turn.session, thread, entry), entry)
    return _whole(await arrived(turn.session, entry), entry)


def _whole(notice: N, entry: LogEntry) -> N:
    """The notice with the words that were held."""
    return replace(notice, held=False, words=entry.text or "", medium=medium_of(entry), file=file_of(entry))


@flow.press("calm")
async def calm(turn: Turn, entry_id: int) -> Shown:
    """Ready words, to read before they go."""
    _row, entry = await deciding.named(turn.session, turn.staff(), entry_id)
    choices: list[Row] = [(button(face, "sf.say", entry.id, key),) for key, face in CALM.items()]
    back: Row = (button(_("‹ Back"), "sf.one", entry.id), *MENU)
    return screen(
        "safety/calm",
        *choices,
        back,
        texts=[{"name": face, "text": await _text(turn, entry, key)} for key, face in CALM.items()],
    )


@flow.press("say")
async def say(turn: Turn, entry_id: int, key: str) -> Shown:
    """These words go to the family."""
    if key not in CALM:
        raise StaleScreen
    staff = turn.staff()
    _row, entry = await deciding.named(turn.session, staff, entry_id)
    await deciding.answered(turn.session, staff, entry.id, turn.now)
    words = Words(await _text(turn, entry, key), channel=turn.bot.channel, locale=await _locale(turn, entry))
    if entry.thread_id is not None:
        return await answering.send(turn, entry.thread_id, words, None, own=False)
    if entry.concern_id is not None:
        await talking.reply_to(turn.session, staff, entry, words, turn.now)
        return screen("safety/calmed", MENU)
    await replies.reply(turn.session, staff, entry.id, words, turn.now)
    return screen("safety/calmed", MENU)


@flow.press("hand")
async def hand(turn: Turn, entry_id: int) -> Shown:
    """The administrator's matter from now on."""
    try:
        to = await deciding.hand_over(turn.session, turn.staff(), entry_id, turn.now)
    except NotFound:
        return screen("safety/nobody", (button(_("‹ Back"), "sf.one", entry_id), *MENU))
    return screen("safety/handed", MENU, teacher=teacher_card(to))


async def _locale(turn: Turn, entry: LogEntry) -> str:
    guardian = await turn.session.get_one(Person, entry.person_id)
    return guardian.locale or turn.school.locale


async def _text(turn: Turn, entry: LogEntry, key: str) -> str:
    """Ready words as the guardian reads them."""
    guardian = await turn.session.get_one(Person, entry.person_id)
    locale, zone = await _locale(turn, entry), turn.school.timezone
    reader = Reader(locale, zone, guardian.name, guardian.address, guardian.greeting)
    return render(Screen(f"safety/calm_{key}"), reader, turn.now).text
