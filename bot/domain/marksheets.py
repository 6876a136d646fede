"""What a school's mark or attendance file says, whatever its layout: neutral, frozen values. Nobody is matched yet."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.attendance import DayState
from bot.domain.marks import BEST, MarkKind, Objective
from bot.domain.roster import Place


class SheetLayout(StrEnum):
    """What a sheet was recognised as.

    LEGER: *leger nilai*, a column for each subject, then S, I, A. FINAL: one subject's final marks with objectives.
    SCOPE: one subject's tests (TP 1 … TP n). GRID: attendance, a column for each day. OWN: a table of the teacher's own
    with a name column and columns of marks.
    """

    LEGER = "leger"
    FINAL = "final"
    SCOPE = "scope"
    GRID = "grid"
    OWN = "own"


class CellCode(StrEnum):
    """What was noticed in one cell, row or sheet. SKIPPED ones leave the cell or the row out."""

    TEXT_AS_NUMBER = "text_as_number"
    """A number written as text (`'85`, `85,5`): taken."""
    NOT_A_NUMBER = "not_a_number"
    """Words where a mark belongs: left out."""
    OUT_OF_RANGE = "out_of_range"
    """Less than 0 or more than the best mark: left out."""
    FORMULA_ERROR = "formula_error"
    """`#REF!`, `#DIV/0!` …: left out."""
    DAY_UNKNOWN = "day_unknown"
    """A sign in the grid that stands for nothing known: left out."""
    DAY_OUTSIDE = "day_outside"
    """A day that the month does not have, with something in it."""
    TOTAL_DIFFERS = "total_differs"
    """S, I or A of the grid is another number than its days add up to: the days are taken."""
    NAME_MISSING = "name_missing"
    """Marks without a name or a number: the row is left out."""
    DUPLICATE_ROW = "duplicate_row"
    """The same pupil twice, saying different things: the second row is left out."""
    NISN_INVALID = "nisn_invalid"
    NISN_SHARED = "nisn_shared"
    """One NISN beside two names: believed of neither."""
    HEADER_SHIFTED = "header_shifted"
    """The names do not stand below the name column, for the header has moved: the sheet is left out."""
    COLUMN_UNCLEAR = "column_unclear"
    """A column of numbers whose header says nothing: left out."""
    SHEET_IGNORED = "sheet_ignored"
    SHEET_EMPTY = "sheet_empty"
    """A blank form: recognised, and nothing is filled in."""


SKIPPED = frozenset(CellCode) - {
    CellCode.TEXT_AS_NUMBER,
    CellCode.TOTAL_DIFFERS,
    CellCode.NISN_INVALID,
    CellCode.NISN_SHARED,
}
"""Of these something was left out; of the others a person should only know."""


@dataclass(frozen=True, slots=True)
class CellRemark:
    """Something about one cell. `column` is the spreadsheet's letter (`F`), `header` as the file spells it; `row` is 0
    for the whole sheet or column, `column` empty for the whole row. `said` is what the cell holds, at most 40
    characters."""

    code: CellCode
    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""
    said: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """One column of marks. `subject` is empty where the sheet does not say which (own sheets, scope tests): it is asked
    for. `title` is as the sheet has it, without the subject."""

    letter: str
    subject: str
    kind: MarkKind
    title: str = ""
    best: float = BEST


@dataclass(frozen=True, slots=True)
class Cell:
    """One pupil's mark in a column; `score` None with `missing` False: nothing is entered."""

    score: float | None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One pupil's row. `cells` are in the order of the sheet's columns. `sick`, `excused`, `unexplained` are totals of
    a leger, None where it has none; `days` are a grid's."""

    place: Place
    name: str
    nisn: str | None = None
    nipd: str | None = None
    class_name: str | None = None
    cells: tuple[Cell, ...] = ()
    words: str = ""
    objectives: tuple[Objective, ...] = ()
    sick: int | None = None
    excused: int | None = None
    unexplained: int | None = None
    days: tuple[tuple[date, DayState], ...] = ()


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """One sheet. What its title rows say is None or empty where they do not: `class_name`, `year` (`2026/2027`), `half`
    (1 or 2), `npsn`, `subject`; `registers` are the days of a grid on which anything is entered for anybody."""

    name: str
    layout: SheetLayout
    columns: tuple[MarkColumn, ...] = ()
    rows: tuple[SheetRow, ...] = ()
    class_name: str = ""
    year: str = ""
    half: int | None = None
    npsn: str = ""
    subject: str = ""
    month: date | None = None
    """The first of a grid's month; None where the sheet does not say: it is asked for, and `days` then are of the year
    1, in the right day of the month."""
    registers: tuple[date, ...] = ()
    has_totals: bool = False


@dataclass(frozen=True, slots=True)
class MarkFile:
    """All that a file says of marks and attendance, and what was noticed."""

    sheets: tuple[MarkSheet, ...] = field(default=())
    remarks: tuple[CellRemark, ...] = ()
