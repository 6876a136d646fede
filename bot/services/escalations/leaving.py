"""A reminder is about to leave: is its answer still awaited? Much may have happened since it was queued."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.notices.escalations import AnswerAwaited
from bot.domain.notices.reminders import MeetingAsked
from bot.services.escalations.facts import awaited
from bot.services.scope import consented
from bot.storage.among import among
from bot.storage.models import LINKED, Escalation, EscalationState, Guardianship, Recipient


class Queued(Protocol):
    """What must be known of a row of the outbox."""

    @property
    def id(self) -> int: ...
    @property
    def update_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def payload(self) -> Mapping[str, Any] | None: ...
    @property
    def created_at(self) -> datetime: ...


_REMINDERS = (AnswerAwaited.template, MeetingAsked.template)


def is_reminder(row: Queued) -> bool:
    """Whether a row of the outbox reminds of an answer."""
    return row.payload is not None and row.payload.get("template") in _REMINDERS


def asks_for_meeting(row: Queued) -> bool:
    """Whether it asks about a meeting: that helps until it begins, also whoever is to be called."""
    return row.payload is not None and row.payload.get("template") == MeetingAsked.template


@dataclass(frozen=True, slots=True)
class _Open:
    """A child whose family owes this guardian's update an answer; `got_at`: since when they have the message;
    `listed`: no message was to help any more."""

    got_at: datetime | None
    listed: bool


async def still_awaited(session: AsyncSession, rows: Sequence[Queued], now: datetime) -> set[int]:
    """Which of these reminders may leave: those whose children all still wait for an answer.

    Who got the message itself only after the reminder was queued has just seen it, and is not pressed.
    """
    open_ = await _open(session, rows, now)
    return {row.id for row in rows if all(_is_due(open_.get(key), row) for key in _keys(row))}


_Key = tuple[int | None, int | None, int]


def _keys(row: Queued) -> list[_Key]:
    children = load_screen(dict(row.payload or {})).values["children"]
    assert isinstance(children, list)
    return [(row.update_id, row.person_id, int(child["id"])) for child in children]


def _is_due(child: _Open | None, row: Queued) -> bool:
    if child is None or (child.got_at is not None and child.got_at > row.created_at):
        return False
    return not child.listed or asks_for_meeting(row)


async def _open(session: AsyncSession, rows: Sequence[Queued], now: datetime) -> dict[_Key, _Open]:
    updates: Collection[int] = {row.update_id for row in rows if row.update_id is not None}
    people: Collection[int] = {row.person_id for row in rows if row.person_id is not None}
    found = await session.execute(
        select(
            Escalation.update_id, Guardianship.person_id, Escalation.pupil_id, Recipient.accepted_at, Escalation.state
        )
        .join(Guardianship, Guardianship.pupil_id == Escalation.pupil_id)
        .join(
            Recipient,
            (Recipient.update_id == Escalation.update_id) & (Recipient.person_id == Guardianship.person_id),
        )
        .where(
            among(Escalation.update_id, updates),
            among(Guardianship.person_id, people),
            Escalation.state != EscalationState.STOPPED,
            Guardianship.state.in_(LINKED),
            Guardianship.sees_child,
            consented(),
            awaited(now),
        )
    )
    return {
        (update_id, person, pupil): _Open(got_at, state is not EscalationState.WAITING)
        for update_id, person, pupil, got_at, state in found
    }
