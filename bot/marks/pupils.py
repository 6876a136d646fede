"""Whose row it is: name, NISN, the school's own number and class, and which rows are nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.marksheets import CellCode
from bot.domain.roster import RemarkCode
from bot.marks.notes import Notes
from bot.marks.pages import Page
from bot.marks.wording import is_footer
from bot.roster.classes import tidy_class
from bot.roster.headers import Column
from bot.roster.names import spelled
from bot.roster.numbers import joined, nisn
from bot.sheets.cells import Cell, Row, cut, text
from bot.sheets.limits import MAX_CLASS, MAX_NAME, MAX_NIPD

_NUMBERS = (Column.NISN, Column.NIPD, Column.NISN_NIPD, Column.SOURCE_ID)


@dataclass(frozen=True, slots=True)
class Who:
    """A row's pupil. `source_id` is Dapodik's PD_ID: it only tells rows of one file apart."""

    name: str
    nisn: str | None = None
    nipd: str | None = None
    class_name: str | None = None
    source_id: str = ""

    @property
    def number(self) -> tuple[str, str] | None:
        """The surest number of the pupil in this file; None where the row has none."""
        kinds = (("nisn", self.nisn), ("nipd", self.nipd), ("source", self.source_id))
        return next(((kind, number) for kind, number in kinds if number), None)


class People:
    """Reads the pupils' columns of one page."""

    def __init__(self, page: Page, notes: Notes) -> None:
        self._page, self._notes = page, notes
        columns = (Column.NUMBER, Column.NAME, Column.CLASS, Column.GRADE_CLASS, *_NUMBERS)
        self._at = {column: at for column in columns if (at := page.where(column)) is not None}

    def _cell(self, row: Row, column: Column) -> Cell:
        at = self._at.get(column)
        return row[at] if at is not None and at < len(row) else None

    def _first(self, row: Row) -> list[str]:
        """What stands up to the pupil's name: there, what is no pupil says so."""
        edge = self._at.get(Column.NAME, max(self._at.values()))
        return [line for cell in row[: edge + 1] if (line := text(cell))]

    def is_blank(self, row: Row) -> bool:
        """Whether nothing stands in the pupils' columns: below merged cells the row is the pupil's above."""
        return not any(text(self._cell(row, column)) for column in self._at)

    def is_pupil(self, row: Row, filled: bool) -> bool:
        """Whether the row is a pupil's; `filled`: some mark or day stands in it. Below tables stand sums and names."""
        name = text(self._cell(row, Column.NAME))
        if any(is_footer(line) for line in self._first(row)):
            return False
        numbered = any(text(self._cell(row, column)) for column in _NUMBERS)
        if not any(c.isalpha() for c in name):
            return numbered and not name
        expected = any(column in self._at for column in (*_NUMBERS, Column.NUMBER))
        return filled or numbered or not expected or bool(text(self._cell(row, Column.NUMBER)))

    def is_nobody(self, row: Row) -> bool:
        """Whether marks in this row would be somebody's whose name was forgotten."""
        if self.is_blank(row):
            return not any(is_footer(line) for line in self._first(row))
        return self._first(row) == [text(self._cell(row, Column.NUMBER))] and not text(self._cell(row, Column.NAME))

    def who(self, number: int, row: Row) -> Who:
        """The pupil of a row; a NISN that is none is left out, with a remark."""
        name = cut(spelled(text(self._cell(row, Column.NAME))), MAX_NAME)
        national: Cell = self._cell(row, Column.NISN)
        own = text(self._cell(row, Column.NIPD)) or None
        if both := text(self._cell(row, Column.NISN_NIPD)):
            national, own = joined(both)
        found, code = nisn(national)
        if code is RemarkCode.NISN_INVALID:
            label = next(x for x in self._page.labels if x.known in (Column.NISN, Column.NISN_NIPD))
            self._notes.cell(CellCode.NISN_INVALID, self._page, number, label, national, name)
        class_name = tidy_class(text(self._cell(row, Column.CLASS)) or text(self._cell(row, Column.GRADE_CLASS)))
        return Who(
            name,
            found,
            cut(own, MAX_NIPD) if own else None,
            cut(class_name, MAX_CLASS) or None,
            text(self._cell(row, Column.SOURCE_ID))[:64],
        )


def shifted(page: Page, rows: Sequence[Row]) -> Cell:
    """What stands below the name column where the names stand elsewhere: the header has moved. None where it has not.

    Half of the rows at least must have no name where the header says it is, and a name-like text somewhere else.
    """
    at = page.where(Column.NAME)
    body = [row for row in rows if sum(1 for cell in row if text(cell)) > 1]
    if at is None or not body or 2 * sum(1 for row in body if _name_like(row, at)) >= len(body):
        return None
    wrong = next((row[at] for row in body if at < len(row) and text(row[at])), None)
    if wrong is None and _mostly_numbers(page, body):
        return None
    others = [i for i in range(max(map(len, body))) if i != at and not _is_words(page, i)]
    moved = any(2 * sum(1 for row in body if _name_like(row, i)) >= len(body) for i in others)
    return (wrong or "") if moved else None


def _mostly_numbers(page: Page, body: Sequence[Row]) -> bool:
    """Whether the NISNs stand where the header says: then names are missing, and nothing has moved."""
    at = page.where(Column.NISN)
    return at is not None and 2 * sum(1 for row in body if at < len(row) and nisn(row[at])[0]) >= len(body)


def _name_like(row: Row, index: int) -> bool:
    said = text(row[index]) if index < len(row) else ""
    return sum(1 for c in said if c.isalpha()) > 2 and not any(c.isdecimal() for c in said)


def _is_words(page: Page, index: int) -> bool:
    """Whether words are expected in this column: a description, a remark, the class."""
    label = next((label for label in page.labels if label.index == index), None)
    return label is not None and (label.known is Column.CLASS or (len(label.text) > 8 and "des" in label.text.lower()))
