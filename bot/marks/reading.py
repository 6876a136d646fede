"""One page with its plan → one neutral sheet: marks, totals, objectives; days are read in `grids`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind, Objective
from bot.domain.marksheets import Cell as Mark
from bot.domain.marksheets import CellCode, MarkSheet, SheetRow
from bot.domain.roster import Place
from bot.marks.layouts import MarkAt, Plan
from bot.marks.notes import Notes
from bot.marks.pages import Label, NumberedRow, Page
from bot.marks.pupils import People, Who
from bot.marks.scores import count, is_error, is_number, score
from bot.marks.titles import Titles
from bot.sheets.cells import Cell, Row, cut, text

MAX_WORDS = 1000
MAX_OBJECTIVE = 500
MAX_OBJECTIVES = 60
"""What is kept of a describing sentence, of an objective, and how many objectives of one pupil."""

_AS_TEXT = CellCode.TEXT_AS_NUMBER
_REACHED = {"1": True, "0": False, "ya": True, "tidak": False, "✓": True, "√": True, "v": True, "x": False}


@dataclass(slots=True)
class Found:
    """A pupil's row while the rows below it may still be his: merged cells, an objective a row."""

    number: int
    who: Who
    cells: tuple[Mark, ...]
    totals: Mapping[DayState, int] = field(default_factory=dict)
    words: str = ""
    objectives: list[Objective] = field(default_factory=list)


def read_marks_page(page: Page, plan: Plan, titles: Titles, rows: Sequence[NumberedRow], notes: Notes) -> MarkSheet:
    """The sheet of a page of marks."""
    marks = _believed(page, plan.marks, rows, notes)
    reader = _Reader(page, plan, marks, _told_texts(page, marks, rows, notes), notes)
    for number, row in rows:
        reader.read(number, row)
    columns = tuple(mark.column_on(page) for mark in marks)
    found = tuple(_row(page.name, one) for one in reader.found)
    return MarkSheet(
        page.name,
        plan.layout,
        columns,
        found,
        titles.class_name,
        titles.year,
        titles.half,
        titles.npsn,
        titles.subject,
        has_totals=any(one.totals for one in reader.found),
    )


def _row(sheet: str, one: Found) -> SheetRow:
    who, totals = one.who, one.totals
    return SheetRow(
        Place(sheet, one.number),
        who.name,
        who.nisn,
        who.nipd,
        who.class_name,
        one.cells,
        one.words,
        tuple(one.objectives),
        totals.get(DayState.SICK),
        totals.get(DayState.EXCUSED),
        totals.get(DayState.UNEXPLAINED),
    )


def _believed(page: Page, marks: Sequence[MarkAt], rows: Sequence[NumberedRow], notes: Notes) -> list[MarkAt]:
    """The columns whose header or numbers say that they are marks; numbers under no header at all are remarked."""
    kept = [mark for mark in marks if mark.certain or _mostly_numbers(mark.label.index, rows)]
    labelled = {label.index for label in page.labels}
    first = min((label.index for label in page.labels if label.known is not None), default=0)
    for index in range(first, max((len(row) for _number, row in rows), default=0)):
        if index not in labelled and _mostly_numbers(index, rows):
            notes.column(CellCode.COLUMN_UNCLEAR, page, Label(index, ""), _first(index, rows))
    return kept


def _told_texts(page: Page, marks: Sequence[MarkAt], rows: Sequence[NumberedRow], notes: Notes) -> set[int]:
    """The columns in which a number that is text is worth a remark of its own: it stands among real numbers.

    Where all are text one remark tells of the whole column; in files that know nothing but text (.csv, HTML), none.
    """
    if not any(isinstance(cell, int | float) for _number, row in rows for cell in row):
        return set()
    mixed = set()
    for mark in marks:
        cells = [cell for _number, row in rows if is_number(cell := at(row, mark.label))]
        if any(isinstance(cell, int | float) for cell in cells):
            mixed.add(mark.label.index)
        elif cells:
            notes.column(_AS_TEXT, page, mark.label, cells[0])
    return mixed


def _mostly_numbers(index: int, rows: Sequence[NumberedRow]) -> bool:
    filled = [row[index] for _number, row in rows if index < len(row) and text(row[index])]
    return bool(filled) and 2 * sum(1 for cell in filled if is_number(cell)) > len(filled)


def _first(index: int, rows: Sequence[NumberedRow]) -> Cell:
    return next((row[index] for _number, row in rows if index < len(row) and text(row[index])), None)


class _Reader:
    """Goes through the rows of one page."""

    def __init__(self, page: Page, plan: Plan, marks: Sequence[MarkAt], texts: set[int], notes: Notes) -> None:
        self._page, self._plan, self._marks, self._notes = page, plan, marks, notes
        self._people = People(page, notes)
        self._texts = texts
        self.found: list[Found] = []

    def read(self, number: int, row: Row) -> None:
        """Take a row in: a pupil's, what belongs to the pupil above, or nobody's."""
        marked = any(text(at(row, mark.label)) for mark in self._marks)
        objective = self._objective(row)
        filled = marked or objective is not None or any(text(at(row, label)) for label in self._plan.totals.values())
        if not self._people.is_pupil(row, filled):
            if objective is not None and self.found and self._people.is_blank(row):
                self._add(self.found[-1], objective)
            elif self._people.is_nobody(row) and any(is_number(at(row, mark.label)) for mark in self._marks):
                self._notes.row(CellCode.NAME_MISSING, self._page, number, said=_some(row, self._marks))
            return
        who = self._people.who(number, row)
        before = self.found[-1] if self.found else None
        if objective is not None and before and who.number and who.number == before.who.number:
            self._add(before, objective)
            return
        one = Found(number, who, self._cells(number, row, who.name), self._totals(number, row, who.name))
        if self._plan.words is not None:
            one.words = cut(text(at(row, self._plan.words)), MAX_WORDS)
        if objective is not None:
            one.objectives.append(objective)
        self.found.append(one)

    def _add(self, one: Found, objective: Objective) -> None:
        if len(one.objectives) < MAX_OBJECTIVES and objective not in one.objectives:
            one.objectives.append(objective)

    def _objective(self, row: Row) -> Objective | None:
        if self._plan.objective is None:
            return None
        said = text(at(row, self._plan.objective))
        reached = text(at(row, self._plan.reached)) if self._plan.reached else ""
        return Objective(cut(said, MAX_OBJECTIVE), _REACHED.get(reached.casefold())) if said else None

    def _cells(self, number: int, row: Row, name: str) -> tuple[Mark, ...]:
        return tuple(self._cell(number, at(row, mark.label), mark, name) for mark in self._marks)

    def _cell(self, number: int, cell: Cell, mark: MarkAt, name: str) -> Mark:
        reading = score(cell, mark.column.best)
        if reading.code is not None and (reading.code is not _AS_TEXT or mark.label.index in self._texts):
            self._notes.cell(reading.code, self._page, number, mark.label, cell, name)
        # A dash under a task is a task that was not handed in; under anything else it is a mark that is not there.
        dash = reading.code is None and isinstance(cell, str) and bool(cell.strip()) and not text(cell)
        return Mark(None, missing=True) if dash and mark.column.kind is MarkKind.TASK else reading.mark

    def _totals(self, number: int, row: Row, name: str) -> dict[DayState, int]:
        """S, I and A; blank beside a filled one is none at all. One that cannot be read leaves out the others, too."""
        said = {state: at(row, label) for state, label in self._plan.totals.items()}
        found = {state: count(cell) for state, cell in said.items()}
        wrong = [state for state, cell in said.items() if found[state] is None and text(cell)]
        for state in wrong:
            code = CellCode.FORMULA_ERROR if is_error(text(said[state])) else CellCode.NOT_A_NUMBER
            self._notes.cell(code, self._page, number, self._plan.totals[state], said[state], name)
        if wrong or all(days is None for days in found.values()):
            return {}
        return {state: days or 0 for state, days in found.items()}


def at(row: Row, label: Label) -> Cell:
    """The cell of a row below a label; None where the row is shorter."""
    return row[label.index] if label.index < len(row) else None


def _some(row: Row, marks: Sequence[MarkAt]) -> str:
    return ", ".join([said for mark in marks if (said := text(at(row, mark.label)))][:6])
