"""What came of a call: noted with one tap for all that the family was phoned about, and in the log.

A guardian who was reached is off every list that asked for it. What was said about a concern stands in the concern's
own log alone.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.boards import Step
from bot.domain.calls import NOTE_LIMIT, Reason, number_of
from bot.domain.codec import dump_value
from bot.domain.concerns import good_days
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.services import log
from bot.services.calendar import quiet_rule
from bot.services.calls import adding, gathering
from bot.services.calls.gathering import About, Family
from bot.services.concerns.visible import readable_by
from bot.services.escalations import views
from bot.services.meetings import phoning
from bot.storage.models import (
    Call,
    CallOutcome,
    CallState,
    Escalation,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Meeting,
    Person,
    Pupil,
    School,
)

SPOKEN = (CallOutcome.REACHED, CallOutcome.VISITED)
NOTED = (LogKind.CALLED, LogKind.VISITED)


async def note(
    session: AsyncSession, staff: Person, pupil_id: int, outcome: CallOutcome, guardian_id: int | None, now: datetime
) -> tuple[Family, LogEntry]:
    """Note the outcome of phoning (or visiting) this family; the family, and the entry that a note can be added to.

    Raises StaleScreen where there is nothing to phone it about (any more), NotAllowed for who is no guardian of the
    child.
    """
    family = await gathering.family(session, staff, pupil_id, now)
    if family is None:
        raise StaleScreen
    if guardian_id is not None:
        await _check_guardian(session, pupil_id, guardian_id)
    pupil = await session.get_one(Pupil, pupil_id)
    for one in family.about:
        await _keep(session, staff, pupil, one, outcome, guardian_id, now)
    return family, await _log(session, staff, pupil, family.about, outcome, guardian_id, now)


async def drop(session: AsyncSession, staff: Person, pupil_id: int, now: datetime) -> Family:
    """It is not needed any more: off the list, and nobody was phoned. Raises StaleScreen."""
    family = await gathering.family(session, staff, pupil_id, now)
    if family is None:
        raise StaleScreen
    pupil = await session.get_one(Pupil, pupil_id)
    for one in family.about:
        row = await _row(session, staff, pupil, one, now)
        row.state, row.done_at = CallState.DROPPED, now
        await _settle(session, staff, one, now)
    await session.flush()
    return family


async def add_note(session: AsyncSession, staff: Person, entry_id: int, text: str, now: datetime) -> LogEntry:
    """A word on a call: a new entry that stands for the one before. Raises NotAllowed, InvalidValue."""
    text = "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))
    if not text or len(text) > NOTE_LIMIT:
        raise InvalidValue("note", "too_long" if text else "empty")
    before = await session.scalar(
        select(LogEntry).where(
            LogEntry.id == entry_id, LogEntry.staff_id == staff.id, LogEntry.kind.in_(NOTED), readable_by(staff)
        )
    )
    if before is None:
        raise NotAllowed
    same: dict[str, Any] = {
        name: getattr(before, name)
        for name in (
            "person_id",
            "staff_id",
            "pupil_id",
            "class_id",
            "channel",
            "choice",
            "update_id",
            "meeting_id",
            "thread_id",
            "concern_id",
        )
    }
    entry = log.note(session, before.school_id, before.kind, now, **same, text=text, replaces_id=before.id)
    await session.flush()
    return entry


async def _check_guardian(session: AsyncSession, pupil_id: int, guardian_id: int) -> None:
    tie = select(Guardianship.id).where(
        Guardianship.pupil_id == pupil_id,
        Guardianship.person_id == guardian_id,
        Guardianship.state != GuardianState.ENDED,
        Guardianship.sees_child,
    )
    if await session.scalar(tie) is None:
        raise NotAllowed


async def _row(session: AsyncSession, staff: Person, pupil: Pupil, one: About, now: datetime) -> Call:
    row = await adding.row_of(session, pupil.id, one.key)
    if row is None:
        row = Call(
            school_id=pupil.school_id,
            pupil_id=pupil.id,
            staff_id=staff.id,
            about=one.key,
            said={"words": dump_value(one.said)} if one.reason is not Reason.CONCERN else None,
            due_on=await _today(session, pupil, now),
            made_at=now,
            tries=0,
        )
        session.add(row)
    return row


async def _keep(
    session: AsyncSession,
    staff: Person,
    pupil: Pupil,
    one: About,
    outcome: CallOutcome,
    guardian_id: int | None,
    now: datetime,
) -> None:
    row = await _row(session, staff, pupil, one, now)
    row.tries, row.outcome = row.tries + 1, outcome
    if outcome in SPOKEN:
        row.state, row.reached_id, row.done_at = CallState.REACHED, guardian_id, now
        await _settle(session, staff, one, now)
    else:
        again = await _tomorrow(session, pupil, now) if outcome is CallOutcome.CALL_BACK else None
        row.due_on = again or await _today(session, pupil, now)
    await session.flush()


async def _settle(session: AsyncSession, staff: Person, one: About, now: datetime) -> None:
    """Off the list it came from."""
    number = number_of(one.key)
    if one.reason is Reason.ESCALATION:
        try:
            await views.settle(session, staff, number, now)
        except StaleScreen:  # it was answered meanwhile
            return
    elif one.reason is Reason.MEETING and one.step in (Step.BRING, Step.TELL):
        meeting = await session.get_one(Meeting, number)
        await phoning.note_told(session, staff, meeting, one.pupil_id, now)


async def _log(
    session: AsyncSession,
    staff: Person,
    pupil: Pupil,
    about: Sequence[About],
    outcome: CallOutcome,
    guardian_id: int | None,
    now: datetime,
) -> LogEntry:
    """One entry for the call, beside its first matter, and one in each concern that it was about."""
    private = [one for one in about if one.reason is Reason.CONCERN]
    common = [one for one in about if one.reason is not Reason.CONCERN]
    said: dict[str, Any] = {
        "staff_id": staff.id,
        "person_id": guardian_id,
        "pupil_id": pupil.id,
        "class_id": pupil.class_id,
        "channel": Via.PHONE.value if outcome is not CallOutcome.VISITED else None,
        "choice": outcome.value,
    }
    kind = LogKind.VISITED if outcome is CallOutcome.VISITED else LogKind.CALLED
    entries = [log.note(session, pupil.school_id, kind, now, **said, concern_id=number_of(one.key)) for one in private]
    if common:
        entries.append(log.note(session, pupil.school_id, kind, now, **said, **await _beside(session, common[0])))
    await session.flush()
    return entries[0]


async def _beside(session: AsyncSession, one: About) -> dict[str, int | None]:
    number = number_of(one.key)
    match one.reason:
        case Reason.THREAD:
            return {"thread_id": number}
        case Reason.MEETING:
            return {"meeting_id": number}
        case Reason.ESCALATION:
            return {"update_id": await session.scalar(select(Escalation.update_id).where(Escalation.id == number))}
    return {}


async def _today(session: AsyncSession, pupil: Pupil, now: datetime) -> date:
    school = await session.get_one(School, pupil.school_id)
    return now.astimezone(ZoneInfo(school.timezone)).date()


async def _tomorrow(session: AsyncSession, pupil: Pupil, now: datetime) -> date:
    school = await session.get_one(School, pupil.school_id)
    rule = await quiet_rule(session, school, now)
    return good_days(await _today(session, pupil, now), rule, 1)[0]
