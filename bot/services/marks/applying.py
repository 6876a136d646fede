"""Carrying a plan out, all of it or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.attendance import import_days, import_totals
from bot.services.log import note
from bot.services.marks.changing import Change, follow_up
from bot.services.marks.planning import plan_marks
from bot.services.marks.rights import hold_classes
from bot.services.marks.values import (
    ColumnPlan,
    MarkChange,
    MarkPlan,
    MarkReport,
    MarksOutdated,
    MarksUnclear,
    Reached,
    SheetPlan,
)
from bot.storage.among import among
from bot.storage.base import table_of
from bot.storage.models import Assessment, LogKind, Mark, Person, School

_MARKS = table_of(Mark)
_CHANGE = (
    update(_MARKS)
    .where(_MARKS.c.assessment_id == bindparam("of"), _MARKS.c.pupil_id == bindparam("whose"))
    .values({name: bindparam(f"new_{name}") for name in ("score", "missing", "words", "objectives")})
    .values(changed_by=bindparam("who"), changed_at=bindparam("at"))
)


async def apply_marks(session: AsyncSession, plan: MarkPlan, now: datetime, by: Person | None) -> MarkReport:
    """Do what the plan says, and tell families what was corrected of what they could see. Flushes and never commits.

    The plan is made anew and compared, so that nobody applies what they have not seen: raises MarksOutdated when the
    school has changed since, MarksUnclear while questions are open. Of two who import marks of one class at once, the
    second waits for the first and then gets that error.
    """
    if plan.questions:
        raise MarksUnclear(len(plan.questions))
    await hold_classes(session, (sheet.class_id for sheet in plan.sheets if sheet.class_id is not None))
    school = await session.get_one(School, plan.school_id, populate_existing=True)
    fresh = await plan_marks(session, school, plan.file, plan.choices, now, by)
    if fresh.fingerprint != plan.fingerprint:
        raise MarksOutdated
    work = _Work(session, school, now, by)
    for sheet in fresh.sheets:
        if sheet.trouble is None:
            await work.take_over(sheet)
    await work.write()
    told = await follow_up(session, school, work.visible, now, by=by)
    layouts = ", ".join(dict.fromkeys(sheet.layout.value for sheet in fresh.sheets))
    note(session, school.id, LogKind.IMPORTED, now, staff_id=by.id if by else None, text=layouts)
    await session.flush()
    return work.report(fresh, told)


@dataclass(slots=True)
class _Work:
    """One application of a plan: assessments are made first, then all marks in few statements."""

    session: AsyncSession
    school: School
    now: datetime
    by: Person | None
    assessments: dict[int, Assessment] = field(default_factory=dict)
    visible: list[Change] = field(default_factory=list)
    """Changes of marks that families can see."""
    _new: list[dict[str, Any]] = field(default_factory=list)
    _changed: list[dict[str, Any]] = field(default_factory=list)
    _positions: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    async def take_over(self, sheet: SheetPlan) -> None:
        """Make the sheet's assessments, gather its marks, write its days and totals."""
        assert sheet.class_id is not None
        rows = await self._assessments(sheet)
        for change in sheet.marks:
            self._gather(rows[change.column], change)
        if sheet.registers:
            await import_days(self.session, sheet.class_id, sheet.file_days, sheet.registers, self.now, self.by)
        if sheet.file_totals:
            assert sheet.through is not None
            stated = (sheet.term, sheet.file_totals, sheet.through)
            await import_totals(self.session, *stated, self.now, self.by)

    async def _assessments(self, sheet: SheetPlan) -> list[Assessment]:
        known = [column.assessment_id for column in sheet.columns if column.assessment_id is not None]
        found = await self.session.scalars(
            select(Assessment).where(among(Assessment.id, known)), execution_options={"populate_existing": True}
        )
        by_id = {row.id: row for row in found}
        rows = []
        for column in sheet.columns:
            row = by_id.get(column.assessment_id or 0) or await self._made(sheet, column)
            rows.append(row)
        self.session.add_all(rows)
        await self.session.flush()
        self.assessments |= {row.id: row for row in rows}
        return rows

    async def _made(self, sheet: SheetPlan, column: ColumnPlan) -> Assessment:
        assert sheet.class_id is not None
        return Assessment(
            school_id=self.school.id,
            class_id=sheet.class_id,
            term=sheet.term,
            subject=column.subject,
            kind=column.kind,
            title=column.title,
            best=column.best,
            position=await self._position(sheet.class_id, sheet.term),
            created_by=self.by.id if self.by else None,
            created_at=self.now,
        )

    async def _position(self, class_id: int, term: str) -> int:
        if (class_id, term) not in self._positions:
            of = (Assessment.class_id == class_id, Assessment.term == term)
            last = await self.session.scalar(select(func.max(Assessment.position)).where(*of))
            self._positions[class_id, term] = -1 if last is None else last
        self._positions[class_id, term] += 1
        return self._positions[class_id, term]

    def _gather(self, of: Assessment, change: MarkChange) -> None:
        who = self.by.id if self.by else None
        if change.old is None:
            row = {"assessment_id": of.id, "pupil_id": change.pupil_id, "changed_by": who, "changed_at": self.now}
            self._new.append(row | _columns(change.new))
        else:
            new = {f"new_{name}": value for name, value in _columns(change.new).items()}
            self._changed.append({"of": of.id, "whose": change.pupil_id, "who": who, "at": self.now} | new)
        if of.published_at is not None:
            self.visible.append(Change(of, change.pupil_id, change.old, change.new))

    async def write(self) -> None:
        """All marks, in two statements."""
        if self._new:
            await self.session.execute(insert(_MARKS), self._new)
        if self._changed:
            await self.session.execute(_CHANGE, self._changed)

    def report(self, plan: MarkPlan, told: int) -> MarkReport:
        """What was done, counted."""
        done = [sheet for sheet in plan.sheets if sheet.trouble is None]
        return MarkReport(
            assessments=tuple(self.assessments),
            unpublished=tuple(row.id for row in self.assessments.values() if row.published_at is None),
            class_ids=tuple(dict.fromkeys(sheet.class_id for sheet in done if sheet.class_id is not None)),
            marks_new=sum(sheet.new for sheet in done),
            marks_changed=sum(sheet.changed for sheet in done),
            marks_same=sum(sheet.same for sheet in done),
            registers_new=sum(len(sheet.days.fresh) for sheet in done),
            days=sum(sheet.days.entered + len(sheet.days.changes) for sheet in done),
            totals=sum(len(sheet.totals) for sheet in done),
            left_out=len(plan.left_out),
            told=told,
        )


def _columns(reached: Reached) -> dict[str, Any]:
    return {
        "score": reached.score,
        "missing": reached.missing,
        "words": reached.words or None,
        "objectives": [[one.text, one.reached] for one in reached.objectives],
    }
