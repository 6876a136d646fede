"""How long a leger and an attendance book of 1,000 pupils take to read, beside calamine alone; and telling them apart.

The leger has 28 sheets, a class each, of 15 subjects and the totals of absence; the attendance book a month of 31 days.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from time import perf_counter

from python_calamine import CalamineWorkbook

from benchmarks.figure import RUNS, Figure, at_most, floor
from bot.marks import marks_in, read_marks
from bot.roster import read_roster
from tests.marks import forms as sheets
from tests.marks.forms import Child
from tests.roster import forms
from tests.roster.test_memory import child

PUPILS, CLASSES = 1_000, 28
SUBJECTS = tuple(f"Mata Pelajaran {letter}" for letter in "ABCDEFGHIJKLMNO")
_SIGNS = (".", ".", ".", "S", ".", "I", ".", "T", ".", "A")


def figures() -> Iterator[Figure]:
    """Reading, its floor, and what an administrator's roster waits for until it is known to be no marks."""
    leger, grids, roster = _leger(), _grids(), forms.dapodik_pupils([child(number) for number in range(PUPILS)])
    yield at_most(1, "marksheets: leger of 1,000 pupils x 15 subjects read", _seconds(lambda: _read(leger)), "s")
    yield floor("marksheets: calamine alone over the same file", _seconds(lambda: _calamine(leger)), "s")
    yield at_most(1, "marksheets: attendance of 1,000 pupils x 31 days read", _seconds(lambda: _read(grids)), "s")
    yield floor("marksheets: calamine alone over the same file", _seconds(lambda: _calamine(grids)), "s")
    told = _seconds(lambda: marks_in(roster, "daftar_pd.xlsx"))
    yield at_most(1, "marksheets: list of 1,000 pupils x 66 columns found to be no marks", told, "s")
    yield floor("marksheets: the same list read as a roster", _seconds(lambda: read_roster(roster, "a.xlsx")), "s")


def _seconds(work: Callable[[], object]) -> list[float]:
    found = []
    for _run in range(RUNS):
        begun = perf_counter()
        work()
        found.append(perf_counter() - begun)
    return found


def _read(data: bytes) -> None:
    file = read_marks(data, "leger.xlsx")
    assert (len(file.sheets), sum(len(sheet.rows) for sheet in file.sheets)) == (CLASSES, PUPILS)
    assert file.remarks == ()


def _calamine(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        for _row in book.get_sheet_by_name(name).iter_rows():
            pass


def _classes() -> Iterator[tuple[str, list[int]]]:
    for number in range(CLASSES):
        yield f"X-{number + 1}", list(range(number, PUPILS, CLASSES))


def _leger() -> bytes:
    return forms.xlsx({name: sheets.leger([_marked(n) for n in pupils], name, SUBJECTS) for name, pupils in _classes()})


def _marked(number: int) -> Child:
    marks = [40 + (number * 7 + subject * 13) % 61 for subject in range(len(SUBJECTS))]
    return Child(_name(number), f"{3_000_000_000 + number}", marks, [number % 3, number % 2, 0])


def _grids() -> bytes:
    return forms.xlsx({name: sheets.grid([_present(n) for n in pupils], totals=False) for name, pupils in _classes()})


def _present(number: int) -> Child:
    days = {day: _SIGNS[(number + day) % len(_SIGNS)] for day in range(1, 32) if day % 7}
    return Child(_name(number), None, days=days)


def _name(number: int) -> str:
    """A name of its own, of letters alone."""
    return "Murid " + "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()
