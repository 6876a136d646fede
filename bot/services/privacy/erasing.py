"""Erasing a guardian's data: what can go goes in one transaction, the rest once its matter is closed.

What other people were told is looked for beforehand (`traces`), files of the messages are deleted by the caller before
that (`files_of`): a process that dies in between does the same again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.accesses import AccessAction
from bot.domain.notices.privacy import DataErased
from bot.domain.privacy import GONE
from bot.domain.threads import ThreadState
from bot.services import accesses, log, scope
from bot.services.links import consents
from bot.services.links.tellings import tell_left
from bot.services.privacy import parts, traces, whose
from bot.services.privacy.parts import Tally
from bot.services.privacy.requests import settle
from bot.services.privacy.tables import Family
from bot.services.queue import outbox
from bot.services.talks import upkeep
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Call,
    CallState,
    Guardianship,
    GuardianState,
    LogKind,
    Outgoing,
    Person,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    Pupil,
    School,
    Thread,
)

MANY = 50
"""Erasures looked at in one tick."""


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """Erasures whose day of thinking it over is past."""
    rows = await session.scalars(
        select(PrivacyRequest.id)
        .where(
            PrivacyRequest.kind == PrivacyKind.ERASE,
            PrivacyRequest.state == PrivacyState.OPEN,
            PrivacyRequest.due_at <= now,
        )
        .order_by(PrivacyRequest.due_at)
        .limit(MANY)
    )
    return list(rows)


async def meant(session: AsyncSession, request_id: int) -> tuple[Family, traces.Marks, int]:
    """Whose data a request means, by what messages to others are known to speak of it, and the school."""
    row = await session.get_one(PrivacyRequest, request_id)
    person = await session.get_one(Person, row.person_id)
    family = await whose.whole_family(session, person)
    return family, await traces.marks_of(session, family), row.school_id


async def files_of(session: AsyncSession, family: Family) -> list[str]:
    """Files of ours that were made for this guardian's messages, as `FileRef.path` names them."""
    rows = await session.scalars(
        select(Outgoing.payload).where(Outgoing.person_id == family.person_id, Outgoing.payload.is_not(None))
    )
    files = ((payload or {}).get("file") or {} for payload in rows)
    return [path for file in files if (path := file.get("path"))]


async def erase(
    session: AsyncSession, request_id: int, now: datetime, told_others: Sequence[int] = ()
) -> PrivacyRequest | None:
    """Erase, and tell it with the receipt; None where it was done or taken back meanwhile."""
    row = await session.get(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not PrivacyState.OPEN or row.due_at > now:
        return None
    person = await session.get_one(Person, row.person_id)
    family = await whose.whole_family(session, person)
    await _part(session, person, now)
    await _end_matters(session, person, now)
    tally = await parts.erase_rows(session, family, now)
    tally.erased["outbox"] += await traces.remove(session, told_others)
    await session.refresh(row)
    await _strike_person(session, person, family)
    await _tell(session, person, family, row, tally, now)
    row.result = _result(family, tally)
    settle(session, row, PrivacyState.DONE, now)
    note = {"erased": sum(tally.erased.values()), "kept": sum(tally.kept.values())}
    accesses.note(session, row.school_id, AccessAction.ERASED, now, person_id=person.id, what="family", details=note)
    await session.flush()
    return row


async def _part(session: AsyncSession, person: Person, now: datetime) -> None:
    """Links end as when they are undone: consent is withdrawn, the other guardians know, talks are free for others."""
    ties = await session.scalars(
        select(Guardianship).where(Guardianship.person_id == person.id, Guardianship.state.in_(LINKED))
    )
    await consents.withdraw(session, person, now)
    for tie in list(ties):
        pupil = await session.get_one(Pupil, tie.pupil_id)
        await tell_left(session, tie, person.name, pupil, now)
        await upkeep.unlinked(session, pupil.id, person.id, now)
        log.note(
            session,
            pupil.school_id,
            LogKind.UNLINKED,
            now,
            person_id=person.id,
            pupil_id=pupil.id,
            class_id=pupil.class_id,
        )
    await session.flush()


async def _end_matters(session: AsyncSession, person: Person, now: datetime) -> None:
    """Nobody owes an answer, a call or a decision any more to who is not there."""
    threads = list(await session.scalars(select(Thread.id).where(Thread.person_id == person.id)))
    open_ones = (Thread.id.in_(threads), Thread.state != ThreadState.DONE)
    quiet: dict[str, Any] = {"execution_options": {"synchronize_session": False}}
    done = {"state": ThreadState.DONE, "promised_at": None, "step_at": None, "closed_at": now}
    await session.execute(update(Thread).where(*open_ones).values(done), **quiet)
    about = [f"thread:{thread}" for thread in threads]
    dropped = {"state": CallState.DROPPED, "done_at": now}
    waits = (Call.about.in_(about), Call.state == CallState.OPEN)
    await session.execute(update(Call).where(*waits).values(dropped), **quiet)
    others = (
        PrivacyRequest.person_id == person.id,
        PrivacyRequest.state == PrivacyState.OPEN,
        PrivacyRequest.kind != PrivacyKind.ERASE,
    )
    taken_back = {"state": PrivacyState.TAKEN_BACK, "handled_at": now}
    await session.execute(update(PrivacyRequest).where(*others).values(taken_back), **quiet)


async def _strike_person(session: AsyncSession, person: Person, family: Family) -> None:
    """The name of who is in no roster, and the number where a roster has it beside the child."""
    number = person.phone
    await session.refresh(person)
    if await scope.roles_of(session, person):
        return
    if number:
        same = (Pupil.id.in_(family.pupils), Pupil.phone == number)
        await session.execute(update(Pupil).where(*same).values(phone=None))
    listed = select(Guardianship.id).where(
        Guardianship.person_id == person.id, Guardianship.state != GuardianState.ENDED
    )
    if await session.scalar(listed.limit(1)) is None:
        person.name = GONE


async def _tell(
    session: AsyncSession, person: Person, family: Family, row: PrivacyRequest, tally: Tally, now: datetime
) -> None:
    """One last word to each chat that can be written to; then it is nobody's."""
    school = await session.get_one(School, person.school_id)
    works = bool(await scope.roles_of(session, person))
    notice = DataErased(school=school.name, receipt=row.receipt, why=[reason.value for reason in tally.kept])
    for chat in await session.scalars(select(Account).where(Account.id.in_(family.chats))):
        if not works:
            chat.person_id, chat.preferred, chat.name = None, False, ""
        if chat.state is not AccountState.BLOCKED:
            said = outbox.show(session, chat, school.id, notice.screen(), now)
            said.person_id = None
    await session.flush()


def _result(family: Family, tally: Tally) -> dict[str, Any]:
    """Numbers and ids alone; `open` says that something is still to follow."""
    return {
        "erased": {name: count for name, count in tally.erased.items() if count},
        "kept": {reason.value: count for reason, count in tally.kept.items() if count},
        "pupils": sorted(family.pupils),
        "alone": sorted(family.alone),
        "chats": sorted(family.chats),
        "open": True,
    }
