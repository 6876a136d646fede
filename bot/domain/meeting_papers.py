"""The papers of a meeting as values: what stands on each, before it is put into words and set on pages."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.courtesy import Child
from bot.domain.letters import Signer, Way
from bot.domain.meetings import MeetingKind
from bot.domain.text import Label

NOBODY = Signer()
"""A line for the pen."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting that a paper is about; `starts_at` and `ends_at` are aware.

    `year` is the school year, `timezone` an IANA name, `locale` the language that the paper is written in.
    """

    kind: MeetingKind
    classes: tuple[str, ...]
    year: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    locale: str
    place: Label = ""
    link: str = ""
    agenda: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendee:
    """One family of the attendance list: `came` is None where nothing is noted yet, `who` came may be unknown."""

    child: Child
    guardians: tuple[str, ...] = ()
    came: bool | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The list that is passed around; families whose attendance is noted already need not sign."""

    occasion: Occasion
    families: tuple[Attendee, ...]
    chair: Signer


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many families were invited and how many came; `came` is None while nobody's attendance is noted."""

    invited: int
    came: int | None = None


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What minutes and record of a meeting share: who led it, who wrote, who came and what was agreed.

    `hosts` are named beside the chair, where there are several.
    """

    occasion: Occasion
    chair: Signer
    turnout: Turnout
    hosts: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    note_taker: Signer = NOBODY
    principal: Signer = NOBODY


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes: `course` is what was typed, `kept_file` says that a photo or voice note is kept beside it."""

    of: Proceedings
    course: str = ""
    kept_file: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The formal one-page record (*berita acara*), with its number where the school's scheme gives one."""

    of: Proceedings
    number: str = ""


@dataclass(frozen=True, slots=True)
class DoorSign:
    """The poster with a code for each channel; scanning it notes that a linked guardian is there."""

    occasion: Occasion
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Hope:
    """What one guardian wrote before the meeting: what they hope, and what the school should know."""

    child: Child
    hope: Label = ""
    know: Label = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class HopesPage:
    """What the families hope, for the hosts' eyes; `silent` are the children of whom nobody has written yet."""

    occasion: Occasion
    hopes: tuple[Hope, ...]
    silent: tuple[Child, ...] = ()
