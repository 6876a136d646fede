"""A child's course through a half of the school year, read from rows: a handful of questions for a whole class."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courses import Course, Said, Score
from bot.domain.marks import MarkKind, Objective, term_before, term_days
from bot.services.attendance.totals import days_of, totals_of
from bot.storage.among import among
from bot.storage.models import Assessment, Mark, Person, Pupil, PupilNote, School, SchoolClass

_ORDER = tuple(MarkKind)
_Key = tuple[str, bool, date, int, int, int]


async def courses_of(
    session: AsyncSession,
    pupil_ids: Collection[int],
    term: str,
    *,
    seen_at: datetime | None,
    until: date | None = None,
) -> dict[int, Course]:
    """By pupil: the course through `term` (`20261`), with the marks of the half before as earlier ones.

    The caller has made sure that the pupils may be seen (`services.scope`); who has left the school is not among them.
    With `seen_at` it is what a family sees at that moment: only what was published by then, and notes that are shown; a
    mark not entered yet is left out. Without it, it is all that the school has.
    Days after `until` have only been announced.
    """
    pupils = await _pupils(session, pupil_ids)
    ids = list(pupils)
    scores = await _scores(session, ids, term, seen_at)
    notes = await _notes(session, ids, term, seen_at is not None)
    totals = await totals_of(session, ids, term, until)
    days = await days_of(session, ids, term, until)
    return {
        pupil: Course(pupil, name, of, term, scores[pupil], totals[pupil], tuple(days[pupil]), notes[pupil])
        for pupil, (name, of) in pupils.items()
    }


async def _pupils(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and class of each, by name."""
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(among(Pupil.id, ids), Pupil.left_at.is_(None))
        .order_by(Pupil.name, Pupil.id)
    )
    return {pupil: (name, of or "") for pupil, name, of in rows}


async def _scores(
    session: AsyncSession, ids: Collection[int], term: str, seen_at: datetime | None
) -> defaultdict[int, tuple[Score, ...]]:
    query = (
        select(Mark, Assessment, School.pass_line)
        .join(Assessment, Assessment.id == Mark.assessment_id)
        .join(School, School.id == Assessment.school_id)
        .where(among(Mark.pupil_id, ids), Assessment.term.in_((term, term_before(term))))
    )
    if seen_at is not None:
        query = query.where(Assessment.published_at <= seen_at, Mark.score.is_not(None) | Mark.missing)
    found: defaultdict[int, list[tuple[_Key, Score]]] = defaultdict(list)
    for mark, of, line in await session.execute(query):
        found[mark.pupil_id].append((_key(of, term), _score(mark, of, line, term)))
    return defaultdict(tuple, {pupil: _in_order(scores) for pupil, scores in found.items()})


def _key(of: Assessment, term: str) -> _Key:
    """By subject, then in the order in which they came to be; a report card's mark comes after its day's tests."""
    on = of.on or of.created_at.date()
    return of.subject.casefold(), of.term == term, on, _ORDER.index(of.kind), of.position, of.id


def _in_order(scores: Iterable[tuple[_Key, Score]]) -> tuple[Score, ...]:
    return tuple(score for _key, score in sorted(scores, key=lambda one: one[0]))


def _score(mark: Mark, of: Assessment, line: float | None, term: str) -> Score:
    return Score(
        of.id,
        of.subject,
        of.kind,
        of.title,
        mark.score,
        mark.missing,
        of.best,
        None if line is None else line * of.best / 100,
        of.on,
        mark.changed_at,
        tuple(_objective(*raw) for raw in mark.objectives),
        earlier=of.term != term,
    )


def _objective(text: str, reached: Any = None) -> Objective:
    return Objective(text, None if reached is None else bool(reached))


async def _notes(
    session: AsyncSession, ids: Collection[int], term: str, family: bool
) -> defaultdict[int, tuple[Said, ...]]:
    """The half-year's notes, newest first."""
    first, last = term_days(term)
    query = (
        select(PupilNote.pupil_id, PupilNote.text, Person.name, PupilNote.at, School.timezone)
        .join(Person, Person.id == PupilNote.author_id)
        .join(School, School.id == PupilNote.school_id)
        .where(among(PupilNote.pupil_id, ids), PupilNote.erased_at.is_(None))
        .order_by(PupilNote.at.desc(), PupilNote.id.desc())
    )
    if family:
        query = query.where(PupilNote.shown)
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for pupil, text, author, at, timezone in await session.execute(query):
        if first <= _local(at, timezone) <= last:
            found[pupil].append(Said(text, author, at))
    return defaultdict(tuple, {pupil: tuple(notes) for pupil, notes in found.items()})


def _local(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()
