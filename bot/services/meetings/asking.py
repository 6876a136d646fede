"""Families that have not answered a meeting's invitation: who is asked once more, and with which words.

A booked talk, or a wish for one, is an answer, too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.meetings import INVITATIONS
from bot.domain.notices.reminders import MeetingAsked
from bot.domain.shelf import SHELF
from bot.domain.shelves.meetings import TIMES
from bot.services.escalations.facts import KEY, awaited
from bot.services.meetings import planning
from bot.services.scope import consented
from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    Escalation,
    EscalationState,
    Guardianship,
    Meeting,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    School,
    SchoolClass,
)

_CAME_TO_NOTHING = (OutboxState.DROPPED, OutboxState.FAILED)


@dataclass(frozen=True, slots=True)
class Silent:
    """A guardian who has the invitation, and the children whose family has not answered it."""

    person_id: int
    update_id: int
    recipient_id: int
    pupils: tuple[int, ...]


async def silent(session: AsyncSession, meeting: Meeting, now: datetime) -> list[Silent]:
    """Whom to ask once more, by id of the person: nobody twice, whatever asked them first."""
    rows = await session.execute(
        select(Guardianship.person_id, Recipient.update_id, Recipient.id, Escalation.pupil_id)
        .join(Guardianship, Guardianship.pupil_id == Escalation.pupil_id)
        .join(
            Recipient,
            (Recipient.update_id == Escalation.update_id) & (Recipient.person_id == Guardianship.person_id),
        )
        .where(
            Escalation.update_id == meeting.invitation_id,
            Escalation.state != EscalationState.STOPPED,
            Recipient.accepted_at.is_not(None),
            Guardianship.state.in_(LINKED),
            Guardianship.sees_child,
            consented(),
            awaited(now),
            ~_asked(Recipient.update_id, Guardianship.person_id),
        )
        .order_by(Guardianship.person_id, Escalation.pupil_id)
    )
    children: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for person, update_id, recipient, pupil in rows:
        children[person, update_id, recipient].append(pupil)
    return [Silent(*key, tuple(pupils)) for key, pupils in children.items()]


def _asked(update_id: Any, person_id: Any) -> ColumnElement[bool]:
    return exists().where(
        Outgoing.update_id == update_id,
        Outgoing.person_id == person_id,
        Outgoing.dedupe.startswith(KEY),
        Outgoing.state.not_in(_CAME_TO_NOTHING),
    )


async def was_asked(session: AsyncSession, update_id: int, person_id: int) -> bool:
    """Whether this guardian was reminded of this update, or is about to be."""
    return bool(await session.scalar(select(_asked(update_id, person_id))))


def key_of(update_id: int, person_id: int) -> str:
    """What makes it impossible that a guardian is asked a second time."""
    return f"{KEY}{update_id}:{person_id}:ask"


async def words_for(session: AsyncSession, meeting: Meeting, recipient_id: int, pupils: Sequence[int]) -> MeetingAsked:
    """The question to one guardian, about these children."""
    form = SHELF.get(INVITATIONS[meeting.kind])
    host = await session.get_one(Person, meeting.host_id)
    school = await session.get_one(School, meeting.school_id)
    return MeetingAsked(
        meeting_id=meeting.id,
        sequence=meeting.sequence,
        kind=meeting.kind,
        children=await _children(session, pupils),
        starts_at=meeting.starts_at,
        closes_at=meeting.book_until,
        place=planning.place_of(meeting),
        link=meeting.link,
        teacher=host.name,
        school=school.name,
        recipient_id=recipient_id,
        answers=form.answers,
        leads=[lead for lead in form.leads if lead == TIMES],
    )


async def _children(session: AsyncSession, pupils: Sequence[int]) -> list[Mapping[str, str | int]]:
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(among(Pupil.id, pupils))
        .order_by(Pupil.name, Pupil.id)
    )
    return [{"id": pupil, "name": name, "class_name": of} for pupil, name, of in rows]
