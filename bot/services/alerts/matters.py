"""What families are to be asked or told by the school's rule, as the rows stand now. Nothing is kept here.

Only what they may know: marks that are published, of pupils who are here.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import FRESH, AlertKind, AlertRule, Key, Matter, load_rule, total_reached
from bot.domain.attendance import DayState
from bot.domain.marks import term_at
from bot.services import scope
from bot.services.attendance.registers import today
from bot.services.attendance.totals import totals_of
from bot.services.calendar import quiet_rule
from bot.storage.among import among
from bot.storage.models import Absence, AbsenceTotal, Assessment, Mark, Pupil, School, SchoolClass

MISSED = (DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED)


async def matters(
    session: AsyncSession, school: School, now: datetime, pupils: Collection[int] | None = None
) -> dict[Key, Matter]:
    """All there is now, of these pupils or of the whole school."""
    rule = load_rule(school.alerts)
    found: list[Matter] = []
    if AlertKind.NOT_YET in rule:
        found += await _not_yet(session, school, now, pupils)
    if AlertKind.MISSING in rule:
        found += await _missing(session, school, now, pupils)
    if AlertKind.BELOW in rule and school.pass_line is not None:
        found += await _below(session, school, school.pass_line, now, pupils)
    if AlertKind.TOTAL in rule:
        found += await _totals(session, school, rule, now, pupils)
    return {one.key: one for one in found if rule.is_new(one.kind, one.at, now)}


def _here(school: School, pupils: Collection[int] | None) -> ColumnElement[bool]:
    some = among(Pupil.id, pupils) if pupils is not None else true()
    classes = scope.classes_in(school).with_only_columns(SchoolClass.id).order_by(None)
    return and_(Pupil.left_at.is_(None), Pupil.class_id.in_(classes), some)


async def _not_yet(
    session: AsyncSession, school: School, now: datetime, pupils: Collection[int] | None
) -> list[Matter]:
    """Not recorded present today, and no note: asked while the school may write to families, and never later."""
    if (await quiet_rule(session, school, now)).reason(now) is not None:
        return []
    newest = today(school, now)
    rows = await session.execute(
        select(Absence.pupil_id, Absence.at)
        .join(Pupil, Pupil.id == Absence.pupil_id)
        .where(
            Absence.class_id == Pupil.class_id,
            Absence.day == newest,
            Absence.state == DayState.UNEXPLAINED,
            Absence.note == "",
            _here(school, pupils),
        )
    )
    return [Matter(pupil, AlertKind.NOT_YET, newest.isoformat(), {"day": newest}, at) for pupil, at in rows]


async def _missing(
    session: AsyncSession, school: School, now: datetime, pupils: Collection[int] | None
) -> list[Matter]:
    rows = await session.execute(_published(school, now, pupils).where(Mark.missing, Mark.score.is_(None)))
    return [
        Matter(mark.pupil_id, AlertKind.MISSING, str(mark.id), _facts(of), _known_at(mark, of)) for mark, of in rows
    ]


async def _below(
    session: AsyncSession, school: School, line: float, now: datetime, pupils: Collection[int] | None
) -> list[Matter]:
    """The school's line is of a hundred; it is told in the unit of the mark."""
    rows = await session.execute(_published(school, now, pupils).where(Mark.score * 100 < line * Assessment.best))
    return [
        Matter(
            mark.pupil_id,
            AlertKind.BELOW,
            str(mark.id),
            {**_facts(of), "score": mark.score, "best": of.best, "line": round(line * of.best / 100, 2)},
            _known_at(mark, of),
        )
        for mark, of in rows
    ]


def _published(school: School, now: datetime, pupils: Collection[int] | None) -> Select[Mark, Assessment]:
    return (
        select(Mark, Assessment)
        .join(Assessment, Assessment.id == Mark.assessment_id)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .where(
            Assessment.school_id == school.id,
            Assessment.term == term_at(now, school.timezone),
            Assessment.published_at.is_not(None),
            or_(Assessment.published_at > now - FRESH, Mark.changed_at > now - FRESH),
            _here(school, pupils),
        )
        .execution_options(populate_existing=True)
    )


def _facts(of: Assessment) -> dict[str, str]:
    return {"subject": of.subject, "what": of.kind.value, "title": of.title}


def _known_at(mark: Mark, of: Assessment) -> datetime:
    assert of.published_at is not None
    return max(mark.changed_at, of.published_at)


async def _totals(
    session: AsyncSession, school: School, rule: AlertRule, now: datetime, pupils: Collection[int] | None
) -> list[Matter]:
    """So many days missed in this half of the year; `at` is when the last of them became known."""
    term = term_at(now, school.timezone)
    known = await _days_known(session, school, term, now, pupils)
    found = []
    for pupil, totals in (await totals_of(session, sorted(known), term, today(school, now))).items():
        if reached := total_reached(totals.missed, rule.total):
            facts = {"missed": totals.missed, "sick": totals.sick, "excused": totals.excused}
            facts["unexplained"] = totals.unexplained
            found.append(Matter(pupil, AlertKind.TOTAL, f"{term}:{reached}", facts, known[pupil]))
    return found


async def _days_known(
    session: AsyncSession, school: School, term: str, now: datetime, pupils: Collection[int] | None
) -> dict[int, datetime]:
    days = await session.execute(
        select(Absence.pupil_id, func.max(Absence.at))
        .join(Pupil, Pupil.id == Absence.pupil_id)
        .where(Absence.at > now - FRESH, Absence.state.in_(MISSED), _here(school, pupils))
        .group_by(Absence.pupil_id)
    )
    sums = await session.execute(
        select(AbsenceTotal.pupil_id, AbsenceTotal.at)
        .join(Pupil, Pupil.id == AbsenceTotal.pupil_id)
        .where(AbsenceTotal.term == term, AbsenceTotal.at > now - FRESH, _here(school, pupils))
    )
    known: dict[int, datetime] = {}
    for pupil, at in (*days, *sums):
        known[pupil] = max(at, known.get(pupil, at))
    return known
