"""What a page is, and what each of its columns holds: decided by header and titles, never by the file's name."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind
from bot.domain.marksheets import MarkColumn, SheetLayout
from bot.marks.days import day_labels
from bot.marks.pages import Label, Page
from bot.marks.subjects import subject_name, subject_of
from bot.marks.titles import Titles
from bot.marks.wording import is_other, kind_of, says_mark, total_of, without_kind
from bot.roster.headers import Column
from bot.sheets.cells import cut, key
from bot.sheets.limits import MAX_SUBJECT

_SAY_IT_ALL = (MarkKind.MIDTERM, MarkKind.ENDTERM, MarkKind.FINAL)
"""Kinds of which a subject has one in a half: without more words their column needs no title."""

_PEOPLE = (
    *(Column.FATHER, Column.MOTHER, Column.GUARDIAN, Column.PARENT, Column.PHONE, Column.LANDLINE),
    *(Column.FATHER_PHONE, Column.MOTHER_PHONE, Column.GUARDIAN_PHONE, Column.PARENT_PHONE, Column.LEFT_BECAUSE),
    *(Column.HOMEROOM, Column.TEACHER, Column.NIP, Column.NUPTK, Column.POSITION, Column.DUTY),
)
"""Columns that make a table one of people, whatever else it has."""


@dataclass(frozen=True, slots=True)
class MarkAt:
    """A column of marks, and where it stands. `certain`: its header says so; else only its numbers can."""

    label: Label
    column: MarkColumn
    certain: bool = True

    def column_on(self, page: Page) -> MarkColumn:
        """The column with the letter that the spreadsheet shows for it."""
        return replace(self.column, letter=page.letter(self.label.index))


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is to be read. `days` are a grid's, each by its date or the day of the month."""

    layout: SheetLayout
    marks: tuple[MarkAt, ...] = ()
    totals: dict[DayState, Label] = field(default_factory=dict)
    days: tuple[tuple[Label, date | int], ...] = ()
    objective: Label | None = None
    reached: Label | None = None
    words: Label | None = None

    @property
    def certain(self) -> bool:
        """Whether the header alone says that these are marks or days."""
        return bool(self.days or self.totals) or any(mark.certain for mark in self.marks)


def plan_of(page: Page, titles: Titles, *, days: bool = True) -> Plan | None:
    """What the page is; None where it has no pupils, or nothing beside them that could be a mark or a day.

    Without `days`, columns called 1, 2, 3 … are taken for marks.
    """
    if not page.labels:
        return None
    free = [label for label in page.labels if label.known is None or label.known is Column.SUBJECT]
    totals = _totals(free)
    free = [label for label in free if label not in totals.values()]
    if days and (found := day_labels(free, titles.attendance)):
        return Plan(SheetLayout.GRID, totals=totals, days=found)
    if (final := _final(free, titles)) is not None:
        return final
    if titles.leger or _is_leger(free, totals, titles):
        return Plan(SheetLayout.LEGER, _unique(_subjects(free, titles)), totals)
    marks = _unique([_own(label, titles) for label in free if not is_other(label.whole)])
    if not marks and not totals:
        return None
    return Plan(SheetLayout.SCOPE if _is_scope(marks) else SheetLayout.OWN, marks, totals)


def is_of_people(page: Page) -> bool:
    """Whether the page lists people with what belongs to them: a roster, although numbers stand in it."""
    return page.has(*_PEOPLE)


def _totals(free: Sequence[Label]) -> dict[DayState, Label]:
    """The columns of S, I and A; one letter alone may mean anything."""
    found: dict[DayState, Label] = {}
    for label in free:
        if (state := total_of(label.text)) is not None:
            found.setdefault(state, label)
    alone = len(found) == 1 and all(len(label.text) < 3 for label in found.values())
    return {} if alone else found


def _final(free: Sequence[Label], titles: Titles) -> Plan | None:
    """A final mark sheet: one mark, and an objective in each row with whether it was reached."""
    objective = _find(free, ("deskripsi", "tujuan"), ("tujuan", "pembelajaran"))
    reached = _find(free, ("ketercapaian",), ("tercapai",))
    mark = next((label for label in free if kind_of(label.text) is MarkKind.FINAL), None)
    if mark is None or objective is None or reached is None or objective is reached:
        return None
    rest = [label for label in free if label not in (objective, reached)]
    words = _find(rest, ("deskripsi",), ("capaian", "kompetensi"))
    column = MarkAt(mark, MarkColumn("", titles.subject, MarkKind.FINAL))
    return Plan(SheetLayout.FINAL, (column,), objective=objective, reached=reached, words=words)


def _find(free: Sequence[Label], *wanted: tuple[str, ...]) -> Label | None:
    """The first label that holds all words of the first wanted set, else of the next."""
    for words in wanted:
        for label in free:
            if all(word in key(label.text).split() for word in words):
                return label
    return None


def _is_leger(free: Sequence[Label], totals: dict[DayState, Label], titles: Titles) -> bool:
    """Whether the columns are subjects: several that are known, or totals beside columns that are no tests."""
    if titles.subject:
        return False
    subjects = [label for label in free if _subject(label)]
    tests = [label for label in free if kind_of(label.text) and not _subject(label)]
    return len(subjects) > 2 or (bool(totals) and not tests and (bool(subjects) or len(totals) > 1))


def _subject(label: Label) -> str:
    return subject_of(label.text) or subject_of(label.group)


def _subjects(free: Sequence[Label], titles: Titles) -> list[MarkAt]:
    """A leger's columns: what is no sum or rank is a subject; below a group, one part of it."""
    kind = titles.kind or MarkKind.FINAL
    found = []
    for label in free:
        grouped = subject_of(label.group) if not subject_of(label.text) else ""
        if not any(c.isalpha() for c in label.text) or (is_other(label.text) and not _subject(label)):
            continue
        name = grouped or subject_name(label.text)
        title = label.text if grouped else ""
        found.append(MarkAt(label, MarkColumn("", cut(name, MAX_SUBJECT), kind, title)))
    return found


def _own(label: Label, titles: Titles) -> MarkAt:
    """A column of a teacher's own sheet: subject and kind as far as its header or the titles say."""
    kind = kind_of(label.text) or kind_of(label.group)
    subject = _subject(label)
    title = label.whole
    if subject:
        title = _without(title, label.text if subject_of(label.text) and not kind_of(label.text) else "")
        title = _without(title, label.group if subject_of(label.group) else "")
    certain = bool(kind or subject or says_mark(label.whole))
    kind = kind or (titles.kind if certain else None) or MarkKind.FORMATIVE
    if kind in _SAY_IT_ALL and not without_kind(title):
        title = ""
    return MarkAt(label, MarkColumn("", subject or titles.subject, kind, title), certain)


def _without(title: str, part: str) -> str:
    return title.replace(part, "", 1).strip(" -–:/") if part else title


def _is_scope(marks: Sequence[MarkAt]) -> bool:
    kinds = {mark.column.kind for mark in marks}
    subjects = {mark.column.subject for mark in marks}
    return MarkKind.SCOPE in kinds and kinds <= {MarkKind.SCOPE, *_SAY_IT_ALL} and len(subjects) < 2


def _unique(marks: Sequence[MarkAt]) -> tuple[MarkAt, ...]:
    """The same subject, kind and title twice would be one assessment: the later ones are numbered."""
    seen: dict[tuple[str, MarkKind, str], int] = {}
    found = []
    for mark in marks:
        column = mark.column
        identity = (key(column.subject), column.kind, key(column.title))
        seen[identity] = seen.get(identity, 0) + 1
        if seen[identity] > 1:
            column = replace(column, title=f"{column.title} ({seen[identity]})".strip())
        found.append(replace(mark, column=column))
    return tuple(found)
