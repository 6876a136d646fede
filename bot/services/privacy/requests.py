"""Requests about data: asked for, taken back, found again; the number of each is its receipt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.privacy import GRACE, PROMISE, new_receipt
from bot.services import log
from bot.services.privacy import whose
from bot.storage.models import LogKind, Person, PrivacyKind, PrivacyRequest, PrivacyState

SHOWN = 20
"""The newest requests of one person; older ones are in the copy."""


def new(
    session: AsyncSession, person: Person, kind: PrivacyKind, now: datetime, within: timedelta = PROMISE, **about: Any
) -> PrivacyRequest:
    """One more request of this guardian; it is logged with its receipt and without its words."""
    row = PrivacyRequest(
        school_id=person.school_id,
        person_id=person.id,
        kind=kind,
        receipt=new_receipt(),
        at=now,
        due_at=now + within,
        **about,
    )
    session.add(row)
    _note(session, row, LogKind.DATA_ASKED, now)
    return row


async def ask_to_erase(session: AsyncSession, person: Person, now: datetime) -> PrivacyRequest:
    """Erase what can be, in a day; asked twice it is the same request. Raises NotAllowed for who is not confirmed."""
    await whose.needs_confirmed(session, person)
    if (row := await erasure_of(session, person)) is not None:
        return row
    row = new(session, person, PrivacyKind.ERASE, now, GRACE)
    await session.flush()
    return row


async def erasure_of(session: AsyncSession, person: Person) -> PrivacyRequest | None:
    """The erasure that is still to come."""
    found: PrivacyRequest | None = await session.scalar(
        select(PrivacyRequest).where(
            PrivacyRequest.person_id == person.id,
            PrivacyRequest.kind == PrivacyKind.ERASE,
            PrivacyRequest.state == PrivacyState.OPEN,
        )
    )
    return found


async def take_back(session: AsyncSession, person: Person, request_id: int, now: datetime) -> PrivacyRequest:
    """Let everything stay as it is; raises NotAllowed, and StaleScreen where it is done or decided."""
    row = await session.get(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
    if row is None or row.person_id != person.id:
        raise NotAllowed
    if row.state is not PrivacyState.OPEN:
        raise StaleScreen
    settle(session, row, PrivacyState.TAKEN_BACK, now)
    await session.flush()
    return row


def settle(
    session: AsyncSession, row: PrivacyRequest, state: PrivacyState, now: datetime, by: Person | None = None
) -> None:
    """Note what became of a request."""
    row.state, row.handled_at, row.handled_by = state, now, by.id if by else None
    _note(session, row, LogKind.DATA_HANDLED, now, by)


async def of_person(session: AsyncSession, person: Person) -> Sequence[PrivacyRequest]:
    """Their newest requests, newest first."""
    rows = await session.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.person_id == person.id)
        .order_by(PrivacyRequest.at.desc(), PrivacyRequest.id.desc())
        .limit(SHOWN)
    )
    return rows.all()


def _note(session: AsyncSession, row: PrivacyRequest, kind: LogKind, now: datetime, by: Person | None = None) -> None:
    log.note(
        session,
        row.school_id,
        kind,
        now,
        person_id=row.person_id,
        pupil_id=row.pupil_id,
        staff_id=by.id if by else None,
        choice=row.kind.value,
        text=row.receipt,
    )
