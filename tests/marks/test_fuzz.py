"""Whatever bytes arrive, the reader gives a MarkFile or an AppError; and no cell is lost silently."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import AppError
from bot.domain.marksheets import SKIPPED, CellCode, MarkFile
from bot.marks import marks_in, read_marks
from tests.marks import forms
from tests.marks.forms import Child, Report
from tests.roster import forms as containers
from tests.roster.test_fuzz import mutated

quiet = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
CHILDREN = [Child(f"BUDI {n}", 81234567 + n, [80, "85,5", "-", 105], [1, 0, 0], {3: "S", 4: "."}) for n in range(4)]
LEGER, GRID = forms.leger(CHILDREN), forms.grid(CHILDREN)
VALID = {
    "leger": forms.workbook(LEGER, {(8, 6): "#REF!"}),
    "grid": forms.workbook(GRID),
    "final": forms.final([Report("Budi", "0081234567", 85, [("Menghitung", 1), ("Membaca", 0)])]),
    "xls": containers.xls({"A": LEGER}),
    "ods": containers.ods({"A": GRID}),
    "spreadsheetml": containers.spreadsheetml({"A": GRID}),
    "html": containers.html(LEGER),
    "csv": containers.delimited(LEGER, ";"),
}


def told_or_refused(data: bytes) -> None:
    for read in (read_marks, marks_in):
        try:
            assert isinstance(read(data, "file"), MarkFile | None)
        except AppError:
            pass


@quiet
@given(st.text(max_size=300), st.sampled_from(["Nama;UH 1;S;I;A\n", "Nama;" + ";".join(map(str, range(1, 32))) + "\n"]))
def test_arbitrary_text_is_read_or_refused(text: str, header: str) -> None:
    told_or_refused((header + text).encode("utf-8", "replace"))


@quiet
@given(st.sampled_from(sorted(VALID)), st.data())
def test_a_mutated_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    told_or_refused(mutated(VALID[kind], data))


CELLS = st.one_of(
    st.none(), st.integers(-5, 200), st.floats(allow_nan=False), st.text(max_size=12), st.sampled_from(["-", "S", "✓"])
)


@quiet
@given(st.lists(st.lists(CELLS, max_size=12), max_size=25))
def test_arbitrary_cells_below_a_header_are_read_or_refused(body: list[list[containers.Cell]]) -> None:
    clean = [[cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in row] for row in body]
    told_or_refused(containers.html([["No", "Nama", "NISN", "UH 1", 1, 2, 3, "S", "I", "A"], *clean]))
    told_or_refused(containers.html([["Daftar Hadir"], ["Nama", 1, 2, 3, 4, "S"], *clean]))


MARKS = st.one_of(
    st.none(), st.integers(0, 100), st.integers(101, 999), st.sampled_from(["-", "baik", "#REF!", "77", "70,5"])
)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[list[containers.Cell]], list[list[containers.Cell]]]:
    """Marks of a few pupils, and a sheet of them: columns in some order, titles and blank rows above, moved aside."""
    tests = draw(st.lists(st.sampled_from(["UH 1", "UH 2", "Tugas 1", "PTS", "Kuis"]), min_size=1, unique=True))
    marks: list[list[containers.Cell]] = [[draw(MARKS) for _ in tests] for _ in range(draw(st.integers(1, 5)))]
    front: list[tuple[str, list[containers.Cell]]] = [("Nama Siswa", [f"Budi {'abcde'[n]}" for n in range(len(marks))])]
    if draw(st.booleans()):
        front.append(("NISN", [f"00812345{n:02}" for n in range(len(marks))]))
    if draw(st.booleans()):
        front.insert(0, ("No", list(range(1, len(marks) + 1))))
    aside: list[containers.Cell] = [None] * draw(st.integers(0, 3))
    rows = [[*aside, *(header for header, _cells in front), *tests]]
    rows += [[*aside, *(cells[n] for _header, cells in front), *marks[n]] for n in range(len(marks))]
    above: list[list[containers.Cell]] = draw(st.lists(st.sampled_from([[], ["NILAI"], ["Kelas : X-1"]]), max_size=5))
    return marks, [*above, *rows]


@quiet
@given(layouts(), st.sampled_from(["xlsx", "html", "ods", "csv"]))
def test_whatever_the_layout_every_cell_is_a_mark_or_named(
    made: tuple[list[list[containers.Cell]], list[list[containers.Cell]]], kind: str
) -> None:
    marks, rows = made
    write = {"xlsx": forms.workbook, "html": containers.html, "csv": containers.delimited}
    data = containers.ods({"A": rows}) if kind == "ods" else write[kind](rows)
    file = read_marks(data, "nilai")
    named = {(remark.row, remark.column) for remark in file.remarks if remark.code in SKIPPED and remark.row}
    for sheet in file.sheets:
        for row, said in zip(sheet.rows, marks, strict=True):
            for column, mark, cell in zip(sheet.columns, row.cells, said, strict=True):
                expected = _expected(cell)
                assert mark.score == expected
                doubtful = expected is None and cell not in (None, "-")
                assert doubtful == ((row.place.row, column.letter) in named)
    if not file.sheets:
        assert [remark.code for remark in file.remarks][-1:] == [CellCode.SHEET_EMPTY]
        assert all(_expected(cell) is None for row in marks for cell in row)


def _expected(cell: containers.Cell) -> float | None:
    if isinstance(cell, str):
        return {"77": 77, "70,5": 70.5}.get(cell)
    return cell if cell is not None and cell <= 100 else None
