"""Files that are no table, or would do harm, are refused with an error that says why, by whoever reads them."""

import io
import struct
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
import xlsxwriter

from bot.domain.errors import AppError
from bot.sheets import limits, sheets_of
from bot.sheets.errors import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileKind,
    FileTooLarge,
    FileUnsafe,
    FileWrongKind,
    Limit,
)
from tests.roster import forms
from tests.roster.forms import Child

GOOD = forms.dapodik_pupils([Child(f"Murid {n}", f"{80_000_000 + n:010}") for n in range(50)])


def walk(data: bytes | Path, filename: str) -> None:
    """Read every row of every sheet, as readers do."""
    for sheet in sheets_of(data, filename):
        for _row in sheet.rows:
            pass


@pytest.mark.parametrize(
    "data",
    [b"", b"  \r\n", b"\xef\xbb\xbf", forms.zipped({})],
    ids=("nothing", "blank", "mark", "zip"),
)
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        walk(data, "a.xlsx")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(90), FileKind.PICTURE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", FileKind.PICTURE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), FileKind.PICTURE),
        (b"%PDF-1.7\n%\xe2\xe3", FileKind.PDF),
        (b"{\\rtf1 Nama Kelas}", FileKind.DOCUMENT),
        (forms.zipped({"word/document.xml": b"<w/>"}), FileKind.DOCUMENT),
        (forms.zipped({"foto.jpg": b"x"}), FileKind.ARCHIVE),
        (b"Rar!\x1a\x07", FileKind.ARCHIVE),
        (b"MZ\x90\x00\x03\x00\x01\x00", FileKind.PROGRAM),
    ],
)
def test_what_is_no_table_is_called_by_its_kind(data: bytes, kind: FileKind) -> None:
    with pytest.raises(FileWrongKind) as refusal:
        walk(data, "daftar_pd.xlsx")
    assert refusal.value.kind is kind


def test_a_workbook_with_a_password_is_called_encrypted() -> None:
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(GOOD)).encrypt("rahasia", locked)
    with pytest.raises(FileEncrypted):
        walk(locked.getvalue(), "a.xlsx")


def test_a_zip_with_a_password_is_called_encrypted() -> None:
    data = bytearray(forms.zipped({"users.csv": b"sourcedId\n1"}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, directory + 8, 1)
    with pytest.raises(FileEncrypted):
        walk(bytes(data), "a.zip")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_download_is_called_damaged(share: float) -> None:
    with pytest.raises(FileDamaged):
        walk(GOOD[: int(len(GOOD) * share)], "a.xlsx")


def test_half_a_binary_workbook_is_called_damaged() -> None:
    whole = forms.xls({"A": forms.dapodik_pupil_rows([Child("Budi", "0081234567")] * 200)})
    with pytest.raises(FileDamaged):
        walk(whole[: len(whole) // 3], "a.xls")


def test_a_file_beyond_the_size_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(limits.MAX_BYTES + 1)
    with pytest.raises(FileTooLarge) as refusal:
        walk(path, path.name)
    assert refusal.value.limit is Limit.BYTES


def test_two_cells_far_apart_do_not_ask_for_terabytes() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write(0, 0, "Nama")
    page.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(FileTooLarge) as refusal:
        walk(out.getvalue(), "a.xlsx")
    assert refusal.value.limit in (Limit.COLUMNS, Limit.ROWS)


def test_two_cells_far_apart_in_an_old_workbook_are_refused_too() -> None:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("A")
    page.write(0, 0, "Nama" * 2000)
    page.write(65_535, 255, "x")
    for row in range(200):
        page.write(row + 1, 0, f"isi {row}")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileTooLarge):
        walk(out.getvalue(), "a.xls")


@pytest.mark.parametrize("repeated", ["number-columns-repeated", "number-rows-repeated"])
def test_a_repeated_cell_in_ods_does_not_ask_for_terabytes(repeated: str) -> None:
    names = ["office", "table", "text"]
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    row = f'<table:table-row table:{repeated}="99999999">' if "rows" in repeated else "<table:table-row>"
    cell = f'<table:table-cell table:{repeated}="99999999">' if "columns" in repeated else "<table:table-cell>"
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table>"
        f"{row}{cell}<text:p>Nama</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with pytest.raises(FileTooLarge):
        walk(forms.zipped({"content.xml": content.encode()}), "a.ods")


def test_entities_that_multiply_are_refused() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&b;</Workbook>'
    )
    with pytest.raises(FileUnsafe):
        walk(bomb, "a.xls")


def test_a_zip_that_explodes_is_refused_by_what_it_unpacks_to() -> None:
    with pytest.raises(FileTooLarge) as refusal:
        walk(forms.zipped({"xl/worksheets/sheet1.xml": bytes(60_000_000)}), "a.xlsx")
    assert refusal.value.limit is Limit.RATIO


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(forms.zipped({"users.csv": b"sourcedId\n" + bytes(60_000_000)}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 100)
    with pytest.raises(AppError):
        walk(bytes(data), "a.zip")


@pytest.mark.parametrize("member", ["../users.csv", "/etc/users.csv", "C:\\users.csv", "users.zip"])
def test_members_outside_the_folder_and_archives_within_are_refused(member: str) -> None:
    with pytest.raises(FileUnsafe):
        walk(forms.zipped({"users.csv": b"sourcedId,role", member: b"x"}), "a.zip")


def test_too_many_members_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(limits.MAX_MEMBERS + 1):
            archive.writestr(f"{number}.csv", b"")
    with pytest.raises(FileTooLarge) as refusal:
        walk(out.getvalue(), "a.zip")
    assert refusal.value.limit is Limit.MEMBERS


def test_too_many_rows_are_refused() -> None:
    rows = "Nama;Kelas\n" + "Budi;X-1\n" * (limits.MAX_ROWS + 1)
    with pytest.raises(FileTooLarge) as refusal:
        walk(rows.encode(), "a.csv")
    assert refusal.value.limit is Limit.ROWS


def test_an_html_span_does_not_ask_for_a_billion_cells() -> None:
    page = b"<table><tr><td>Nama<td>Kelas<tr>" + b"<td colspan=9999>Budi" * 3 + b"</table>"
    with pytest.raises(FileTooLarge):
        walk(page, "a.xls")


@pytest.mark.parametrize(
    "page", [b"<!--" * 500_000, b"<table><td " * 300_000, b"<table>" + b"<td><![CDATA[" * 200_000], ids=("a", "b", "c")
)
def test_html_that_never_ends_its_tags_is_not_searched_for_ever(page: bytes) -> None:
    with pytest.raises(AppError):
        walk(page, "a.xls")


_ML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'


@pytest.mark.parametrize("inside", [b"<Row>" * 200, b"<Row>" + b"<Cell/>" * 30_000], ids=["deep", "wide"])
def test_xml_of_no_honest_shape_is_refused(inside: bytes) -> None:
    with pytest.raises((FileDamaged, FileTooLarge)):
        walk(_ML + inside, "a.xls")


def test_a_line_no_table_has_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        walk(b"Nama;Kelas\n" + b";" * 1_000_000, "a.csv")
