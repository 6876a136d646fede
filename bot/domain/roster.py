"""What a school's roster says, whatever file it came from: one neutral, frozen value.

Only what the footbridge needs is here: names, NISN/NIPD, sex, class, guardians, phone, and NIP for staff. National
identity numbers, income, bank, health, religion and addresses have no field, so they cannot be kept by accident.
"""

from dataclasses import dataclass
from enum import StrEnum


class RosterFormat(StrEnum):
    """The layout a file was recognised as."""

    DAPODIK_PUPILS = "dapodik_pupils"
    DAPODIK_LEAVERS = "dapodik_leavers"
    DAPODIK_STAFF = "dapodik_staff"
    DAPODIK_HOMEROOMS = "dapodik_homerooms"
    DAPODIK_TEACHINGS = "dapodik_teachings"
    EMIS = "emis"
    ONEROSTER_1_1 = "oneroster_1_1"
    ONEROSTER_1_2 = "oneroster_1_2"
    OWN = "own"


class Sex(StrEnum):
    """As the file states it; unknown is `None` where this is used."""

    MALE = "m"
    FEMALE = "f"


class Relation(StrEnum):
    """How a guardian is related to a pupil. A sheet's *Orang Tua* without saying which is GUARDIAN."""

    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"


class Duty(StrEnum):
    """Duties a roster may state. The right to administer is never among them: a file must not grant it."""

    TEACHER = "teacher"
    COUNSELLOR = "counsellor"
    PRINCIPAL = "principal"


class Severity(StrEnum):
    """SKIPPED: the row was left out. DOUBTFUL: kept, but a person should look. NOTE: for information."""

    SKIPPED = "skipped"
    DOUBTFUL = "doubtful"
    NOTE = "note"


class RemarkCode(StrEnum):
    """What the reader noticed. The words for it are a page's or a chat's business."""

    NAME_MISSING = "name_missing"
    NOT_A_PERSON = "not_a_person"
    DUPLICATE_ROW = "duplicate_row"
    NISN_SHARED = "nisn_shared"
    NISN_INVALID = "nisn_invalid"
    NISN_PADDED = "nisn_padded"
    NISN_ZEROS_RESTORED = "nisn_zeros_restored"
    NIP_INVALID = "nip_invalid"
    NIP_ROUNDED = "nip_rounded"
    PHONE_INVALID = "phone_invalid"
    PHONES_SEVERAL = "phones_several"
    SEX_UNKNOWN = "sex_unknown"
    CLASS_MISSING = "class_missing"
    ROLE_UNKNOWN = "role_unknown"
    TEXT_CUT = "text_cut"
    SHEET_IGNORED = "sheet_ignored"
    HOMEROOM_CONTRADICTED = "homeroom_contradicted"
    REFERENCE_UNKNOWN = "reference_unknown"
    # Noticed when the roster is compared with what the school already has:
    PUPIL_DIFFERS = "pupil_differs"
    PUPIL_TAKEN = "pupil_taken"
    NISN_DIFFERS = "nisn_differs"
    LEAVER_UNKNOWN = "leaver_unknown"
    GUARDIAN_DIFFERS = "guardian_differs"
    GUARDIAN_ENDED = "guardian_ended"
    STAFF_AMBIGUOUS = "staff_ambiguous"
    STAFF_DIFFERS = "staff_differs"
    STAFF_LEFT = "staff_left"


_SEVERITY = {
    RemarkCode.NAME_MISSING: Severity.SKIPPED,
    RemarkCode.NOT_A_PERSON: Severity.SKIPPED,
    RemarkCode.DUPLICATE_ROW: Severity.SKIPPED,
    RemarkCode.PUPIL_DIFFERS: Severity.SKIPPED,
    RemarkCode.PUPIL_TAKEN: Severity.SKIPPED,
    RemarkCode.NISN_DIFFERS: Severity.SKIPPED,
    RemarkCode.LEAVER_UNKNOWN: Severity.NOTE,
    RemarkCode.GUARDIAN_ENDED: Severity.NOTE,
    RemarkCode.NISN_ZEROS_RESTORED: Severity.NOTE,
    RemarkCode.PHONES_SEVERAL: Severity.NOTE,
    RemarkCode.TEXT_CUT: Severity.NOTE,
    RemarkCode.SHEET_IGNORED: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: sheet (or member of a zip) and row, counted from 1 as spreadsheets show it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one row. `row` is 0 for the whole sheet; `column` is the header as the file spells it."""

    sheet: str
    row: int
    column: str
    code: RemarkCode
    values: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How much it matters: whatever is neither skipped nor a note is doubtful."""
        return _SEVERITY.get(self.code, Severity.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class RosterGuardian:
    """A guardian as the roster states it. `source_id` ties siblings together where the source has such ids."""

    relation: Relation
    name: str
    phone: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class RosterPupil:
    """One pupil. `phone` (E.164) may be the pupil's or a parent's: unconfirmed until a guardian confirms it.

    `nisn` is 10 digits, `grade` 1 to 13, `class_name` as the school writes it. `left` says the file itself
    states that the pupil has left the school.
    """

    place: Place
    name: str
    nisn: str | None = None
    nipd: str | None = None
    sex: Sex | None = None
    class_name: str | None = None
    grade: int | None = None
    guardians: tuple[RosterGuardian, ...] = ()
    phone: str | None = None
    source_id: str | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class RosterStaff:
    """One member of staff, known by NIP (18 digits) or the source's own id where there is one."""

    place: Place
    name: str
    nip: str | None = None
    sex: Sex | None = None
    phone: str | None = None
    roles: frozenset[Duty] = frozenset()
    source_id: str | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Homeroom:
    """A class, and its homeroom teacher where the file names one."""

    place: Place
    class_name: str
    teacher: str | None = None
    nip: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """Who teaches what in which class. `source_id` is the teacher's, as in `RosterStaff`."""

    place: Place
    class_name: str
    teacher: str
    subject: str
    nip: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All that a file said, and all that was noticed while reading it.

    `school_year` is written "2026/2027". `complete` says that the format lists every pupil of each class it
    names (so that a pupil missing from it may have left); a school's own sheet does not promise that.
    """

    format: RosterFormat
    school_year: str | None = None
    complete: bool = False
    pupils: tuple[RosterPupil, ...] = ()
    staff: tuple[RosterStaff, ...] = ()
    homerooms: tuple[Homeroom, ...] = ()
    teachings: tuple[Teaching, ...] = ()
    remarks: tuple[Remark, ...] = ()
