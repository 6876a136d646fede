"""The papers of individual talks as values: lists for the desk and the door, and slips for families."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.courtesy import Child
from bot.domain.letters import Signer
from bot.domain.meeting_papers import Occasion


@dataclass(frozen=True, slots=True)
class Appointment:
    """One time of one teacher: free while `child` is None, of nobody at all while `closed`."""

    starts_at: datetime
    ends_at: datetime
    child: Child | None = None
    guardians: tuple[str, ...] = ()
    outcome: str = ""
    follow_up: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class TalkList:
    """The times of one teacher, or of several who talk together; `place` is that of the meeting."""

    hosts: tuple[str, ...]
    times: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class TalkLists:
    """A page for each teacher. `for_door`: it hangs where all can read it, so it names no family."""

    occasion: Occasion
    lists: tuple[TalkList, ...]
    for_door: bool = False


@dataclass(frozen=True, slots=True)
class SlipTime:
    """A time on a family's slip, and with whom."""

    starts_at: datetime
    ends_at: datetime
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """The times of one family, to be cut off and sent home; `to` names the guardian where only one may see them."""

    child: Child
    times: tuple[SlipTime, ...]
    to: str = ""


@dataclass(frozen=True, slots=True)
class TalkSlips:
    """The slips of a meeting, several on a page."""

    occasion: Occasion
    slips: tuple[Slip, ...]
    sender: Signer
