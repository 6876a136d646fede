"""A grid of attendance: which columns are days, and what the sign in a cell says of one."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from bot.domain.attendance import DayState
from bot.marks.pages import Label
from bot.marks.wording import kind_of
from bot.sheets.cells import Cell

_FEW = 3
_MANY = 15
"""So many columns of days are a grid by themselves; fewer only as dates, or where a title speaks of attendance."""

_LESSONS = re.compile(r"\b(?:pertemuan|minggu ke|pekan|meeting|week)\b", re.IGNORECASE)

_DAY = re.compile(r"0?([1-9]|[12]\d|3[01])")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?")

PRESENT = "present"
_SIGNS: dict[str, DayState | str] = {
    **dict.fromkeys(
        ("✓", "✔", "√", "☑", "v", ".", "·", "•", "●", "h", "hadir", "p", "present", "/", "ü", "m"), PRESENT
    ),
    **dict.fromkeys(("s", "sakit", "sick"), DayState.SICK),
    **dict.fromkeys(("i", "izin", "ijin", "excused"), DayState.EXCUSED),
    **dict.fromkeys(("a", "alpa", "alpha", "alfa", "tk", "tanpa keterangan", "absent"), DayState.UNEXPLAINED),
    **dict.fromkeys(("t", "l", "tl", "terlambat", "telat", "lambat", "late"), DayState.LATE),
}
_HOLIDAY = re.compile(r"libur|minggu|ahad|cuti|lbr?\b|holiday")


def day_labels(free: Sequence[Label], attendance: bool) -> tuple[tuple[Label, date | int], ...]:
    """The columns that are days, in their order; empty where the page is no grid."""
    found = [(label, day) for label in free if (day := _day(label)) is not None and _of_month(label.group)]
    numbers = [day if isinstance(day, int) else day.toordinal() for _label, day in found]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return ()
    few = attendance or all(isinstance(day, date) for _label, day in found)
    return tuple(found) if len(found) >= (_FEW if few else _MANY) else ()


def _of_month(group: str) -> bool:
    """Whether numbers below this group can be days: not tests, and not lessons that are counted."""
    return kind_of(group) is None and _LESSONS.search(group) is None


def _day(label: Label) -> date | int | None:
    cell = label.cell
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if found := _DAY.fullmatch(label.text):
        return int(found[1])
    if found := _DATE.fullmatch(label.text):
        return _dated(int(found[1]), int(found[2]), found[3])
    return None


def _dated(day: int, month: int, year: str | None) -> date | int | None:
    """A full date, or the day alone where no year stands beside it."""
    if year is None:
        return day if 1 <= day <= 31 and 1 <= month <= 12 else None
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    except ValueError:
        return None


def sign(cell: Cell) -> str:
    """What stands in a cell of a grid, as it is compared; "" for nothing: also a dash."""
    if cell is None or cell is False:
        return "" if cell is None else "false"
    if cell is True:
        return "✓"
    said = " ".join(str(cell).split()).casefold()
    return "" if set(said) <= set("-–—_ ") else said


def state_of(said: str) -> DayState | str | None:
    """The day that a sign stands for, PRESENT, or None where nobody knows."""
    return _SIGNS.get(said) or _SIGNS.get(said.strip(".()"))


def is_holiday(signs: Sequence[str]) -> bool:
    """Whether a day's column tells of a holiday: the word, in one cell or letter by letter down the rows, or an *L* for
    everybody. *L* for some is late.
    """
    filled = [said for said in signs if said]
    if len(filled) > 1 and len(filled) == len(signs) and set(filled) == {"l"}:
        return True
    return bool(_HOLIDAY.match("".join(filled).replace(" ", "").removeprefix("hari")))
