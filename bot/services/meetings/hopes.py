"""What families hope for their child this year, and what the school should know: said before a meeting, in the log.

Each guardian says it for themselves and reads only the own words; the staff of the child's class reads everybody's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import Words
from bot.domain.codec import load_file
from bot.domain.errors import InvalidValue
from bot.domain.meetings import MeetingState
from bot.domain.screens import FileRef
from bot.domain.updates import TEXT_LIMIT
from bot.services import log, scope
from bot.services.answers import spoken
from bot.storage.among import among
from bot.storage.models import (
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Meeting,
    MeetingClass,
    Person,
    Pupil,
    Relation,
    SchoolClass,
)

LIMIT = TEXT_LIMIT
"""Characters of one part: the host reads a whole class."""
_BEFORE = (MeetingState.PLANNED, MeetingState.INVITED)


class Part(StrEnum):
    """The two things that are asked; kept as the entry's `choice`."""

    HOPE = "hope"
    KNOW = "know"

    @property
    def next(self) -> "Part | None":
        """What is asked afterwards."""
        return Part.KNOW if self is Part.HOPE else None


@dataclass(frozen=True, slots=True)
class Said:
    """One part as a guardian last said it; `file` is a spoken one."""

    entry_id: int
    text: str
    file: FileRef | None
    at: datetime
    locale: str | None = None


@dataclass(slots=True)
class Hope:
    """What one guardian said for one child. `provisional`: the homeroom teacher has not confirmed the link yet."""

    person_id: int
    name: str
    relation: Relation
    provisional: bool
    parts: dict[Part, Said] = field(default_factory=dict)

    def words(self, part: Part) -> str:
        """What was written; empty where nothing was, or where it was spoken."""
        return self.parts[part].text if part in self.parts else ""


@dataclass(slots=True)
class FamilyHopes:
    """One child and what its guardians said, who said it first coming first; nobody has, where `hopes` is empty."""

    pupil: Pupil
    class_name: str
    hopes: list[Hope] = field(default_factory=list)


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Whether there is still somebody to read it before the meeting."""
    return meeting.state in _BEFORE and now < meeting.ends_at


async def say(
    session: AsyncSession,
    guardian: Person,
    meeting: Meeting,
    pupils: Sequence[Pupil],
    part: Part,
    words: Words,
    now: datetime,
) -> None:
    """Keep what a guardian says for these children; it replaces what they said before, which stays in the log.

    Words without text and file take it back. Raises InvalidValue for words that are too long.
    """
    if len(words.text) > LIMIT:
        raise InvalidValue("words", "too_long")
    before = await mine(session, guardian, meeting, pupils)
    for pupil in pupils:
        earlier = before.get(pupil.id, {}).get(part)
        if earlier is None and not (words.text or words.file):
            continue
        log.note(
            session,
            meeting.school_id,
            LogKind.HOPE,
            now,
            person_id=guardian.id,
            pupil_id=pupil.id,
            class_id=pupil.class_id,
            meeting_id=meeting.id,
            update_id=meeting.invitation_id,
            staff_id=meeting.host_id,
            choice=part.value,
            replaces_id=earlier.entry_id if earlier else None,
            **spoken(words),
        )
    await session.flush()


async def edit(session: AsyncSession, guardian: Person, words: Words, now: datetime) -> bool:
    """Keep the new version of a message that was said here, until the meeting; whether it was one of these.

    Raises NotAllowed when the child is no longer this guardian's, and InvalidValue for words that are too long.
    """
    if words.message is None:
        return False
    found = list(
        await session.execute(
            _standing()
            .add_columns(Meeting)
            .join(Meeting, Meeting.id == LogEntry.meeting_id)
            .where(LogEntry.person_id == guardian.id, LogEntry.message == words.message)
        )
    )
    for entry, meeting in found:
        if is_open(meeting, now) and (entry.text or "") != words.text:
            pupil = await scope.child_of(session, guardian, entry.pupil_id or 0)
            await say(session, guardian, meeting, [pupil], Part(entry.choice or ""), words, now)
    return bool(found)


async def mine(
    session: AsyncSession, guardian: Person, meeting: Meeting, pupils: Iterable[Pupil]
) -> dict[int, dict[Part, Said]]:
    """By child: what this guardian has said."""
    query = _newest(meeting).where(LogEntry.person_id == guardian.id)
    rows = await session.scalars(query.where(among(LogEntry.pupil_id, [pupil.id for pupil in pupils])))
    said: dict[int, dict[Part, Said]] = {}
    for entry in rows:
        if (found := _said(entry)) is not None:
            said.setdefault(entry.pupil_id or 0, {})[Part(entry.choice or "")] = found
    return said


async def of(session: AsyncSession, meeting: Meeting) -> dict[int, list[Hope]]:
    """By child: what its guardians said; of links that were undone nothing is shown any more."""
    rows = await session.execute(
        _newest(meeting)
        .add_columns(Person.name, Guardianship.relation, Guardianship.state)
        .join(Person, Person.id == LogEntry.person_id)
        .join(
            Guardianship,
            (Guardianship.person_id == LogEntry.person_id) & (Guardianship.pupil_id == LogEntry.pupil_id),
        )
        .where(Guardianship.state != GuardianState.ENDED)
    )
    hopes: dict[int, dict[int, Hope]] = {}
    for entry, name, relation, state in rows:
        if (said := _said(entry)) is None:
            continue
        family = hopes.setdefault(entry.pupil_id or 0, {})
        person = entry.person_id or 0
        if person not in family:
            family[person] = Hope(person, name, relation, state is GuardianState.PROVISIONAL)
        family[person].parts[Part(entry.choice or "")] = said
    return {pupil: list(family.values()) for pupil, family in hopes.items()}


async def families(session: AsyncSession, staff: Person, meeting: Meeting) -> list[FamilyHopes]:
    """Every child that is invited and whose class she teaches or looks after, by class and name."""
    classes = scope.classes_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    rows = await session.execute(_children(meeting).where(SchoolClass.id.in_(classes)))
    said: Mapping[int, list[Hope]] = await of(session, meeting)
    return [FamilyHopes(pupil, class_name, said.get(pupil.id, [])) for pupil, class_name in rows]


def _children(meeting: Meeting) -> Select[Pupil, str]:
    return (
        select(Pupil, SchoolClass.name)
        .join(MeetingClass, MeetingClass.class_id == Pupil.class_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(MeetingClass.meeting_id == meeting.id, Pupil.left_at.is_(None))
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )


def _newest(meeting: Meeting) -> Select[LogEntry]:
    return _standing().where(LogEntry.meeting_id == meeting.id)


def _standing() -> Select[LogEntry]:
    later = aliased(LogEntry)
    return (
        select(LogEntry)
        .where(
            LogEntry.kind == LogKind.HOPE,
            LogEntry.erased_at.is_(None),
            ~exists().where(later.replaces_id == LogEntry.id),
        )
        .order_by(LogEntry.id)
    )


def _said(entry: LogEntry) -> Said | None:
    """What an entry says; None where it takes back what was said before."""
    if not (entry.text or entry.file):
        return None
    return Said(entry.id, entry.text or "", load_file(entry.file) if entry.file else None, entry.at, entry.locale)
