"""Consent withdrawn: nothing unasked leaves any more, by whichever way it would have."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain import notices
from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, Op, OutboxState, Reason, Rung
from bot.domain.notices import Notice
from bot.domain.policy import Refuse, Standing, Weight, may_send
from bot.domain.quiet import QuietRule
from bot.domain.screens import screen
from bot.services.assisted import numbers
from bot.services.links import consents
from bot.services.queue import outbox
from bot.storage.engine import Sessions
from bot.storage.models import Outgoing, Person
from tests.support.demo import PARENTS, TEACHER
from tests.support.house import House, open_house
from tests.support.rows import Rows
from tests.support.said import recipient_of, sent_update

SITI = PARENTS[0]

ANSWERS = {
    "AnswerArrived": "to staff",
    "ReplyArrived": "the school answers what this guardian wrote",
    "AnswerCame": "the school answers a question, or asks back about a note, of this guardian's",
    "Reopened": "what becomes of a question of this guardian's",
    "Settled": "what becomes of a question of this guardian's",
    "NoteConfirmed": "the school has seen a note that this guardian wrote",
    "NotesArrived": "to staff",
    "NoteTakenBack": "to staff",
    "QuestionArrived": "to staff",
    "AccessRefused": "whoever asked for access is told no",
    "LinkUndone": "the last word to a chat that is let go",
    "ChatAdded": "somebody's own doing in another chat of theirs, which may not have been they",
    "ChatReplaced": "the last word to a chat that is let go",
    "CorrectionHandled": "what became of a request of theirs",
    "DataErased": "what became of a request of theirs, and the last word to that chat",
}
"""Who asks is answered, also after STOP. Whatever else is to pass for an answer has to say here what it answers."""


def told() -> Iterator[type[Notice]]:
    """Every notice there is."""
    for module in pkgutil.iter_modules(notices.__path__):
        found = importlib.import_module(f"{notices.__name__}.{module.name}")
        for _name, one in inspect.getmembers(found, inspect.isclass):
            if issubclass(one, Notice) and one.__module__ == found.__name__ and hasattr(one, "template"):
                yield one


UNASKED = sorted((one for one in told() if one.weight is not Weight.ANSWER), key=lambda one: one.__name__)


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.mark.structure
def test_only_what_answers_somebody_passes_a_withdrawn_consent() -> None:
    known = {one.__name__ for one in told() if one.weight is Weight.ANSWER}
    assert known - ANSWERS.keys() == set(), "say in ANSWERS what it answers, or give it another weight"


@pytest.mark.structure
@pytest.mark.parametrize("standing", [Standing(stopped=True), Standing(consent=False)], ids=["stopped", "withdrawn"])
@pytest.mark.parametrize("weight", [weight for weight in Weight if weight is not Weight.ANSWER])
def test_no_weight_but_an_answer_may_leave(standing: Standing, weight: Weight, now: datetime) -> None:
    for personal in (False, True):
        assert isinstance(may_send(standing, weight, now, QuietRule("Asia/Jakarta"), personal=personal), Refuse)


@pytest.mark.parametrize("way", ["stopped", "withdrawn"])
async def test_what_waited_and_what_is_told_afterwards_is_refused_of_every_kind(house: House, way: str) -> None:
    siti = house.phone(SITI.user_id)
    before = len(siti.bubbles)
    await withdraw(house, way)
    said = len(siti.bubbles)
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(SITI)
        (account,) = await outbox.accounts_of(session, person.id)
        for number, notice in enumerate(UNASKED):
            for lane in Lane:
                session.add(
                    Outgoing(
                        school_id=person.school_id,
                        bot_id=account.bot_id,
                        account_id=account.id,
                        person_id=person.id,
                        lane=lane,
                        due_at=house.now,
                        weight=notice.weight,
                        personal=notice.personal,
                        payload=dump_screen(screen("settings/resumed")),
                        dedupe=f"{number}:{lane}",
                        created_at=house.now,
                    )
                )
        await session.commit()
    await house.deliver()
    rows = Rows(house.sessions)
    unasked = await rows.all(select(Outgoing).where(Outgoing.dedupe.is_not(None), Outgoing.op == Op.SEND))
    assert len(unasked) == len(UNASKED) * len(Lane)
    assert {row.state for row in unasked} == {OutboxState.DROPPED}
    assert {row.reason for row in unasked} == {Reason.STOPPED if way == "stopped" else Reason.NO_CONSENT}
    assert len(siti.bubbles) == said >= before


@pytest.mark.parametrize("way", ["stopped", "withdrawn"])
async def test_no_class_update_comes_by_chat_nor_by_the_teachers_own_whatsapp(house: House, way: str) -> None:
    siti = house.phone(SITI.user_id)
    await withdraw(house, way)
    before = len(siti.bubbles)
    row = await sent_update(house)
    assert len(siti.bubbles) == before
    recipient = await recipient_of(house, SITI, row.id)
    assert recipient.rung in (Rung.FAILED, Rung.UNREACHED)
    if way == "stopped":
        async with house.sessions() as session:
            assert await numbers.silent_among(session, [recipient.person_id]) == {recipient.person_id}


async def test_an_answer_to_what_they_ask_comes_all_the_same(house: House) -> None:
    siti, teacher = house.phone(SITI.user_id), house.phone(TEACHER.user_id)
    await siti.say("BERHENTI")
    await siti.say("Jam berapa pulang hari ini?")
    await siti.press("Wali kelas Ananda")
    await teacher.say("Pukul dua siang.", reply_to=teacher.screen())
    assert "Pukul dua siang" in siti.screen().text


async def withdraw(house: House, way: str) -> None:
    """By STOP, or for the child alone."""
    if way == "stopped":
        await house.phone(SITI.user_id).say("BERHENTI")
        return
    async with house.sessions() as session:
        person = (await session.scalars(select(Person).where(Person.name == SITI.name))).one()
        await consents.withdraw(session, person, house.now)
        await session.commit()
