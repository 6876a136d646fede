"""What an import would do, and what it did. Names stand beside ids, so that a person can check a plan."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import AppError
from bot.domain.roster import Place, Remark, Roster, Severity
from bot.storage.models import Relation, RoleKind


class Action(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    RETURNED = "returned"
    LEFT = "left"


@dataclass
class ImportOutdated(AppError):
    """The school has changed since the plan was made (another import, a new link): nothing was applied; plan again."""


@dataclass
class RosterYearPast(AppError):
    """The file is of `year`, and the school already has classes of `newest`."""

    year: str
    newest: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a row; `old` is None where it was empty."""

    field: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class the school does not have yet in this school year."""

    name: str
    grade: str | None


@dataclass(frozen=True, slots=True)
class PupilChange:
    """One pupil. `class_name` is where the pupil will be (for one who left: was); `moved` says it is another class
    than `moved_from`. `place` is the row in the file, None for a pupil who is missing from it.
    """

    action: Action
    name: str
    class_name: str | None
    place: Place | None = None
    pupil_id: int | None = None
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class GuardianChange:
    """A guardian to add to a pupil, or an unlinked one whose name or phone the newer roster states otherwise.

    `person_id` is the existing person (also a sibling's parent who becomes this pupil's), else `person_key` is shared
    by all new guardianships of one new person.
    """

    action: Action
    place: Place
    pupil_id: int | None
    pupil_name: str
    relation: Relation
    name: str
    phone: str | None = None
    source_id: str | None = None
    person_id: int | None = None
    person_key: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffRef:
    """A member of staff: by id where the school has them, else by the key of the StaffChange that will add them."""

    name: str
    person_id: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class StaffChange:
    """A member of staff to add, or what is added to one the school has."""

    action: Action
    who: StaffRef
    roles: tuple[RoleKind, ...] = ()
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeroomChange:
    """A class gets a homeroom teacher; `was` names the one before."""

    class_name: str
    who: StaffRef
    was: str | None = None


@dataclass(frozen=True, slots=True)
class NewTeaching:
    """A teacher teaches a subject to a class, which was not known yet."""

    class_name: str
    who: StaffRef
    subject: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """So many of a class of `size` are missing from the file that it may be only a part: nobody is marked as left."""

    class_name: str
    names: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that an import would do. Recomputed from the file before it is applied; `fingerprint` tells whether it is
    still the same.
    """

    school_id: int
    year: str
    roster: Roster
    allow_leavers: bool
    version: int
    classes: tuple[NewClass, ...] = ()
    pupils: tuple[PupilChange, ...] = ()
    guardians: tuple[GuardianChange, ...] = ()
    staff: tuple[StaffChange, ...] = ()
    homerooms: tuple[HomeroomChange, ...] = ()
    teachings: tuple[NewTeaching, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unchanged: int = 0
    fingerprint: str = ""

    @property
    def changes(self) -> int:
        """How many rows would be added or changed; 0: the school already is as the file says."""
        parts = (self.classes, self.pupils, self.guardians, self.staff, self.homerooms, self.teachings)
        return sum(map(len, parts))

    def of(self, action: Action) -> tuple[PupilChange, ...]:
        """The pupils with this action."""
        return tuple(change for change in self.pupils if change.action is action)

    @property
    def moved(self) -> tuple[PupilChange, ...]:
        """The pupils who change class."""
        return tuple(change for change in self.pupils if change.moved)

    def remarked(self, severity: Severity) -> tuple[Remark, ...]:
        """The remarks of this severity, of the reader and of the comparison."""
        return tuple(remark for remark in self.remarks if remark.severity is severity)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was done, counted."""

    classes: int
    pupils_new: int
    pupils_changed: int
    pupils_moved: int
    pupils_left: int
    pupils_returned: int
    pupils_unchanged: int
    guardians_new: int
    guardians_changed: int
    staff_new: int
    staff_changed: int
    homerooms: int
    teachings: int
    held_back: int
    skipped: int
    doubtful: int
