"""Rosters from files: everything or nothing, and every doubtful row by name."""

from pathlib import Path

import pytest

from bot.domain.remarks import FORMATS
from bot.domain.roster import RosterFormat
from tests.cli.conftest import Titian

PUPILS = """Nama,NISN,Kelas,JK,Nama Ayah,Nama Ibu,No HP
Budi Santoso,0051234567,X-1,L,Hendra Santoso,Siti Rahayu,081234567890
Citra Lestari,12345678901234,X-1,P,Joko Lestari,Wulan Sari,08123
,0051234568,X-2,L,Agus Salim,,
"""


@pytest.fixture
def founded(titian: Titian) -> Titian:
    titian.ok("init", "--school", "SMA Tunas", "--timezone", "Asia/Jakarta", "--admin", "Joko")
    return titian


@pytest.fixture
def pupils(founded: Titian) -> Path:
    path = founded.folder / "murid.csv"
    path.write_text(PUPILS, encoding="utf-8")
    return path


def test_a_roster_is_imported_and_odd_rows_are_named_by_row_and_column(founded: Titian, pupils: Path) -> None:
    said = founded.ok("roster", "import", pupils)
    assert "row 3, NISN: Please check: " in said
    assert "row 4, Nama: Left out: There is no name in this row, so it was left out." in said
    assert "pupils: 2 new, 0 changed, 0 moved, 0 left, 0 back, 0 same" in said
    assert "rows: 1 skipped," in said
    listed = founded.ok("invites", "list", "--class", "X-1")
    assert "X-1,Budi Santoso,Hendra Santoso,father,not invited" in listed
    assert "pupils: 0 new, 0 changed, 0 moved, 0 left, 0 back, 2 same" in founded.ok("roster", "import", pupils)


def test_a_dry_run_says_the_same_and_changes_nothing(founded: Titian, pupils: Path) -> None:
    tried = founded.ok("roster", "import", "--dry-run", pupils)
    assert tried.endswith("Nothing was changed: this was a dry run.\n")
    assert founded.ok("invites", "list") == "class,pupil,person,relation,state\n"
    assert founded.ok("roster", "import", pupils) == tried.rpartition("Nothing was")[0]


def test_when_one_file_cannot_be_read_none_is_imported(founded: Titian, pupils: Path) -> None:
    (founded.folder / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    outcome = founded("roster", "import", pupils, "foto.xlsx")
    assert outcome.code == 1
    assert outcome.err == (
        "foto.xlsx: This is not a table (picture)."
        " What can be read: .xlsx, .xls, .ods, .csv; and a OneRoster zip as a roster.\n"
    )
    assert founded.ok("invites", "list") == "class,pupil,person,relation,state\n"


@pytest.mark.parametrize(("content", "said"), [(b"", "The file is empty."), (b"a,b\n1,2\n", "No column names a pupil")])
def test_a_file_that_is_no_roster_is_one_line(founded: Titian, content: bytes, said: str) -> None:
    (founded.folder / "murid.csv").write_bytes(content)
    assert said in founded.fails("roster", "import", "murid.csv")


def test_a_file_that_is_not_there_is_one_line(founded: Titian) -> None:
    assert founded.fails("roster", "import", "tidak-ada.xlsx") == "tidak-ada.xlsx: No such file or directory"


@pytest.mark.structure
@pytest.mark.structure
def test_every_layout_has_its_name() -> None:
    assert set(FORMATS) == set(RosterFormat)
