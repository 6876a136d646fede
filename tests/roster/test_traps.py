"""What real files do to their readers: lost zeros, capitals, dashes, mojibake, and people who play tricks."""

from collections.abc import Sequence

import pytest

from bot.domain.roster import RemarkCode, RosterFormat, Severity, Sex
from bot.roster import numbers, read_roster
from bot.roster.errors import RosterLayoutUnknown
from bot.roster.names import name_key, spelled
from bot.sheets import cells
from bot.sheets.errors import FileEmpty
from bot.sheets.limits import MAX_NAME
from tests.roster import forms
from tests.roster.forms import Cell, Child

HEADER: Sequence[Cell] = ("No", "NISN", "Nama", "Kelas", "JK", "HP")


def sheet(*rows: Sequence[Cell]) -> bytes:
    return forms.xlsx({"Siswa": [HEADER, *rows]})


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("NURMALA DEWI, S.PD., M.PD.", "Nurmala Dewi, S.Pd., M.Pd."),
        ("NURMALA DEWI, S.Pd", "Nurmala Dewi, S.Pd"),
        ("DRS. H. AHMAD BIN ALI", "Drs. H. Ahmad bin Ali"),
        ("SITI BINTI OMAR", "Siti binti Omar"),
        ("A.R. HAKIM", "A.R. Hakim"),
        ("M. RIZKY II", "M. Rizky II"),
        ("NUR'AINI", "Nur'aini"),
        ("O'NEIL AL-FATIH", "O'Neil Al-Fatih"),
        ("budi santoso", "Budi Santoso"),
        ("McDonald", "McDonald"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(capitals: str, written: str) -> None:
    assert spelled(capitals) == written


def test_spellings_of_one_name_share_a_key() -> None:
    spellings = ("Drs. Ahmad Nur'aini, S.Pd.", "AHMAD  NURAINI", "Bapak Ahmad Nuraini", "Ahmad Nuraïni")
    assert {name_key(name) for name in spellings} == {"ahmad nuraini"}


@pytest.mark.parametrize(
    ("cell", "nisn", "code"),
    [
        ("0081234567", "0081234567", None),
        ("'0081234567", "0081234567", None),
        (3081234567.0, "3081234567", None),
        (81234567.0, "0081234567", RemarkCode.NISN_ZEROS_RESTORED),
        ("81234567", "0081234567", RemarkCode.NISN_PADDED),
        ("81234567.0", "0081234567", RemarkCode.NISN_PADDED),
        ("00812345678", None, RemarkCode.NISN_INVALID),
        ("belum ada", None, RemarkCode.NISN_INVALID),
        ("0000000000", None, None),
        ("--", None, None),
        (None, None, None),
    ],
)
def test_a_nisn_has_ten_digits_whatever_the_sheet_made_of_it(
    cell: Cell, nisn: str | None, code: RemarkCode | None
) -> None:
    assert numbers.nisn(cell) == (nisn, code)


@pytest.mark.parametrize(
    ("cell", "nip", "code"),
    [
        ("19800101 200501 2 001", "198001012005012001", None),
        (1.98001012005012e17, None, RemarkCode.NIP_ROUNDED),
        ("1,98001E+17", None, RemarkCode.NIP_ROUNDED),
        ("12345", None, RemarkCode.NIP_INVALID),
        ("-", None, None),
    ],
)
def test_a_nip_that_a_float_has_rounded_is_not_believed(cell: Cell, nip: str | None, code: RemarkCode | None) -> None:
    assert numbers.nip(cell) == (nip, code)


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        ("0812-3456-7890", "+6281234567890", None),
        (6281234567890.0, "+6281234567890", None),
        (81234567890.0, "+6281234567890", None),
        ("+62 812 3456 7890", "+6281234567890", None),
        ("0812 3456 7890 / 0813 3456 7890", "+6281234567890", RemarkCode.PHONES_SEVERAL),
        ("6,28E+12", None, RemarkCode.PHONE_INVALID),
        ("123", None, RemarkCode.PHONE_INVALID),
        ("tidak ada", None, RemarkCode.PHONE_INVALID),
        ("--", None, None),
    ],
)
def test_phone_numbers_become_e164_or_a_doubt(cell: Cell, number: str | None, code: RemarkCode | None) -> None:
    assert numbers.phone(cell) == (number, code)


def test_text_is_cleaned_of_spaces_dashes_mojibake_and_hidden_characters() -> None:
    dirty = ["  Budi\xa0\u200bSantoso ", "2010 â€“ 2011", "AndrÃ©", "--", "\u202eidub\x07", "Siti\x00"]
    assert [cells.text(cell) for cell in dirty] == ["Budi Santoso", "2010 – 2011", "André", "", "idub", "Siti"]


def test_a_doubtful_row_is_named_by_sheet_row_and_column() -> None:
    roster = read_roster(sheet([1, "12", "Budi", "X-1", "X", "0812"]), "a.xlsx")
    assert [(r.sheet, r.row, r.column, r.code, r.values) for r in roster.remarks] == [
        ("Siswa", 2, "NISN", RemarkCode.NISN_INVALID, ("12",)),
        ("Siswa", 2, "JK", RemarkCode.SEX_UNKNOWN, ("X",)),
        ("Siswa", 2, "HP", RemarkCode.PHONE_INVALID, ("0812",)),
    ]
    assert {remark.severity for remark in roster.remarks} == {Severity.DOUBTFUL}


def test_a_nisn_of_two_children_is_taken_from_both_and_a_repeated_row_is_left_out() -> None:
    roster = read_roster(
        sheet(
            [1, "0081234567", "Budi", "X-1", "L", None],
            [2, "0081234567", "Citra", "X-1", "P", None],
            [3, "0081234568", "Dewi", "X-1", "P", None],
            [4, "0081234568", "DEWI", "X-1", "P", None],
        ),
        "a.xlsx",
    )
    assert [(pupil.name, pupil.nisn) for pupil in roster.pupils] == [
        ("Budi", None),
        ("Citra", None),
        ("Dewi", "0081234568"),
    ]
    assert [(remark.row, remark.code) for remark in roster.remarks] == [
        (5, RemarkCode.DUPLICATE_ROW),
        (2, RemarkCode.NISN_SHARED),
        (3, RemarkCode.NISN_SHARED),
    ]


def test_sums_and_signatures_below_the_table_are_no_pupils() -> None:
    roster = read_roster(
        sheet(
            [1, "0081234567", "Budi", "X-1", "L", None],
            [None, None, "Jumlah", None, None, "36"],
            [],
            [None, None, "Mengetahui, Kepala Sekolah", None, None, None],
            [2, "0081234568", None, "X-1", "L", None],
        ),
        "a.xlsx",
    )
    assert [pupil.name for pupil in roster.pupils] == ["Budi"]
    assert [(remark.row, remark.code) for remark in roster.remarks] == [
        (3, RemarkCode.NOT_A_PERSON),
        (5, RemarkCode.NOT_A_PERSON),
        (6, RemarkCode.NAME_MISSING),
    ]


def test_hostile_names_stay_text_and_long_ones_are_cut_with_a_remark() -> None:
    names = [
        "Robert'); DROP TABLE pupils;--",
        '<b>Budi</b> & "Co"',
        "=Hyperlink(1)",
        "Budi 😀👨‍👩‍👧",
        "محمد علي",
        "B\x01udi\x07",
    ]
    roster = read_roster(
        sheet(*([n, f"{81_000_000 + n:010}", name, "X-1", "L", None] for n, name in enumerate([*names, "A b" * 70]))),
        "a.xlsx",
    )
    assert [pupil.name for pupil in roster.pupils[:-1]] == [*names[:-1], "Budi"]
    assert len(roster.pupils[-1].name) == MAX_NAME
    assert [(remark.row, remark.code) for remark in roster.remarks] == [(8, RemarkCode.TEXT_CUT)]


def test_an_export_with_other_spellings_and_more_columns_is_still_a_dapodik_list() -> None:
    rows = forms.dapodik_pupil_rows([Child("BUDI", "0081234567", father="AGUS", mother="SITI", phone="081234567890")])
    header, sub = rows[4], rows[5]
    header[header.index("Kelurahan")] = "Keluarahan"
    at = sub.index("NIK") + 1
    for row, cell in zip(rows, [None] * 4 + [None, "Kebutuhan Khusus", "Tidak ada"], strict=True):
        row.insert(at, cell)
    roster = read_roster(forms.xlsx({"Sheet1": rows}), "a.xlsx")
    assert roster.format is RosterFormat.DAPODIK_PUPILS
    (pupil,) = roster.pupils
    assert (pupil.sex, pupil.phone, pupil.class_name) == (Sex.MALE, "+6281234567890", "X-1")
    assert [guardian.name for guardian in pupil.guardians] == ["Agus", "Siti"]


def test_a_workbook_that_lost_its_trimmings_is_still_read() -> None:
    import io
    import zipfile

    whole = forms.dapodik_pupils([Child("BUDI", "0081234567")])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if not n.startswith("docProps") and "theme" not in n}
    damaged = forms.zipped(kept) + b"trailing bytes"
    assert [pupil.name for pupil in read_roster(damaged, "a.xlsx").pupils] == ["Budi"]


def test_formatted_but_empty_cells_at_the_far_end_do_no_harm() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page, bold = book.add_worksheet("Siswa"), book.add_format({"bold": True})
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, [1, "0081234567", "Budi", "X-1", "L"])
    page.write_blank(1_048_575, 16_383, None, bold)
    book.close()
    assert [pupil.name for pupil in read_roster(out.getvalue(), "a.xlsx").pupils] == ["Budi"]


def test_an_unknown_layout_is_told_with_the_headers_seen() -> None:
    with pytest.raises(RosterLayoutUnknown) as refusal:
        read_roster(forms.xlsx({"A": [["Tanggal", "Uraian", "Debet"], ["1", "Kapur", 5]]}), "kas.xlsx")
    assert refusal.value.headers == ("Tanggal", "Uraian", "Debet")


def test_a_workbook_without_a_word_is_called_empty() -> None:
    with pytest.raises(FileEmpty):
        read_roster(forms.xlsx({"A": []}), "a.xlsx")
