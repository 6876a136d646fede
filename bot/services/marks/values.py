"""What an import of marks would do, and what it did. Names stand beside ids, so that a person can check a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.attendance import DaysPlan, DayState, TotalChange, Totals
from bot.domain.errors import AppError
from bot.domain.marks import BEST, MarkKind, Objective
from bot.domain.marksheets import MarkFile, SheetLayout
from bot.services.marks.choices import Choices
from bot.services.marks.questions import Question


@dataclass
class MarksOutdated(AppError):
    """The school has changed since the plan was made (another import, a moved pupil): nothing was applied; plan
    again."""


@dataclass
class MarksUnclear(AppError):
    """Questions about the file are still open: nothing was applied."""

    questions: int


class Why(StrEnum):
    """Why a sheet, a column or a row is left out."""

    CHOSEN = "chosen"
    """Somebody said so."""
    CLASS_NOT_YOURS = "class_not_yours"
    """The sheet's class is one whose marks this person may not enter."""
    CLASS_UNKNOWN = "class_unknown"
    """The row's own class is not one of the school's."""
    CLASS_OTHER = "class_other"
    """Sheet: most of its pupils are in another class, `told`. Row: this pupil is, now."""
    SUBJECT_NOT_YOURS = "subject_not_yours"
    """A colleague's subject."""
    DAYS_NOT_YOURS = "days_not_yours"
    """A class's attendance is taken over from the files of its homeroom teacher and of the administrator."""
    PUPIL_UNKNOWN = "pupil_unknown"
    """Sheet: most names are not in the class. Row: nobody in the class is called so."""
    PUPIL_LEFT = "pupil_left"
    """The pupil is no longer at the school."""
    PUPIL_TWICE = "pupil_twice"
    """Another row is this pupil's already."""
    COLUMN_TWICE = "column_twice"
    """The same marks stand in a column before, on the sheet `told`."""
    DAY_AHEAD = "day_ahead"
    """Entries of a day that has not come yet, or that the month does not have."""
    NOTHING = "nothing"
    """Nothing is filled in."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not taken over. `row` is 0 for a column or the whole sheet; `column` its letter; `name` as the file has
    it; `told` the class that is meant, where `why` speaks of one."""

    why: Why
    sheet: str
    row: int = 0
    column: str = ""
    name: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a mark says: all of a row of `marks` that comes from a file."""

    score: float | None = None
    missing: bool = False
    words: str = ""
    objectives: tuple[Objective, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of marks and the assessment that it is. `assessment_id` is None where it will be made; `published`
    says that families see it, and so hear of what changes."""

    letter: str
    subject: str
    kind: MarkKind
    title: str = ""
    best: float = BEST
    assessment_id: int | None = None
    published: bool = False
    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One pupil's mark that is new (`old` None) or changes; `column` counts within the plan's columns."""

    row: int
    pupil_id: int
    name: str
    column: int
    old: Reached | None
    new: Reached


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet, or the part of it that is of one class. With `trouble` nothing of it is taken over.

    `names` are the pupils whose rows were found, by id; `absent` those of the class whom the sheet does not have.
    Of a grid: `registers` its days, `file_days` what it says of each pupil, `days` what that would do. Of a leger:
    `file_totals` up to the day `through`, and in `totals` which of them are new or change.
    """

    sheet: str
    layout: SheetLayout
    class_id: int | None = None
    class_name: str = ""
    term: str = ""
    month: date | None = None
    columns: tuple[ColumnPlan, ...] = ()
    marks: tuple[MarkChange, ...] = ()
    registers: tuple[date, ...] = ()
    file_days: Mapping[int, Mapping[date, DayState]] = field(default_factory=dict)
    days: DaysPlan = field(default_factory=DaysPlan)
    file_totals: Mapping[int, Totals] = field(default_factory=dict)
    through: date | None = None
    totals: tuple[TotalChange, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    questions: tuple[Question, ...] = ()
    trouble: LeftOut | None = None

    @property
    def new(self) -> int:
        """How many marks are added."""
        return sum(column.new for column in self.columns)

    @property
    def changed(self) -> int:
        """How many marks say something else."""
        return sum(column.changed for column in self.columns)

    @property
    def same(self) -> int:
        """How many marks are there already as they are."""
        return sum(column.same for column in self.columns)

    @property
    def changes(self) -> int:
        """How many rows would be added or changed."""
        return len(self.marks) + len(self.days.fresh) + len(self.days.changes) + len(self.totals)


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """All that an import would do. Made again before it is applied; `fingerprint` tells whether it is still the same.
    `by_id` is whose rights it keeps to, None: the operator's."""

    school_id: int
    by_id: int | None
    file: MarkFile
    choices: Choices
    sheets: tuple[SheetPlan, ...] = ()
    fingerprint: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What must be answered before it can be applied, in the file's order."""
        return tuple(question for sheet in self.sheets for question in sheet.questions)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """All that is not taken over."""
        return tuple(
            one for sheet in self.sheets for one in ((sheet.trouble,) if sheet.trouble else sheet.left_out) if one
        )

    @property
    def changes(self) -> int:
        """How many rows would be added or changed; 0: the school already is as the file says."""
        return sum(sheet.changes for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class MarkReport:
    """What was done. `assessments` are the ids of all that got or have marks of the file, `unpublished` those of them
    that families do not see yet; `told` counts the families that hear of a correction."""

    assessments: tuple[int, ...] = ()
    unpublished: tuple[int, ...] = ()
    class_ids: tuple[int, ...] = ()
    marks_new: int = 0
    marks_changed: int = 0
    marks_same: int = 0
    registers_new: int = 0
    days: int = 0
    totals: int = 0
    left_out: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Unpublished:
    """An assessment whose marks families do not see yet. `marks` counts those entered, `missing` what was not handed
    in, `families` the children of whom somebody would be told."""

    id: int
    term: str
    subject: str
    kind: MarkKind
    title: str
    marks: int
    missing: int
    families: int


@dataclass(frozen=True, slots=True)
class Published:
    """What became visible: so many assessments, of so many pupils; so many people are told."""

    assessments: int = 0
    pupils: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Entered:
    """A mark entered by hand; `old` is None where there was none, `told` how many people hear that it was corrected."""

    old: Reached | None
    new: Reached
    told: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An assessment in a list; `marks` counts those entered, `missing` what was not handed in, `pupils` the class."""

    id: int
    class_id: int
    term: str
    subject: str
    kind: MarkKind
    title: str
    best: float
    published: bool
    marks: int = 0
    missing: int = 0
    pupils: int = 0


@dataclass(frozen=True, slots=True)
class PupilMark:
    """A pupil of the class and the mark, None where nothing is entered."""

    pupil_id: int
    name: str
    reached: Reached | None = field(default=None)
