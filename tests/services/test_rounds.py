"""Rounds on rows: whose turn it is, what may be said, and what becomes of a round whose class changes meanwhile."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.observations import ObservationKind
from bot.domain.sentences import Part, Said
from bot.domain.text import Phrase
from bot.playground.demo import DEWI
from bot.services import updates
from bot.services.progress.individual import NamesAnother
from bot.services.rounds import opening, sending, turns
from bot.storage.models import Person, Pupil, Round, RoundState, SchoolClass, TurnState, UpdatePupil
from tests.support.coursework import assessed, registered
from tests.support.demo import Demo, demo_school

RAHMAT = "Rahmat Hidayat, S.Si."
"""He teaches Mathematics to all classes, and is the homeroom teacher of X-2."""


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


@pytest.fixture
async def of(demo: Demo) -> SchoolClass:
    return await demo.school_class()


@pytest.fixture
async def teacher(demo: Demo) -> Person:
    return await demo.person()


async def colleague(demo: Demo, name: str) -> Person:
    found = await demo.session.scalar(select(Person).where(Person.name == name))
    assert found is not None
    return found


async def pupils(demo: Demo, of: SchoolClass) -> list[Pupil]:
    return list(await demo.session.scalars(opening.pupils_of(of.id)))


async def walk(session: AsyncSession, teacher: Person, row: Round, *, skip: int = 0) -> list[int]:
    """Say something of each pupil but the first `skip`; the ids of those whose turn it was."""
    all_ = await turns.turns_of(session, row)
    for place, turn in enumerate(all_):
        if place < skip:
            turns.skip(turn)
            continue
        for part in Part:
            turns.say(turn, part, Said(f"{part.value} {turn.pupil_id}"))
        turns.keep(turn)
    await session.flush()
    return [turn.pupil_id for turn in all_]


async def test_a_class_has_had_a_sentence_each_after_its_full_circle(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    seen: list[int] = []
    for week in range(6):
        at = now + timedelta(days=7 * week)
        row = await opening.begin(session, teacher, of.id, 6, at)
        seen += await walk(session, teacher, row)
        await sending.send(session, teacher, row.id, "id", at)
    assert len(seen) == len(set(seen)) == 36
    again = await opening.begin(session, teacher, of.id, 6, now + timedelta(days=42))
    assert [turn.pupil_id for turn in await turns.turns_of(session, again)] == seen[:6]


async def test_whose_mark_moved_comes_first_and_hears_why(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    last = (await pupils(demo, of))[-1]
    await assessed(session, of, "Matematika", {last.id: 60}, now - timedelta(days=20), title="TP 1", on=now.date())
    await assessed(session, of, "Matematika", {last.id: 85}, now - timedelta(days=1), title="TP 2", on=now.date())
    row = await opening.begin(session, teacher, of.id, 6, now)
    first = (await turns.turns_of(session, row))[0]
    assert first.pupil_id == last.id
    assert first.why is not None
    assert {"subject": "Matematika", "before": 60, "after": 85}.items() <= first.why.values.items()


async def test_what_families_cannot_see_yet_is_not_suggested(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    one = (await pupils(demo, of))[0]
    await assessed(session, of, "Matematika", {one.id: 60}, now, title="TP 1")
    hidden = await assessed(session, of, "Matematika", {one.id: 85}, now, title="TP 2", published=False)
    row = await opening.begin(session, teacher, of.id, 8, now)
    turn = turns.turn_of(await turns.turns_of(session, row), one.id)
    kinds = {seen.kind for seen in await turns.known_of(session, teacher, row, turn, now)}
    assert ObservationKind.IMPROVED not in kinds
    hidden.published_at = now
    await session.flush()
    kinds = {seen.kind for seen in await turns.known_of(session, teacher, row, turn, now)}
    assert ObservationKind.IMPROVED in kinds


async def test_a_subject_teacher_speaks_of_the_own_subject(
    session: AsyncSession, demo: Demo, of: SchoolClass, now: datetime
) -> None:
    one = (await pupils(demo, of))[0]
    for subject in ("Matematika", "Bahasa Inggris"):
        for title, score in (("TP 1", 60), ("TP 2", 85)):
            await assessed(session, of, subject, {one.id: score}, now, title=title)
    mine = await colleague(demo, RAHMAT)
    row = await opening.begin(session, mine, of.id, 8, now)
    turn = turns.turn_of(await turns.turns_of(session, row), one.id)
    subjects = {seen.subject for seen in await turns.known_of(session, mine, row, turn, now)}
    assert subjects - {""} == {"Matematika"}


async def test_two_teachers_have_a_round_each_and_neither_sees_the_others(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    mine = await opening.begin(session, teacher, of.id, 8, now)
    dewi = await colleague(demo, DEWI.name)
    theirs = await opening.begin(session, dewi, of.id, 8, now)
    assert mine.id != theirs.id
    assert (await opening.begin(session, teacher, of.id, 6, now)).id == mine.id
    with pytest.raises(NotAllowed):
        await opening.opened(session, dewi, mine.id)
    with pytest.raises(NotAllowed):
        await sending.send(session, dewi, mine.id, "id", now)


async def test_who_has_left_the_class_is_not_written_about(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    row = await opening.begin(session, teacher, of.id, 6, now)
    left, moved, *others = await walk(session, teacher, row)
    (await session.get_one(Pupil, left)).left_at = now
    (await session.get_one(Pupil, moved)).class_id = (await demo.school_class("X-2")).id
    await session.flush()
    sent = await sending.send(session, teacher, row.id, "id", now)
    named = await session.scalars(select(UpdatePupil.pupil_id).where(UpdatePupil.update_id == sent.id))
    assert set(named) == set(others)


async def test_who_is_skipped_has_had_a_turn_and_is_told_how_long_ago_the_last_sentence_was(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    row = await opening.begin(session, teacher, of.id, 6, now)
    skipped = (await walk(session, teacher, row, skip=2))[:2]
    await sending.send(session, teacher, row.id, "id", now)
    later = {one.pupil_id: one for one in await opening.candidates(session, teacher, of, now + timedelta(days=7))}
    assert [(later[one].waited, later[one].last) for one in skipped] == [(0, None)] * 2
    assert {one.waited for one in later.values()} == {0, 1}


async def test_a_round_taken_back_was_no_round(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    row = await opening.begin(session, teacher, of.id, 6, now)
    await walk(session, teacher, row)
    sent = await sending.send(session, teacher, row.id, "id", now)
    with pytest.raises(StaleScreen):
        await sending.send(session, teacher, row.id, "id", now)
    await updates.cancel(session, teacher, sent.id, now)
    assert {one.waited for one in await opening.candidates(session, teacher, of, now)} == {0}


async def test_undone_it_is_open_again_unless_another_was_begun(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    row = await opening.begin(session, teacher, of.id, 6, now)
    await walk(session, teacher, row)
    await sending.send(session, teacher, row.id, "id", now)
    assert (await sending.undo(session, teacher, row.id, now)).state is RoundState.OPEN
    await sending.send(session, teacher, row.id, "id", now)
    await opening.begin(session, teacher, of.id, 6, now)
    with pytest.raises(StaleScreen):
        await sending.undo(session, teacher, row.id, now)


async def test_nothing_is_sent_that_names_another_child(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    row = await opening.begin(session, teacher, of.id, 6, now)
    await walk(session, teacher, row)
    all_ = await turns.turns_of(session, row)
    other = next(one for one in await pupils(demo, of) if one.id not in {turn.pupil_id for turn in all_})
    turns.say(all_[0], Part.STEP, Said(f"belajar bersama {other.name}"))
    turns.keep(all_[0])
    await session.flush()
    with pytest.raises(NamesAnother) as stopped:
        await sending.send(session, teacher, row.id, "id", now)
    assert stopped.value.pupil_id == all_[0].pupil_id
    assert (await opening.opened(session, teacher, row.id)).state is RoundState.OPEN


async def test_full_attendance_and_another_thing_to_improve_take_the_step_away(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    await registered(session, of, now.date() - timedelta(days=3), now)
    row = await opening.begin(session, teacher, of.id, 6, now)
    turn = (await turns.turns_of(session, row))[0]
    known = await turns.known_of(session, teacher, row, turn, now)
    assert [seen.kind for seen in known] == [ObservationKind.PRESENT]
    turns.say(turn, Part.STRENGTH, Said(Phrase("honest"), "honest"))
    turns.say(turn, Part.IMPROVE, Said(Phrase("focus"), "focus"))
    turns.say(turn, Part.STEP, Said(Phrase("talk"), "talk"))
    turns.complete(turn, [turn], known)
    sentence = turn.sentence
    assert sentence is not None
    assert sentence[0].fact
    turns.say(turn, Part.IMPROVE, Said(Phrase("notes"), "notes"))
    assert turn.asked is Part.STEP
    with pytest.raises(StaleScreen):
        turns.keep(turn)
    assert turn.row.state is TurnState.WAITING


async def test_a_class_without_pupils_has_no_round(
    session: AsyncSession, demo: Demo, of: SchoolClass, teacher: Person, now: datetime
) -> None:
    for one in await pupils(demo, of):
        one.left_at = now
    await session.flush()
    with pytest.raises(StaleScreen):
        await opening.begin(session, teacher, of.id, 8, now)
