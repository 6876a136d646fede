"""Tables of pupils: Dapodik, EMIS and the schools' own, all by the names of their columns."""

from bot.domain.roster import Homeroom, Place, Relation, RemarkCode, RosterFormat, RosterGuardian, RosterPupil
from bot.roster.classes import (
    grade_of,
    looks_like_class,
    school_year,
    split_grade_class,
    tidy_class,
    title_class,
    title_homeroom,
)
from bot.roster.headers import Column
from bot.roster.names import name_key, spelled
from bot.roster.notebook import Notebook
from bot.roster.numbers import joined
from bot.roster.tables import Record, Table
from bot.sheets.cells import key
from bot.sheets.limits import MAX_CLASS, MAX_NAME, MAX_NIPD

_PARENTS = (
    (Relation.FATHER, Column.FATHER, Column.FATHER_PHONE),
    (Relation.MOTHER, Column.MOTHER, Column.MOTHER_PHONE),
    (Relation.GUARDIAN, Column.GUARDIAN, Column.GUARDIAN_PHONE),
)
_DETAILS = (Column.NISN, Column.NIPD, Column.NISN_NIPD, Column.SEX, Column.CLASS, Column.GRADE_CLASS)
_FOOTERS = ("jumlah", "total", "mengetahui", "catatan", "keterangan", "kepala sekolah", "wali kelas", "nip")


def pupil_format(table: Table) -> RosterFormat:
    """Which known layout the header is; a school's own where it is none."""
    header = table.header
    assert header is not None
    if Column.LEFT_BECAUSE in header:
        return RosterFormat.DAPODIK_LEAVERS
    if header.spelled.get(Column.CLASS) == "Rombel Saat Ini" and Column.NIPD in header:
        return RosterFormat.DAPODIK_PUPILS
    return RosterFormat.EMIS if Column.GRADE_CLASS in header else RosterFormat.OWN


def read_pupils(table: Table, notebook: Notebook, page_class: str | None = None) -> RosterFormat:
    """Write down every pupil of the table, and the homeroom teachers it names.

    `page_class` is the class of all pupils, where the caller knows it; else a title or the sheet's name may tell.
    """
    layout = pupil_format(table)
    notebook.school_year = notebook.school_year or school_year(table.titles)
    homerooms: dict[str, str] = {}
    if page_class is None and (page_class := _page_class(table)) and (teacher := title_homeroom(table.titles)):
        homerooms[page_class] = teacher
        name = notebook.name(Place(table.name, 0), "", teacher)
        notebook.homerooms.append(Homeroom(Place(table.name, 0), page_class, name))
    for record in table.records():
        pupil = _pupil(record, notebook, page_class, left=layout is RosterFormat.DAPODIK_LEAVERS)
        if pupil is None:
            continue
        notebook.pupils.append(pupil)
        _note_homeroom(record, pupil.class_name, homerooms, notebook)
    return layout


def _page_class(table: Table) -> str | None:
    """The class of the whole table, where no column names one: in a title, or the sheet's name."""
    header = table.header
    if header is None or Column.CLASS in header or Column.GRADE_CLASS in header:
        return None
    return title_class(table.titles) or (tidy_class(table.name) if looks_like_class(tidy_class(table.name)) else None)


def _pupil(record: Record, notebook: Notebook, page_class: str | None, *, left: bool) -> RosterPupil | None:
    place, spelling = record.place, record.header.spelled
    if not _is_pupil(record, notebook):
        return None
    name = notebook.name(place, spelling[Column.NAME], record.cell(Column.NAME))
    nisn, nipd = _numbers(record, notebook)
    class_name = _class_name(record, notebook) or page_class
    if class_name is None and not left:
        notebook.remark(place, spelling.get(Column.CLASS, ""), RemarkCode.CLASS_MISSING, name)
    return RosterPupil(
        place=place,
        name=name,
        nisn=nisn,
        nipd=nipd,
        sex=notebook.sex(place, spelling.get(Column.SEX, ""), record.cell(Column.SEX)),
        class_name=class_name,
        grade=grade_of(record.text(Column.GRADE)) or grade_of(class_name or ""),
        guardians=_guardians(record, notebook),
        phone=_own_phone(record, notebook),
        source_id=record.text(Column.SOURCE_ID)[:64] or None,
        left=left,
    )


def _is_pupil(record: Record, notebook: Notebook) -> bool:
    """Whether the row is a pupil's. Below many tables stand sums, places, dates and signatures."""
    name = record.text(Column.NAME)
    has_details = any(record.text(column) for column in _DETAILS)
    expected = any(column in record.header for column in _DETAILS)
    if not name:
        if record.text(Column.NISN, Column.NIPD, Column.NISN_NIPD):
            notebook.remark(record.place, record.header.spelled[Column.NAME], RemarkCode.NAME_MISSING)
        return False
    if key(name).startswith(_FOOTERS) or (expected and not has_details) or not any(c.isalpha() for c in name):
        notebook.remark(record.place, record.header.spelled[Column.NAME], RemarkCode.NOT_A_PERSON, name)
        return False
    return True


def _numbers(record: Record, notebook: Notebook) -> tuple[str | None, str | None]:
    """NISN and the school's own number; some sheets write both in one cell, joined by a slash."""
    place, spelling = record.place, record.header.spelled
    if both := record.text(Column.NISN_NIPD):
        national, own = joined(both)
        return notebook.nisn(place, spelling[Column.NISN_NIPD], national), own
    nisn = notebook.nisn(place, spelling.get(Column.NISN, "NISN"), record.cell(Column.NISN))
    nipd = notebook.short(place, spelling.get(Column.NIPD, ""), record.text(Column.NIPD), MAX_NIPD)
    return nisn, nipd or None


def _class_name(record: Record, notebook: Notebook) -> str | None:
    if said := record.text(Column.GRADE_CLASS):
        column, name = Column.GRADE_CLASS, split_grade_class(said)
    else:
        column, name = Column.CLASS, tidy_class(record.text(Column.CLASS))
    return notebook.short(record.place, record.header.spelled.get(column, ""), name, MAX_CLASS) or None


def _guardians(record: Record, notebook: Notebook) -> tuple[RosterGuardian, ...]:
    """Father, mother and guardian, each once: the same name as guardian and as parent is one person."""
    found: list[RosterGuardian] = []
    named: set[str] = set()
    for relation, name_column, phone_column in _PARENTS:
        guardian = _guardian(record, notebook, relation, name_column, phone_column)
        if guardian and name_key(guardian.name) not in named:
            named.add(name_key(guardian.name))
            found.append(guardian)
    if not any(guardian.relation is Relation.GUARDIAN for guardian in found):
        parent = _guardian(record, notebook, Relation.GUARDIAN, Column.PARENT, Column.PARENT_PHONE)
        if parent and name_key(parent.name) not in named:
            found.append(parent)
    return tuple(found)


def _guardian(
    record: Record, notebook: Notebook, relation: Relation, name_column: Column, phone_column: Column
) -> RosterGuardian | None:
    if name_column not in record.header:
        return None
    spelling = record.header.spelled
    said = record.text(name_column)
    if not said or not any(c.isalpha() for c in said):
        return None
    name = notebook.short(record.place, spelling[name_column], spelled(said), MAX_NAME)
    phone = notebook.phone(record.place, spelling.get(phone_column, ""), record.cell(phone_column))
    return RosterGuardian(relation, name, phone)


def _own_phone(record: Record, notebook: Notebook) -> str | None:
    """A number that is nobody's yet: the pupil's column, a parent's without a name, and the landline last."""
    for column in (Column.PHONE, Column.PARENT_PHONE, Column.FATHER_PHONE, Column.MOTHER_PHONE, Column.LANDLINE):
        if column is not Column.PHONE and column is not Column.LANDLINE and _has_owner(record, column):
            continue
        cell = record.cell(column)
        if cell is None:
            continue
        if found := notebook.phone(record.place, record.header.spelled.get(column, ""), cell):
            return found
    return None


def _has_owner(record: Record, column: Column) -> bool:
    owner = {Column.PARENT_PHONE: Column.PARENT, Column.FATHER_PHONE: Column.FATHER, Column.MOTHER_PHONE: Column.MOTHER}
    return bool(record.text(owner[column]))


def _note_homeroom(record: Record, class_name: str | None, homerooms: dict[str, str], notebook: Notebook) -> None:
    teacher = record.text(Column.HOMEROOM)
    if not teacher or class_name is None:
        return
    first = homerooms.setdefault(class_name, teacher)
    if first is teacher:
        place, column = record.place, record.header.spelled[Column.HOMEROOM]
        notebook.homerooms.append(Homeroom(place, class_name, notebook.name(place, column, teacher)))
    elif name_key(first) != name_key(teacher):
        column = record.header.spelled[Column.HOMEROOM]
        notebook.remark(record.place, column, RemarkCode.HOMEROOM_CONTRADICTED, class_name, first, teacher)
