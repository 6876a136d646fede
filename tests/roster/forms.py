"""Roster files as schools have them, built in the exact layouts; nothing here is a real person.

Each builder gives the bytes of a file. `Child` is one pupil's row; what the layout has no column for is left out.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]

COLUMNS = json.loads((Path(__file__).parent / "columns.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Child:
    """One pupil with everything a file may say, including what must never be kept."""

    name: str
    nisn: Cell = None
    nipd: Cell = None
    sex: str = "L"
    class_name: str = "X-1"
    father: str | None = None
    mother: str | None = None
    guardian: str | None = None
    phone: Cell = None
    landline: Cell = None


PRIVATE = {
    "NIK": "1401012345678901",
    "Agama": "Islam",
    "Alamat": "Jalan Rahasia 1",
    "No KK": "1401999999999999",
    "Bank": "BRI",
    "Nomor Rekening Bank": "555566667777",
    "Nomor KIP": "KIP998877",
    "Tanggal Lahir": "2010-05-01",
    "Lintang": "0.4567",
    "Kebutuhan Khusus": "Rungu",
    "Penerima KPS": "Ya",
    "E-Mail": "rahasia@example.com",
    "Data Ayah/NIK": "1401888888888888",
    "Data Ayah/Penghasilan": "Kurang dari Rp. 500,000",
    "Berat Badan": "51",
}
"""What a Dapodik export holds beside the pupil, and a reader must leave behind."""


def dapodik_pupil_rows(children: Sequence[Child], school: str = "SMA NEGERI 1 CONTOH") -> list[list[Cell]]:
    """The rows of a `daftar_pd` export: four title rows, two header rows, then one row per pupil."""
    columns = COLUMNS["daftar_pd"]["columns"]
    width = len(columns)
    titles = [
        "Daftar Peserta Didik",
        school,
        "Kec. Tambang, Kab. Kampar, Prov. Riau",
        "Tanggal Unduh: 2026-07-20 08:00:00",
    ]
    rows: list[list[Cell]] = [[title, *[None] * (width - 1)] for title in titles]
    groups: set[str] = set()
    upper: list[Cell] = []
    for column in columns:
        shown = column["header"] if column["sub"] is None or column["header"] not in groups else None
        groups.add(column["header"])
        upper.append(shown)
    rows += [upper, [column["sub"] for column in columns]]
    for number, child in enumerate(children, start=1):
        values = _values(child, number)
        labels = [c["header"] + (f"/{c['sub']}" if c["sub"] else "") for c in columns]
        rows.append([values.get(label, PRIVATE.get(label)) for label in labels])
    return rows


def _values(child: Child, number: int) -> dict[str, Cell]:
    return {
        "No": number,
        "Nama": child.name,
        "NIPD": child.nipd,
        "JK": child.sex,
        "NISN": child.nisn,
        "HP": child.phone,
        "Telepon": child.landline,
        "Rombel Saat Ini": child.class_name,
        "Data Ayah/Nama": child.father,
        "Data Ibu/Nama": child.mother,
        "Data Wali/Nama": child.guardian,
    }


def dapodik_pupils(children: Sequence[Child]) -> bytes:
    """`daftar_pd-….xlsx`: 66 columns, header in rows 5 and 6."""
    return xlsx({"Daftar Peserta Didik": dapodik_pupil_rows(children)})


def dapodik_leavers(children: Sequence[Child]) -> bytes:
    """*Daftar Peserta Didik Keluar*: the sibling export, with the reason."""
    header = ["No", "Nama", "NIPD", "JK", "NISN", "Rombel Terakhir", "Keluar Karena", "Tanggal Keluar"]
    rows: list[list[Cell]] = [["Daftar Peserta Didik Keluar"], ["SMA NEGERI 1 CONTOH"], [], [], list(header)]
    for number, child in enumerate(children, start=1):
        rows.append([number, child.name, child.nipd, child.sex, child.nisn, child.class_name, "Mutasi", "01/07/2026"])
    return xlsx({"Daftar Peserta Didik Keluar": rows})


def dapodik_staff(members: Sequence[Mapping[str, Cell]]) -> bytes:
    """`daftar-guru-….xlsx`: header in row 5, 51 columns; each member by header ("Nama", "NIP", "Jenis PTK", …)."""
    headers = [column["header"] for column in COLUMNS["daftar_guru"]["columns"]]
    titles: list[list[Cell]] = [
        ["Daftar Guru"],
        ["SMA NEGERI 1 CONTOH"],
        ["Kec. Tambang"],
        ["Tanggal Unduh: 2026-07-20"],
    ]
    private: dict[str, Cell] = {"NIK": "1401777777777777", "Nama Ibu Kandung": "Rahasia Ibu", "NPWP": "99887766"}
    body = [[{**private, **member}.get(header) for header in headers] for member in members]
    return xlsx({"Daftar Guru": [*titles, headers, *body]})


def homerooms(classes: Mapping[str, tuple[str, Sequence[Child]]], year: str = "2026/2027") -> bytes:
    """*Daftar Hadir Siswa*: one sheet per class, homeroom teacher in the fourth row."""
    sheets: dict[str, Rows] = {}
    for name, (teacher, children) in classes.items():
        title = f"Jenis Rombel: Kelas - Nama Rombel: {name} - Semester Ganjil - Wali Kelas: {teacher}"
        rows: list[list[Cell]] = [["DAFTAR HADIR SISWA"], ["SMA NEGERI 1 CONTOH"], [f"TAHUN PELAJARAN {year}"], [title]]
        rows.append(["No", "NISN/NIS", "Nama", "L/P", *range(1, 32), "S", "I", "A"])
        rows += [[n, f"{c.nisn}/{c.nipd}", c.name, c.sex] for n, c in enumerate(children, start=1)]
        sheets[name] = rows
    return xlsx(sheets)


TEACHING_HEADER = (
    *("No", "Jenis Rombel", "Tingkat", "Nama Rombel", "Kurikulum", "Program/Kompetensi Keahlian", "Nama PTK", "NUPTK"),
    *("PTK Induk", "Kepegawaian", "Nama Matpel", "Kode Matpel", "JJM", "Jml Siswa", "Tgl SK Mengajar", "SK Mengajar"),
    "Status di Kurikulum",
)


def teachings(lessons: Sequence[tuple[str, str, str]]) -> bytes:
    """*Rekap Pembelajaran*: header in row 8; each lesson is class, teacher and subject."""
    rows: list[list[Cell]] = [
        ["Rekap Pembelajaran"],
        *[[] for _ in range(5)],
        ["Semester 20261"],
        list(TEACHING_HEADER),
    ]
    for number, (class_name, teacher, subject) in enumerate(lessons, start=1):
        start: list[Cell] = [number, "Kelas", "10", class_name, "Merdeka", "Umum", teacher, "1234567890123456"]
        rows.append([*start, "Ya", "PNS", subject, "300110000", 4, 36, "2026-07-01", "SK/1", "Wajib"])
    return xlsx({"Rekap": rows})


def emis(children: Sequence[Child]) -> bytes:
    """EMIS, the madrasah's system; `class_name` as EMIS writes it, such as "10 - X IPA 1"."""
    rows: list[list[Cell]] = [list(COLUMNS["emis"])]
    for number, child in enumerate(children, start=1):
        values: dict[str, Cell] = {
            "No": number,
            "Nama Lengkap": child.name,
            "NISN": child.nisn,
            "NIK": PRIVATE["NIK"],
            "Tingkat - Rombel": child.class_name,
            "Jenis Kelamin": child.sex,
            "No Telepon": child.phone,
            "Nama Ayah Kandung": child.father,
            "Nama Ibu Kandung": child.mother,
            "Nama Wali": child.guardian,
        }
        rows.append([values.get(header) for header in COLUMNS["emis"]])
    return xlsx({"Siswa": rows})


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with these sheets; texts stay texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
    book.close()
    return out.getvalue()


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """The same as an old binary .xls."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """The same as an OpenDocument spreadsheet."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                if isinstance(cell, int | float):
                    line.addElement(TableCell(valuetype="float", value=str(cell)))
                else:
                    box = TableCell()
                    if cell:
                        box.addElement(P(text=cell))
                    line.addElement(box)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def delimited(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The same as text with separators."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def spreadsheetml(sheets: Mapping[str, Rows]) -> bytes:
    """SpreadsheetML 2003, as much software saves `.xls`; empty cells are left out and the next has an index."""
    parts = ['<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>']
    parts.append('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"')
    parts.append(' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">')
    for name, rows in sheets.items():
        parts.append(f'<Worksheet ss:Name="{_xml(name)}"><Table>')
        parts += ["<Row>" + "".join(_ml_cell(i, cell) for i, cell in enumerate(row, 1)) + "</Row>" for row in rows]
        parts.append("</Table></Worksheet>")
    return "".join([*parts, "</Workbook>"]).encode()


def _ml_cell(index: int, cell: Cell) -> str:
    if cell is None:
        return ""
    kind = "String" if isinstance(cell, str) else "Number"
    return f'<Cell ss:Index="{index}"><Data ss:Type="{kind}">{_xml(str(cell))}</Data></Cell>'


def html(rows: Rows) -> bytes:
    """An HTML table, as many school programs save `.xls`."""
    body = "".join(
        "<tr>" + "".join(f"<td>{_xml(str('' if cell is None else cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<html><head><meta charset=utf-8></head><body><table border=1>{body}</table></body></html>".encode()


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def oneroster(files: Mapping[str, Sequence[Mapping[str, str]]], version: str = "1.1", **modes: str) -> bytes:
    """A OneRoster zip: rows of each file by column name; `modes` are file modes for the manifest, default bulk."""
    manifest = [("manifest.version", "1.0"), ("oneroster.version", version)]
    manifest += [(f"file.{name}", modes.get(name, "bulk")) for name in files]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", delimited([("propertyName", "value"), *manifest]))
        for name, rows in files.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            header = [
                "sourcedId",
                "status",
                "dateLastModified",
                *(c for c in columns if c not in ("sourcedId", "status")),
            ]
            body = [[row.get(column, "") for column in header] for row in rows]
            archive.writestr(f"{name}.csv", b"\xef\xbb\xbf" + delimited([header, *body]))
    return out.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Any zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
