"""What an invitation or a summary says to one reader alone: the own talks, whether the family came, the teacher."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import COLLECTING, TalkState
from bot.domain.screens import Fact
from bot.services import scope
from bot.services.talks.naming import named
from bot.storage.among import among
from bot.storage.models import (
    Attendance,
    Introduction,
    Meeting,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Talk,
)

_OF_UPDATE = or_(Meeting.invitation_id == Recipient.update_id, Meeting.summary_id == Recipient.update_id)


async def facts_for(session: AsyncSession, recipient_ids: Sequence[int]) -> dict[int, dict[str, Fact]]:
    """By recipient of a meeting's update: `talks` (child, host, at; those that stand, by time), `came` (whether the
    family of one of the children did), `introduction` (the host's words, or None), `wishes` (whether times are given
    out later)."""
    facts: dict[int, dict[str, Fact]] = {
        one: {"talks": [], "came": False, "introduction": None, "wishes": False} for one in recipient_ids
    }
    talks = await _talks(session, recipient_ids)
    for recipient, introduction in await session.execute(_introductions(recipient_ids)):
        facts[recipient]["introduction"] = _said(introduction) if any(_said(introduction).values()) else None
    for recipient in await session.scalars(_came(recipient_ids)):
        facts[recipient]["came"] = True
    for recipient in await session.scalars(_wishing(recipient_ids)):
        facts[recipient]["wishes"] = True
    for recipient, booked in talks.items():
        facts[recipient]["talks"] = booked
    return facts


async def introduction_of(session: AsyncSession, meeting: Meeting) -> dict[str, Any] | None:
    """The words in which its host introduces herself, for a preview that has no reader yet."""
    introduction = await session.get(Introduction, meeting.host_id)
    said = _said(introduction) if introduction is not None else {}
    return said if any(said.values()) else None


async def introductions_of(session: AsyncSession, people: Sequence[int]) -> dict[int, Introduction]:
    """By person: how they introduce themselves; of who has said nothing there is none."""
    rows = await session.scalars(select(Introduction).where(among(Introduction.person_id, people)))
    return {one.person_id: one for one in rows if one.file or any(_said(one).values())}


async def _talks(session: AsyncSession, recipient_ids: Sequence[int]) -> dict[int, list[Any]]:
    """A talk that guardians share is told to each whose link is confirmed; of one apart only its own guardian hears."""
    rows = await session.execute(
        select(Recipient.id, Pupil.name, Person, Talk.starts_at)
        .join(Meeting, _OF_UPDATE)
        .join(Talk, Talk.meeting_id == Meeting.id)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            among(Recipient.id, recipient_ids),
            Talk.state == TalkState.BOOKED,
            scope.is_theirs(Talk, Recipient.person_id),
        )
        .order_by(Talk.starts_at, Talk.id)
    )
    talks: defaultdict[int, list[Any]] = defaultdict(list)
    for recipient, child, host, at in rows:
        talks[recipient].append({"child": child, "host": named(host), "at": at})
    return talks


def _came(recipient_ids: Sequence[int]) -> Select[int]:
    """Of guardians who come apart one is not thanked for what only the other did."""
    own = or_(~Pupil.talks_apart, Attendance.person_id.is_(None), Attendance.person_id == Recipient.person_id)
    return (
        select(Recipient.id)
        .join(Meeting, _OF_UPDATE)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .join(Attendance, (Attendance.meeting_id == Meeting.id) & (Attendance.pupil_id == RecipientPupil.pupil_id))
        .join(Pupil, Pupil.id == Attendance.pupil_id)
        .where(among(Recipient.id, recipient_ids), Attendance.came, own)
    )


def _wishing(recipient_ids: Sequence[int]) -> Select[int]:
    return (
        select(Recipient.id)
        .join(Meeting, _OF_UPDATE)
        .where(among(Recipient.id, recipient_ids), Meeting.booking.in_(COLLECTING))
    )


def _introductions(recipient_ids: Sequence[int]) -> Select[int, Introduction]:
    return (
        select(Recipient.id, Introduction)
        .join(Meeting, _OF_UPDATE)
        .join(Introduction, Introduction.person_id == Meeting.host_id)
        .where(among(Recipient.id, recipient_ids))
    )


def _said(introduction: Introduction) -> dict[str, Any]:
    return {
        "who": introduction.who,
        "vision": introduction.vision,
        "mission": introduction.mission,
        "hopes": introduction.hopes,
    }
