"""A guardian's consent: given for one child with the exact words that were read, withdrawn as easily."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import log, scope
from bot.services.chats.accounts import set_state
from bot.services.updates import catchup
from bot.storage.models import Account, AccountState, Consent, LogKind, Person, Pupil


@dataclass(frozen=True, slots=True)
class Wording:
    """The words a guardian agreed to, as shown: `text` in `locale` on `channel`."""

    text: str
    locale: str
    channel: str


async def give(
    session: AsyncSession, guardian: Person, pupil_ids: Iterable[int], wording: Wording, now: datetime
) -> None:
    """Record consent for these children; where there is one already, the words read last count."""
    await _withdraw(session, guardian.id, now, set(pupil_ids))
    await _record(session, guardian, set(pupil_ids), wording, now)


async def extend(session: AsyncSession, guardian: Person, wording: Wording, now: datetime) -> None:
    """Record that what stands for these children holds in one more chat, with the words that were read there.

    What was agreed to first spoke of its own chat alone; it stays beside this, and either is withdrawn with the other.
    """
    await _record(session, guardian, await given(session, guardian), wording, now)


async def _record(
    session: AsyncSession, guardian: Person, pupil_ids: Iterable[int], wording: Wording, now: datetime
) -> None:
    session.add_all(
        Consent(
            person_id=guardian.id,
            pupil_id=pupil_id,
            channel=wording.channel,
            locale=wording.locale,
            wording=wording.text,
            given_at=now,
        )
        for pupil_id in sorted(pupil_ids)
    )
    await session.flush()


async def withdraw(session: AsyncSession, guardian: Person, now: datetime, pupil_id: int | None = None) -> None:
    """Withdraw consent for one child, or for all; the rows stay as they were given."""
    await _withdraw(session, guardian.id, now, None if pupil_id is None else {pupil_id})


async def given(session: AsyncSession, guardian: Person) -> dict[int, datetime]:
    """By child: since when this guardian's consent stands."""
    rows = await session.execute(
        select(Consent.pupil_id, Consent.given_at)
        .join(Pupil, Pupil.id == Consent.pupil_id)
        .where(Consent.person_id == guardian.id, Consent.withdrawn_at.is_(None))
    )
    return dict(rows.all())


async def stop(session: AsyncSession, account: Account, person: Person | None, now: datetime) -> None:
    """STOP: nothing unasked any more, in none of this person's chats; every consent is withdrawn."""
    for chat in await _chats(session, account, person):
        set_state(chat, AccountState.STOPPED, now)
    if person is not None:
        await withdraw(session, person, now)
        log.note(session, person.school_id, LogKind.STOPPED, now, person_id=person.id)
    await session.flush()


async def resume(
    session: AsyncSession, account: Account, person: Person, wording: Wording | None, now: datetime
) -> None:
    """MULAI: the chats are written to again, and what is still current follows by itself.

    `wording` is what was agreed to for the children, where there are any.
    """
    for chat in await _chats(session, account, person):
        set_state(chat, AccountState.ACTIVE, now)
    if wording is not None:
        children = await session.scalars(scope.children_of(person))
        await give(session, person, [child.id for child in children], wording, now)
    log.note(session, person.school_id, LogKind.RESUMED, now, person_id=person.id)
    await session.flush()
    await catchup.catch_up(session, person, now)


async def wake(session: AsyncSession, account: Account, person: Person, now: datetime) -> None:
    """Who agrees anew in one chat has taken back an earlier STOP, which was for all of them."""
    set_state(account, AccountState.ACTIVE, now)
    for chat in await _chats(session, account, person):
        set_state(chat, AccountState.ACTIVE, now)


async def has_stopped(session: AsyncSession, person: Person) -> bool:
    """Whether this person wrote STOP, in whichever chat."""
    stopped = exists().where(Account.person_id == person.id, Account.state == AccountState.STOPPED)
    return bool(await session.scalar(select(stopped)))


async def block(session: AsyncSession, account: Account, person: Person | None, now: datetime) -> None:
    """The person blocked the bot: the channel refuses from now on."""
    set_state(account, AccountState.BLOCKED, now)
    if person is not None:
        log.note(session, person.school_id, LogKind.BLOCKED, now, person_id=person.id)
    await session.flush()


async def unblock(session: AsyncSession, account: Account, person: Person | None, now: datetime) -> None:
    """The person lets the bot write again; who had said STOP before stays stopped until they say otherwise."""
    set_state(account, AccountState.ACTIVE, now)
    if person is not None:
        if await needs_consent(session, person) or await has_stopped(session, person):
            set_state(account, AccountState.STOPPED, now)
        log.note(session, person.school_id, LogKind.UNBLOCKED, now, person_id=person.id)
    await session.flush()
    if person is not None and account.state is AccountState.ACTIVE:
        await catchup.catch_up(session, person, now)


async def needs_consent(session: AsyncSession, person: Person) -> bool:
    """Whether this guardian has children here, and consent stands for none of them."""
    children = {child.id for child in await session.scalars(scope.children_of(person))}
    return bool(children) and not children & (await given(session, person)).keys()


async def _chats(session: AsyncSession, account: Account, person: Person | None) -> list[Account]:
    """This chat and the person's others; one that is blocked stays so."""
    if person is None:
        return [account]
    rows = await session.scalars(
        select(Account).where(Account.person_id == person.id, Account.state != AccountState.BLOCKED)
    )
    return list(rows)


async def _withdraw(session: AsyncSession, person_id: int, now: datetime, pupil_ids: set[int] | None) -> None:
    standing = update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    if pupil_ids is not None:
        standing = standing.where(Consent.pupil_id.in_(pupil_ids))
    await session.execute(standing.values(withdrawn_at=now))
