"""What a sheet says beside what the school has: new, changed, the same, left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import Totals
from bot.domain.marks import MarkKind, term_days
from bot.domain.marksheets import Cell, MarkColumn, SheetLayout, SheetRow
from bot.services.attendance import changes_of, total_changes_of
from bot.services.marks.choices import Choices
from bot.services.marks.known import AssessmentKey, Book, Known, key_of
from bot.services.marks.matching import Matches, match
from bot.services.marks.resolving import Part
from bot.services.marks.values import ColumnPlan, LeftOut, MarkChange, Reached, SheetPlan, Why
from bot.storage.models import Register

_FEW = 3
"""Of so few rows each is told by itself; of more, the sheet as a whole may be another class's."""


@dataclass(slots=True)
class Comparison:
    """The comparison of a file's sheets, one after the other."""

    book: Book
    choices: Choices
    timezone: str
    now: datetime
    _stated: dict[AssessmentKey, str] = field(default_factory=dict)
    """Assessments that a sheet of the file has marks of, and which sheet."""

    async def compare(self, session: AsyncSession, part: Part) -> SheetPlan:
        """What taking over this part would do."""
        plan = self._begun(part)
        if part.trouble is not None or part.class_id is None:
            return plan
        matches = match(part.rows, part.class_id, self.book, self.choices.rows)
        if trouble := _trouble(part, matches):
            return replace(plan, left_out=(), questions=(), trouble=trouble)
        rows = {number: row for row in part.rows if (number := row.place.row) in matches.found}
        plan = self._with_pupils(plan, part, matches)
        plan = self._with_marks(plan, part, rows, matches.found)
        plan = await self._with_days(session, plan, part, rows, matches.found)
        plan = await self._with_totals(session, plan, part, rows, matches.found)
        return _with_nothing(plan)

    def _begun(self, part: Part) -> SheetPlan:
        return SheetPlan(
            sheet=part.sheet.name,
            layout=part.sheet.layout,
            class_id=part.class_id,
            class_name=self.book.class_name(part.class_id),
            term=part.term,
            month=part.month,
            left_out=tuple(part.left_out),
            questions=tuple(part.questions),
            trouble=part.trouble,
        )

    def _with_pupils(self, plan: SheetPlan, part: Part, matches: Matches) -> SheetPlan:
        found = {pupil.id: pupil.name for pupil in matches.found.values()}
        asked = {option.value for question in matches.questions for option in question.options}
        here = self.book.by_class[part.class_id or 0]
        return replace(
            plan,
            names=found,
            absent=tuple(pupil.name for pupil in here if pupil.id not in found and pupil.id not in asked),
            left_out=(*plan.left_out, *sorted(matches.left_out, key=lambda one: one.row)),
            questions=(*plan.questions, *matches.questions),
        )

    def _with_marks(
        self, plan: SheetPlan, part: Part, rows: Mapping[int, SheetRow], found: Mapping[int, Known]
    ) -> SheetPlan:
        columns: list[ColumnPlan] = []
        marks: list[MarkChange] = []
        left_out: list[LeftOut] = []
        described = _described(part.columns)
        for at, column in part.columns:
            key = key_of(part.class_id or 0, part.term, column.subject, column.kind, column.title)
            if key in self._stated:
                out = LeftOut(Why.COLUMN_TWICE, plan.sheet, 0, column.letter, column.subject, self._stated[key])
                left_out.append(out)
                continue
            said = {number: _said(row, at, with_words=at == described) for number, row in rows.items()}
            said = {number: reached for number, reached in said.items() if reached != Reached()}
            if not said:
                continue
            self._stated[key] = plan.sheet
            changes, counted = self._column(len(columns), column, key, said, found)
            columns.append(counted)
            marks += changes
        marks.sort(key=lambda change: (change.row, change.column))
        return replace(plan, columns=tuple(columns), marks=tuple(marks), left_out=(*plan.left_out, *left_out))

    def _column(
        self,
        at: int,
        column: MarkColumn,
        key: AssessmentKey,
        said: Mapping[int, Reached],
        found: Mapping[int, Known],
    ) -> tuple[list[MarkChange], ColumnPlan]:
        """The marks of a column that are new or change, and how many."""
        assessment = self.book.assessments.get(key)
        before = self.book.marks[assessment.id] if assessment else {}
        changes = []
        for number, reached in said.items():
            pupil = found[number]
            old = before.get(pupil.id)
            new = _over(old, reached)
            if new != old:
                changes.append(MarkChange(number, pupil.id, pupil.name, at, old, new))
        fresh = sum(change.old is None for change in changes)
        return changes, ColumnPlan(
            letter=column.letter,
            subject=assessment.subject if assessment else column.subject,
            kind=column.kind,
            title=assessment.title if assessment else column.title,
            best=assessment.best if assessment else column.best,
            assessment_id=assessment.id if assessment else None,
            published=assessment is not None and assessment.published_at is not None,
            new=fresh,
            changed=len(changes) - fresh,
            same=len(said) - len(changes),
        )

    async def _with_days(
        self,
        session: AsyncSession,
        plan: SheetPlan,
        part: Part,
        rows: Mapping[int, SheetRow],
        found: Mapping[int, Known],
    ) -> SheetPlan:
        if part.sheet.layout is not SheetLayout.GRID or part.month is None or part.class_id is None:
            return plan
        if not part.days_too:
            return replace(plan, trouble=LeftOut(Why.DAYS_NOT_YOURS, plan.sheet, name=plan.sheet))
        registers = [day for said in part.sheet.registers if (day := _in_month(said, part.month))]
        stated = {
            found[number].id: {day: state for said, state in row.days if (day := _in_month(said, part.month))}
            for number, row in rows.items()
        }
        days = await changes_of(session, part.class_id, stated, registers, self.now)
        ahead = [LeftOut(Why.DAY_AHEAD, plan.sheet, name=day.isoformat()) for day in days.ahead]
        lost = [day for day in part.sheet.registers if _in_month(day, part.month) is None]
        ahead += [LeftOut(Why.DAY_AHEAD, plan.sheet, name=str(day.day)) for day in lost]
        return replace(plan, registers=tuple(registers), file_days=stated, days=days, left_out=(*plan.left_out, *ahead))

    async def _with_totals(
        self,
        session: AsyncSession,
        plan: SheetPlan,
        part: Part,
        rows: Mapping[int, SheetRow],
        found: Mapping[int, Known],
    ) -> SheetPlan:
        """Totals of a leger; a grid's days say more than its totals."""
        if not part.sheet.has_totals or part.sheet.layout is SheetLayout.GRID:
            return plan
        stated = {
            found[number].id: Totals(row.sick or 0, row.excused or 0, row.unexplained or 0)
            for number, row in rows.items()
            if (row.sick, row.excused, row.unexplained) != (None, None, None)
        }
        if not stated:
            return plan
        if not part.days_too:
            out = LeftOut(Why.DAYS_NOT_YOURS, plan.sheet, name="S, I, A")
            return replace(plan, left_out=(*plan.left_out, out))
        changes = await total_changes_of(session, part.term, stated)
        through = min(await self._last_counted(session, plan), term_days(part.term)[1])
        return replace(plan, file_totals=stated, through=through, totals=tuple(changes))

    async def _last_counted(self, session: AsyncSession, plan: SheetPlan) -> date:
        """The last day that totals of today can count: a file that comes before the day's register does not know it."""
        today = self.now.astimezone(ZoneInfo(self.timezone)).date()
        is_taken = await session.get(Register, (plan.class_id, today)) is not None
        return today if is_taken else today - timedelta(days=1)


def _trouble(part: Part, matches: Matches) -> LeftOut | None:
    """Whether the sheet as a whole is another class's: most of its pupils are elsewhere, or are not known here."""
    counted = Counter(one.why for one in matches.left_out)
    rows = len(part.rows) - counted[Why.CHOSEN]
    if rows < _FEW:
        return None
    if 2 * counted[Why.CLASS_OTHER] > rows:
        ((name, _many),) = Counter(matches.elsewhere).most_common(1)
        return LeftOut(Why.CLASS_OTHER, part.sheet.name, name=part.sheet.name, told=name)
    if 2 * (counted[Why.PUPIL_UNKNOWN] + counted[Why.CLASS_OTHER]) > rows:
        return LeftOut(Why.PUPIL_UNKNOWN, part.sheet.name, name=part.sheet.name)
    return None


def _with_nothing(plan: SheetPlan) -> SheetPlan:
    """A sheet of which nothing is left says why: for its columns are others', or for nothing is filled in."""
    says = plan.columns or plan.registers or plan.file_totals
    if says or plan.questions or plan.trouble:
        return plan
    columns = [one for one in plan.left_out if one.column or one.why is Why.DAYS_NOT_YOURS]
    why = replace(columns[0], column="") if columns else LeftOut(Why.NOTHING, plan.sheet, name=plan.sheet)
    return replace(plan, trouble=why)


def _described(columns: Sequence[tuple[int, MarkColumn]]) -> int:
    """The column that a row's sentence and objectives belong to: the report mark, else the first."""
    finals = [at for at, column in columns if column.kind is MarkKind.FINAL]
    return (finals or [at for at, _column in columns] or [-1])[0]


def _said(row: SheetRow, at: int, *, with_words: bool) -> Reached:
    cell = row.cells[at] if at < len(row.cells) else Cell(None)
    words, objectives = (row.words, row.objectives) if with_words else ("", ())
    return Reached(cell.score, cell.missing and cell.score is None, words, objectives)


def _over(old: Reached | None, new: Reached) -> Reached:
    """What stands afterwards: an empty cell takes nothing away."""
    if old is None:
        return new
    empty = new.score is None and not new.missing
    return Reached(
        old.score if empty else new.score,
        old.missing if empty else new.missing,
        new.words or old.words,
        new.objectives or old.objectives,
    )


def _in_month(day: date, month: date) -> date | None:
    """A day of a grid that does not name its month has the year 1."""
    if day.year != 1:
        return day
    try:
        return month.replace(day=day.day)
    except ValueError:
        return None
