"""Of which class, half of the year, month and subjects a sheet is: as it says, as a person said, else asked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.marks import term_at, term_before, term_days, term_of
from bot.domain.marksheets import MarkColumn, MarkSheet, SheetLayout, SheetRow
from bot.domain.schoolyear import FIRST_MONTH, school_year
from bot.domain.subject_names import subject_key
from bot.roster.names import name_key
from bot.services.marks.choices import Choices, SheetChoice
from bot.services.marks.known import Book
from bot.services.marks.questions import Asked, Option, Question
from bot.services.marks.values import LeftOut, Why
from bot.services.rosters.known import class_key

_EARLY = timedelta(days=45)
"""So long after a half has begun, a sheet that names none may well be of the one before."""
_MONTHS = 6
_MOST = 0.6
"""So many of a sheet's pupils must be of one class for it to be that class's."""


@dataclass(slots=True)
class Part:
    """A sheet's rows of one class, and what is known of them so far."""

    sheet: MarkSheet
    rows: Sequence[SheetRow]
    class_id: int | None = None
    term: str = ""
    month: date | None = None
    columns: list[tuple[int, MarkColumn]] = field(default_factory=list)
    """The columns that are taken over, with their place among the sheet's."""
    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    trouble: LeftOut | None = None
    days_too: bool = False
    """Whether attendance may be taken over, too."""


class Resolver:
    """What the sheets of one file are, for one person at one time."""

    def __init__(self, book: Book, choices: Choices, timezone: str, now: datetime) -> None:
        self._book = book
        self._choices = choices
        self._timezone = timezone
        self._now = now

    def parts(self, sheet: MarkSheet) -> list[Part]:
        """The sheet by classes: one, unless its rows name several."""
        choice = self._choices.of(sheet.name)
        if choice.left_out:
            return [self._out(sheet, Why.CHOSEN)]
        if not sheet.rows:
            return [self._out(sheet, Why.NOTHING)]
        parts = self._by_class(sheet, choice)
        for part in parts:
            if part.trouble is None:
                self._settle(part, choice)
        return parts

    def _out(self, sheet: MarkSheet, why: Why, told: str = "", rows: Sequence[SheetRow] | None = None) -> Part:
        trouble = LeftOut(why, sheet.name, name=sheet.name, told=told)
        return Part(sheet, sheet.rows if rows is None else rows, trouble=trouble)

    def _by_class(self, sheet: MarkSheet, choice: SheetChoice) -> list[Part]:
        if choice.class_id is not None:
            return [self._of_class(sheet, choice.class_id)]
        year = choice.term and f"{choice.term[:4]}/{int(choice.term[:4]) + 1}"
        year = year or sheet.year or school_year(self._now, self._timezone)
        said = sheet.class_name or (sheet.name if self._book.named(sheet.name) else "")
        if not said and any(row.class_name for row in sheet.rows):
            return self._by_rows(sheet, year)
        named = self._book.named(said, year) or self._book.named(said) if said else []
        if named:
            mine = [row for row in named if row.id in self._book.rights.classes]
            return [self._of_class(sheet, (mine or named)[0].id)]
        ranked = self._ranked(sheet.rows)
        if not said and ranked and self._is_plain(ranked, len(sheet.rows)):
            return [self._of_class(sheet, ranked[0][0])]
        part = Part(sheet, sheet.rows)
        part.questions.append(self._which_class(sheet, said, [class_id for class_id, _hits in ranked]))
        return [part]

    def _by_rows(self, sheet: MarkSheet, year: str) -> list[Part]:
        rows: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for row in sheet.rows:
            rows[class_key(row.class_name or "")].append(row)
        parts: list[Part] = []
        for some in rows.values():
            name = some[0].class_name or ""
            named = self._book.named(name, year) or self._book.named(name)
            mine = [row for row in named if row.id in self._book.rights.classes]
            if named:
                parts.append(self._of_class(sheet, (mine or named)[0].id, some))
            else:
                parts.append(self._out(sheet, Why.CLASS_UNKNOWN, name, some))
        return parts

    def _of_class(self, sheet: MarkSheet, class_id: int, rows: Sequence[SheetRow] | None = None) -> Part:
        if class_id not in self._book.rights.classes:
            return self._out(sheet, Why.CLASS_NOT_YOURS, self._book.class_name(class_id), rows)
        whole = class_id in self._book.rights.whole
        return Part(sheet, sheet.rows if rows is None else rows, class_id, days_too=whole)

    def _ranked(self, rows: Iterable[SheetRow]) -> list[tuple[int, int]]:
        """The person's classes by how many of these pupils they have."""
        hits: Counter[int] = Counter()
        for row in rows:
            meant = self._book.by_nisn.get(row.nisn or "") or self._book.by_key.get(name_key(row.name), [])
            here = {pupil.class_id for pupil in meant if pupil.class_id is not None and pupil.left_at is None}
            hits.update(here.intersection(self._book.rights.classes))
        return hits.most_common()

    def _is_plain(self, ranked: Sequence[tuple[int, int]], rows: int) -> bool:
        (_class, hits), *others = ranked
        return hits >= _MOST * rows and all(2 * other <= hits for _id, other in others)

    def _which_class(self, sheet: MarkSheet, said: str, likely: Sequence[int]) -> Question:
        mine = self._book.rights.classes
        ids = dict.fromkeys((*likely, *mine))
        return Question(Asked.CLASS, sheet.name, 0, said, tuple(Option(one, mine[one].name) for one in ids))

    def _settle(self, part: Part, choice: SheetChoice) -> None:
        """Month, half and subjects; without a class they wait, for what is asked depends on it."""
        if part.class_id is None:
            return
        self._set_month(part, choice)
        self._set_term(part, choice)
        self._set_columns(part, choice)

    def _set_month(self, part: Part, choice: SheetChoice) -> None:
        if part.sheet.layout is not SheetLayout.GRID:
            return
        part.month = part.sheet.month or choice.month
        if part.month is None:
            options = tuple(Option(month.isoformat()) for month in self._months())
            part.questions.append(Question(Asked.MONTH, part.sheet.name, options=options))

    def _months(self) -> list[date]:
        """The months of this school year that have begun, the newest first."""
        month = self._now.astimezone(ZoneInfo(self._timezone)).date().replace(day=1)
        months = [month]
        while month.month != FIRST_MONTH and len(months) < _MONTHS:
            month = (month - timedelta(days=1)).replace(day=1)
            months.append(month)
        return months

    def _set_term(self, part: Part, choice: SheetChoice) -> None:
        if part.sheet.layout is SheetLayout.GRID:
            month = part.month
            part.term = _term_of_day(month) if month else ""
            return
        terms = [choice.term] if choice.term else self._terms(part.sheet)
        part.term = terms[0]
        if len(terms) > 1:
            options = tuple(Option(term) for term in terms)
            part.questions.append(Question(Asked.TERM, part.sheet.name, options=options))

    def _terms(self, sheet: MarkSheet) -> list[str]:
        """Which half it may be of, the likeliest first: one, unless the sheet and the calendar leave it open."""
        current = term_at(self._now, self._timezone)
        year = sheet.year or school_year(self._now, self._timezone)
        if sheet.half is not None:
            return [term_of(year, sheet.half)]
        today = self._now.astimezone(ZoneInfo(self._timezone)).date()
        early = today - term_days(current)[0] < _EARLY
        if not sheet.year:
            return [current, term_before(current)] if early else [current]
        begun = [term for term in (term_of(year, 2), term_of(year, 1)) if term_days(term)[0] <= today]
        if current in begun and not early:
            return [current]
        return begun or [term_of(year, 1)]

    def _set_columns(self, part: Part, choice: SheetChoice) -> None:
        """Each column's subject and kind; colleagues' subjects are left out."""
        assert part.class_id is not None
        given = choice.subject or part.sheet.subject or self._only_subject(part.class_id)
        nameless = [column for column in part.sheet.columns if not column.subject]
        if nameless and not given:
            part.questions.append(self._which_subject(part))
        for at, column in enumerate(part.sheet.columns):
            subject = column.subject or given
            if not subject:
                continue
            if not self._book.rights.may(part.class_id, subject):
                out = LeftOut(Why.SUBJECT_NOT_YOURS, part.sheet.name, column=column.letter, name=subject)
                part.left_out.append(out)
                continue
            spelled = self._book.spelled(part.class_id, subject)
            part.columns.append((at, replace(column, subject=spelled, kind=choice.kind or column.kind)))

    def _only_subject(self, class_id: int) -> str:
        """The one subject that a teacher has in a class; who looks after all of it may mean any."""
        own = self._own(class_id)
        return own[0] if len(own) == 1 and class_id not in self._book.rights.whole else ""

    def _own(self, class_id: int) -> list[str]:
        return _distinct(self._book.rights.taught.get(class_id, ()))

    def _which_subject(self, part: Part) -> Question:
        assert part.class_id is not None
        names = self._own(part.class_id)
        if part.class_id in self._book.rights.whole:
            names = _distinct((*names, *self._book.subjects.get(part.class_id, {}).values()))
        return Question(Asked.SUBJECT, part.sheet.name, options=tuple(Option(name, name) for name in names))


def _distinct(names: Collection[str]) -> list[str]:
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(subject_key(name), name)
    return list(by_key.values())


def _term_of_day(day: date) -> str:
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return term_of(f"{first}/{first + 1}", 1 if day.month >= FIRST_MONTH else 2)
