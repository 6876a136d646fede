"""The log of a school as rows that anybody can read, page by page, so that years of it fit into little memory."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.absence_notes import said_in_log
from bot.domain.assisted import INVITED, NUMBER
from bot.domain.calendars import TAKEN
from bot.domain.calls import OUTCOMES
from bot.domain.concerns import logged
from bot.domain.delivery import Rung
from bot.domain.errors import NotFound
from bot.domain.markup import plain
from bot.domain.noted import HIDDEN, UNDONE
from bot.domain.rsvp import WITH, coming_with
from bot.domain.shelf import SHELF
from bot.domain.text import Label, Phrase, _
from bot.services.answers.conversations import FROM_FAMILY
from bot.services.concerns.visible import of_no_concern
from bot.services.log.ways import OF_CONCERNS, Direction, Source, direction_of_entry, source_of
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Relation,
    School,
    SchoolClass,
)

PAGE = 1_000
"""Rows read at a time; each page is one short read."""


_CHOICES: Mapping[str, Phrase] = {
    INVITED: _("(an invitation to be linked)"),
    UNDONE: _("(marked by mistake)"),
    NUMBER: _("(whose number it is)"),
    "came": _("came"),
    "missed": _("did not come"),
    "done": _("took place"),
    HIDDEN: _("(the family no longer reads it)"),
    TAKEN: _("(took the calendar file)"),
    "confirmed": _("confirmed"),
    "asked": _("asked back"),
    **OUTCOMES,
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing said or done. `person` is the family's side, or the school's where no family is concerned.

    `at` is UTC; `about` the title of the class update; `text` plain, or a phrase for a tapped answer; `state` how far
    the message has come by now, or `erased`.
    """

    at: datetime
    class_name: str
    pupil: str
    person: str
    relation: Relation | None
    direction: Direction
    kind: LogKind
    about: Label
    text: Label
    channel: str
    state: str
    source: Source
    id: int = 0
    staff: str = ""
    """The school's side, where a family is concerned as well."""


class _Found(NamedTuple):
    entry: LogEntry
    family: str | None
    staff: str | None
    pupil: str | None
    class_name: str | None
    relation: Relation | None
    template: str | None
    rung: Rung | None


async def log_pages(
    session: AsyncSession,
    school: School,
    page: int = PAGE,
    only: ColumnElement[bool] | None = None,
    classes: Collection[int] | None = None,
) -> AsyncIterator[list[LogRow]]:
    """The school's log in the order it was written, up to what is there when the first page is read.

    `only` keeps the rows of the log that somebody may see (without it: all but concerns, which nobody sees by office),
    `classes` the children that may be named beside them. What the session had read before is let go of.
    """
    newest = await session.scalar(select(func.max(LogEntry.id)).where(LogEntry.school_id == school.id)) or 0
    last = 0
    entries = _entries(school).where(of_no_concern() if only is None else only)
    while last < newest:
        query = entries.where(LogEntry.id > last, LogEntry.id <= newest).limit(page)
        found = [_Found(*row) for row in await session.execute(query)]
        if not found:
            return
        children = await _children(session, found, classes)
        yield [_row(one, children[one.entry.recipient_id or 0]) for one in found]
        last = found[-1].entry.id
        session.expunge_all()


async def log_rows(session: AsyncSession, ids: Collection[int], classes: Collection[int]) -> list[LogRow]:
    """These entries, the newest first; whose they are to read is the caller's to know."""
    query = _all_entries().where(among(LogEntry.id, ids)).order_by(LogEntry.id.desc())
    found = [_Found(*row) for row in await session.execute(query)]
    children = await _children(session, found, classes)
    return [_row(one, children[one.entry.recipient_id or 0]) for one in found]


def _entries(school: School) -> Select[LogEntry, str, str, str, str, Relation, str, Rung]:
    return _all_entries().where(LogEntry.school_id == school.id).order_by(LogEntry.id)


def _all_entries() -> Select[LogEntry, str, str, str, str, Relation, str, Rung]:
    family, staff = aliased(Person), aliased(Person)
    return (
        select(
            LogEntry,
            family.name,
            staff.name,
            Pupil.name,
            SchoolClass.name,
            Guardianship.relation,
            ClassUpdate.template,
            Recipient.rung,
        )
        .outerjoin(family, family.id == LogEntry.person_id)
        .outerjoin(staff, staff.id == LogEntry.staff_id)
        .outerjoin(Pupil, Pupil.id == LogEntry.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == LogEntry.class_id)
        .outerjoin(
            Guardianship,
            (Guardianship.person_id == LogEntry.person_id) & (Guardianship.pupil_id == LogEntry.pupil_id),
        )
        .outerjoin(ClassUpdate, ClassUpdate.id == LogEntry.update_id)
        .outerjoin(Recipient, Recipient.id == LogEntry.recipient_id)
    )


class _Child(NamedTuple):
    pupil: str
    class_name: str
    relation: Relation | None


async def _children(
    session: AsyncSession, found: Sequence[_Found], classes: Collection[int] | None
) -> defaultdict[int, list[_Child]]:
    """The children on whose account an update was received, for entries that name none themselves."""
    wanted = {one.entry.recipient_id for one in found if one.entry.recipient_id and not one.entry.pupil_id}
    received = _received(wanted)
    rows = await session.execute(received if classes is None else received.where(Pupil.class_id.in_(classes)))
    children: defaultdict[int, list[_Child]] = defaultdict(list)
    for recipient_id, pupil, class_name, relation in rows:
        children[recipient_id].append(_Child(pupil, class_name or "", relation))
    return children


def _received(recipients: Collection[int]) -> Select[int, str, str, Relation]:
    return (
        select(RecipientPupil.recipient_id, Pupil.name, SchoolClass.name, Guardianship.relation)
        .join(Recipient, Recipient.id == RecipientPupil.recipient_id)
        .join(Pupil, Pupil.id == RecipientPupil.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .outerjoin(
            Guardianship,
            (Guardianship.person_id == Recipient.person_id) & (Guardianship.pupil_id == Pupil.id),
        )
        .where(RecipientPupil.recipient_id.in_(recipients))
        .order_by(Pupil.name, Pupil.id)
    )


def _row(one: _Found, children: Sequence[_Child]) -> LogRow:
    entry = one.entry
    return LogRow(
        at=entry.at,
        class_name=one.class_name or ", ".join(dict.fromkeys(child.class_name for child in children)),
        pupil=one.pupil or ", ".join(child.pupil for child in children),
        person=one.family or one.staff or "",
        relation=one.relation or next((child.relation for child in children), None),
        direction=direction_of_entry(entry),
        kind=entry.kind,
        about=_title(one.template),
        text=_text(entry, one.template),
        channel=entry.channel or "",
        state=_state(entry, one.rung),
        source=source_of(entry),
        id=entry.id,
        staff=(one.staff or "") if one.family else "",
    )


def _state(entry: LogEntry, rung: Rung | None) -> str:
    if entry.erased_at is not None:
        return "erased"
    return rung.value if rung is not None else ""


def _title(template: str | None) -> Label:
    if template is None:
        return ""
    try:
        return SHELF.get(template).title
    except NotFound:  # a template that has left the shelf since
        return template


def _text(entry: LogEntry, template: str | None) -> Label:
    if entry.kind in OF_CONCERNS and entry.erased_at is None:
        found = logged(entry.choice, entry.text)
        if found is not None:
            return found
    if entry.choice == WITH and entry.text is not None:
        return coming_with(entry.text)
    if entry.kind is LogKind.ABSENCE_NOTE and entry.text is not None:
        return said_in_log(entry.choice, entry.text)
    if entry.text is not None:
        return plain(entry.text) if entry.kind in (LogKind.SENT, LogKind.ALERTED) else entry.text
    if entry.choice is None or entry.kind is LogKind.HOPE:
        return ""
    if entry.kind not in FROM_FAMILY and entry.choice in _CHOICES:
        return _CHOICES[entry.choice]
    try:
        return SHELF.get(template or "").answer(entry.choice).face
    except NotFound:
        return entry.choice
