"""Beginning a round, coming back to it, and putting it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_value
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.observations import Observation, ObservationKind
from bot.domain.rounds import Candidate, due, week_of
from bot.services import scope
from bot.services.rounds.knowing import seen_of
from bot.storage.models import (
    ClassUpdate,
    Person,
    Pupil,
    Round,
    RoundPupil,
    RoundState,
    School,
    SchoolClass,
    TurnState,
    UpdateState,
)

RECENT = timedelta(days=14)
"""What is news of a pupil who never had a sentence."""
MOVED = frozenset(
    {
        ObservationKind.IMPROVED,
        ObservationKind.DROPPED,
        ObservationKind.BELOW,
        ObservationKind.MISSING,
        ObservationKind.ABSENT,
        ObservationKind.LATE,
    }
)
"""What brings a pupil's turn forward."""


@dataclass(slots=True)
class _Past:
    """A pupil's turns so far: `at` is when the newest round with one was sent, `last` the day of the last sentence."""

    at: datetime
    last: date | None = None


async def current(session: AsyncSession, teacher: Person, class_id: int) -> Round | None:
    """The teacher's open round in a class."""
    found: Round | None = await session.scalar(
        select(Round).where(Round.teacher_id == teacher.id, Round.class_id == class_id, Round.state == RoundState.OPEN)
    )
    return found


async def newest(session: AsyncSession, teacher: Person, class_id: int) -> Round | None:
    """The round that this teacher sent last in a class."""
    found: Round | None = await session.scalar(
        select(Round)
        .where(Round.teacher_id == teacher.id, Round.class_id == class_id, Round.state == RoundState.SENT)
        .order_by(Round.closed_at.desc(), Round.id.desc())
        .limit(1)
    )
    return found


async def begin(session: AsyncSession, teacher: Person, class_id: int, size: int, now: datetime) -> Round:
    """A new round with whose turn it is; the open one where there is one. Raises NotAllowed for another's class, and
    StaleScreen where there are no pupils."""
    of = await scope.class_of(session, teacher, class_id)
    if (open_ := await current(session, teacher, class_id)) is not None:
        return open_
    school = await session.get_one(School, teacher.school_id)
    chosen = due(await candidates(session, teacher, of, now), size)
    if not chosen:
        raise StaleScreen
    row = Round(
        school_id=school.id,
        teacher_id=teacher.id,
        class_id=class_id,
        week=week_of(_local(now, school)),
        state=RoundState.OPEN,
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # begun in the teacher's other chat at this very moment
        raise StaleScreen from None
    session.add_all(
        RoundPupil(round_id=row.id, pupil_id=one.pupil_id, position=place, why=dump_value(one.why))
        for place, one in enumerate(chosen)
    )
    await session.flush()
    return row


async def opened(session: AsyncSession, teacher: Person, round_id: int) -> Round:
    """An open round of this teacher's, in a class that is still hers; raises NotAllowed and StaleScreen."""
    found = await session.scalar(select(Round).where(Round.id == round_id, Round.teacher_id == teacher.id))
    if found is None:
        raise NotAllowed
    await scope.class_of(session, teacher, found.class_id)
    if found.state is not RoundState.OPEN:
        raise StaleScreen
    return found


async def drop(session: AsyncSession, teacher: Person, round_id: int, now: datetime) -> Round:
    """Put an open round away; nothing of it was sent."""
    row = await opened(session, teacher, round_id)
    await session.execute(
        update(Round)
        .where(Round.id == row.id, Round.state == RoundState.OPEN)
        .values(state=RoundState.DROPPED, closed_at=now)
    )
    await session.refresh(row)
    return row


def pupils_of(class_id: int) -> Select[Pupil]:
    """The pupils of a class, by name; the caller knows that it is the teacher's."""
    return select(Pupil).where(Pupil.class_id == class_id, Pupil.left_at.is_(None)).order_by(Pupil.name, Pupil.id)


async def candidates(session: AsyncSession, teacher: Person, of: SchoolClass, now: datetime) -> list[Candidate]:
    """All pupils of a class with what decides whose turn it is."""
    school = await session.get_one(School, of.school_id)
    joined = {pupil.id: pupil.created_at for pupil in await session.scalars(pupils_of(of.id))}
    sent, past = await _history(session, of.id, school)
    recent = _local(now, school) - RECENT
    since = {one: past[one].last or recent if one in past else recent for one in joined}
    seen = await seen_of(session, teacher, of.id, since, now)
    return [_candidate(one, at, sent, past.get(one), seen.get(one, ()), since[one]) for one, at in joined.items()]


def _candidate(
    pupil: int, joined: datetime, sent: list[datetime], past: _Past | None, seen: Iterable[Observation], since: date
) -> Candidate:
    news = next((one for one in seen if one.kind in MOVED and one.at is not None and one.at >= since), None)
    return Candidate(
        pupil,
        sum(at > past.at if past else at >= joined for at in sent),
        past.last if past else None,
        news.fact if news else None,
        news.weight if news else 0,
    )


async def _history(session: AsyncSession, class_id: int, school: School) -> tuple[list[datetime], dict[int, _Past]]:
    """When the class's rounds were sent, whoever held them, and each pupil's turns in them.

    A pupil who was skipped has had a turn: the teacher looked, and a round is not kept up by the same names each week.
    """
    rows = await session.execute(
        select(Round.closed_at, RoundPupil.pupil_id, RoundPupil.state)
        .join(RoundPupil, RoundPupil.round_id == Round.id)
        .join(ClassUpdate, ClassUpdate.id == Round.update_id)
        .where(
            Round.class_id == class_id,
            Round.state == RoundState.SENT,
            Round.closed_at.is_not(None),
            ClassUpdate.state.not_in((UpdateState.CANCELLED, UpdateState.WITHDRAWN)),
        )
        .order_by(Round.closed_at, Round.id)
    )
    sent: dict[datetime, None] = {}
    past: dict[int, _Past] = {}
    for at, pupil, state in rows:
        if at is None:
            continue
        sent[at] = None
        if state is TurnState.WAITING:
            continue
        known = past.setdefault(pupil, _Past(at))
        known.at = at
        if state is TurnState.KEPT:
            known.last = _local(at, school)
    return list(sent), past


def _local(now: datetime, school: School) -> date:
    return now.astimezone(ZoneInfo(school.timezone)).date()
