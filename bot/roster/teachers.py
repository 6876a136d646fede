"""Tables of staff, of who teaches what, and of homeroom teachers."""

from bot.domain.roster import Duty, Homeroom, RemarkCode, RosterFormat, RosterStaff, Teaching
from bot.roster.classes import looks_like_class, school_year, tidy_class
from bot.roster.headers import Column
from bot.roster.notebook import Notebook
from bot.roster.tables import Record, Table
from bot.sheets.cells import key
from bot.sheets.limits import MAX_CLASS, MAX_SUBJECT

_ROLES = (
    (
        Duty.PRINCIPAL,
        ("kepala sekolah", "kepala madrasah", "principal", "headmaster", "head teacher"),
    ),
    (Duty.COUNSELLOR, ("guru bk", "bimbingan", "konselor", "konseling", "counsellor", "counselor")),
    (Duty.TEACHER, ("guru", "teacher", "pendidik", "wali kelas", "pengajar")),
)
_NOT_THE_PRINCIPAL = ("wakil", "waka", "deputy", "vice")


def roles(position: str, duty: str = "") -> frozenset[Duty]:
    """The roles that a position and an additional duty name; empty for librarians, guards and clerks."""
    said = [key(position), key(duty)]
    found = {
        role
        for role, words in _ROLES
        for line in said
        if any(word in line for word in words)
        and not (role is Duty.PRINCIPAL and any(word in line for word in _NOT_THE_PRINCIPAL))
    }
    if Duty.COUNSELLOR in found and "mapel" not in said[0]:
        found.discard(Duty.TEACHER)
    return frozenset(found)


def read_staff(table: Table, notebook: Notebook) -> RosterFormat:
    """Write down every member of staff; an own sheet may say homeroom class and subject in the same row."""
    header = table.header
    assert header is not None
    for record in table.records():
        _staff(record, notebook)
    dapodik = Column.NUPTK in header and Column.POSITION in header
    return RosterFormat.DAPODIK_STAFF if dapodik else RosterFormat.OWN


def _staff(record: Record, notebook: Notebook) -> None:
    place, spelling = record.place, record.header.spelled
    name = notebook.name(place, spelling.get(Column.NAME, ""), record.cell(Column.TEACHER, Column.NAME))
    nip = notebook.nip(place, spelling.get(Column.NIP, ""), record.cell(Column.NIP))
    if not name or not any(c.isalpha() for c in name):
        if nip:
            notebook.remark(place, spelling.get(Column.NAME, ""), RemarkCode.NAME_MISSING)
        return
    sex = notebook.sex(place, spelling.get(Column.SEX, ""), record.cell(Column.SEX))
    phone = notebook.phone(place, spelling.get(Column.PHONE, ""), record.cell(Column.PHONE, Column.LANDLINE))
    source = record.text(Column.SOURCE_ID)[:64] or None
    notebook.staff.append(RosterStaff(place, name, nip, sex, phone, _roles(record, notebook, name), source))
    _duties(record, notebook, name, nip)


def _roles(record: Record, notebook: Notebook, name: str) -> frozenset[Duty]:
    position, duty = record.text(Column.POSITION), record.text(Column.DUTY)
    if not position and not duty:
        return frozenset({Duty.TEACHER})
    found = roles(position, duty)
    if not found:
        spelling = record.header.spelled.get(Column.POSITION, "")
        notebook.remark(record.place, spelling, RemarkCode.ROLE_UNKNOWN, name, position or duty)
    return found


def _duties(record: Record, notebook: Notebook, name: str, nip: str | None) -> None:
    homeroom = tidy_class(record.text(Column.HOMEROOM))
    if looks_like_class(homeroom):
        notebook.homerooms.append(Homeroom(record.place, homeroom, name, nip))
    subject, class_name = record.text(Column.SUBJECT), tidy_class(record.text(Column.CLASS))
    if subject and class_name:
        _teach(record, notebook, class_name, name, subject, nip)


def read_teachings(table: Table, notebook: Notebook) -> RosterFormat:
    """Write down who teaches what: Dapodik's *Rekap Pembelajaran*, or an own table of teacher, class and subject."""
    notebook.school_year = notebook.school_year or school_year(table.titles)
    header = table.header
    assert header is not None
    for record in table.records():
        place, spelling = record.place, header.spelled
        teacher = notebook.name(place, spelling[Column.TEACHER], record.cell(Column.TEACHER))
        class_name, subject = tidy_class(record.text(Column.CLASS)), record.text(Column.SUBJECT)
        nip = notebook.nip(place, spelling.get(Column.NIP, ""), record.cell(Column.NIP))
        if teacher and class_name and subject:
            _teach(record, notebook, class_name, teacher, subject, nip)
    dapodik = header.spelled[Column.TEACHER] == "Nama PTK"
    return RosterFormat.DAPODIK_TEACHINGS if dapodik else RosterFormat.OWN


def _teach(record: Record, notebook: Notebook, class_name: str, teacher: str, subject: str, nip: str | None) -> None:
    place, spelling = record.place, record.header.spelled
    class_name = notebook.short(place, spelling[Column.CLASS], class_name, MAX_CLASS)
    subject = notebook.short(place, spelling[Column.SUBJECT], subject, MAX_SUBJECT)
    notebook.teachings.append(Teaching(place, class_name, teacher, subject, nip))


def read_homerooms(table: Table, notebook: Notebook) -> RosterFormat:
    """Write down an own table of class and homeroom teacher."""
    notebook.school_year = notebook.school_year or school_year(table.titles)
    for record in table.records():
        place, spelling = record.place, record.header.spelled
        class_name = tidy_class(record.text(Column.CLASS))
        teacher = notebook.name(place, spelling[Column.HOMEROOM], record.cell(Column.HOMEROOM))
        nip = notebook.nip(place, spelling.get(Column.NIP, ""), record.cell(Column.NIP))
        if class_name and teacher:
            class_name = notebook.short(place, spelling[Column.CLASS], class_name, MAX_CLASS)
            notebook.homerooms.append(Homeroom(place, class_name, teacher, nip))
    return RosterFormat.OWN
