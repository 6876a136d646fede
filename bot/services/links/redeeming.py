"""A code becomes a link: recognised first, then redeemed with the guardian's consent. Links begin provisional."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.domain.invitations import CodeState
from bot.services import log
from bot.services.chats.accounts import set_state
from bot.services.links import consents, guesses, invitations
from bot.services.links.consents import Wording
from bot.services.links.joining import add_chat, join_guardian, join_staff
from bot.services.links.tellings import tell_linked
from bot.services.updates import catchup
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Bot,
    Guardianship,
    GuardianState,
    Invitation,
    LogKind,
    Person,
    Pupil,
    Relation,
    School,
    SchoolClass,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a right code's letter says; for staff there is no child. Its holder has read all this already."""

    invitation_id: int
    guardian: str
    relation: Relation | None = None
    pupil_id: int | None = None
    child: str = ""
    class_name: str = ""
    adds_chat: bool = False
    """A code of the person's own, for another chat of theirs."""


@dataclass(frozen=True, slots=True)
class AnothersChat:
    """The chat is somebody else's already, so that it cannot be added; the code stays good."""


@dataclass(frozen=True, slots=True)
class AlreadyLinked:
    """The chat is linked by this letter already."""


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """The chat is already linked to this child as another guardian; the letter stays good."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class NotRecognised:
    """Used, expired, voided or guessed: one answer for all of them."""


@dataclass(frozen=True, slots=True)
class Held:
    """Too many wrong codes: none is looked at until then."""

    until: datetime


Entry = Letter | AlreadyLinked | AnothersChat | SharedPhone | NotRecognised | Held


async def present(session: AsyncSession, account: Account, school: School, code: str, now: datetime) -> Entry:
    """What a code opens for this chat. Wrong ones are counted, and after a few none is looked at for a while."""
    if until := await guesses.held_until(session, account, school, now):
        return Held(until)
    invitation, state = await invitations.examine(session, code, now)
    if invitation is None or invitation.school_id != school.id:
        await guesses.count(session, account, school, now)
        return NotRecognised()
    if state is CodeState.VALID:
        return await _entry(session, account, invitation)
    if state is CodeState.USED and await _is_theirs(session, account, invitation):
        return AlreadyLinked()
    await guesses.count(session, account, school, now)
    return NotRecognised()


async def reopen(session: AsyncSession, account: Account, invitation_id: int, now: datetime) -> Entry:
    """What a letter whose code this chat has shown before opens now; raises StaleScreen when nothing any more."""
    invitation = await session.get(Invitation, invitation_id)
    if invitation is None or not await invitations.is_valid(session, invitation, now):
        if invitation is not None and await _is_theirs(session, account, invitation):
            return AlreadyLinked()
        raise StaleScreen
    return await _entry(session, account, invitation)


async def redeem(session: AsyncSession, account: Account, letter: Letter, wording: Wording, now: datetime) -> Person:
    """Use the letter up and link the chat; raises StaleScreen when another chat was quicker."""
    await _use_up(session, account, letter.invitation_id, now)
    invitation = await session.get_one(Invitation, letter.invitation_id)
    if invitation.adds_chat:
        person = await _add_chat(session, account, invitation, wording, now)
    elif invitation.guardianship_id is None:
        member = await session.get_one(Person, invitation.person_id)
        person = await join_staff(session, account, member, now)
        log.note(session, person.school_id, LogKind.LINKED, now, staff_id=person.id)
    else:
        tie = await session.get_one(Guardianship, invitation.guardianship_id)
        tie = await join_guardian(session, account, tie, now)
        invitation.guardianship_id = tie.id
        person = await session.get_one(Person, tie.person_id)
        await begin_link(session, account, person, tie, wording, GuardianState.PROVISIONAL, now)
        await tell_linked(session, account, tie, now, event=f"l:{invitation.id}")
    if person.locale is None:
        person.locale = account.locale
    if not invitation.adds_chat:
        await consents.wake(session, account, person, now)
    await session.flush()
    return person


async def _add_chat(
    session: AsyncSession, account: Account, invitation: Invitation, wording: Wording, now: datetime
) -> Person:
    """One more chat of somebody we know: what they agreed to holds there, too, and so does their STOP."""
    person = await session.get_one(Person, invitation.person_id)
    if account.person_id not in (None, person.id):
        raise StaleScreen
    await add_chat(session, person, account, now, own=True)
    stopped = await consents.has_stopped(session, person)
    set_state(account, AccountState.STOPPED if stopped else AccountState.ACTIVE, now)
    await consents.extend(session, person, wording, now)
    log.note(session, person.school_id, LogKind.LINKED, now, person_id=person.id, channel=wording.channel)
    await session.flush()
    if not stopped:
        await catchup.catch_up(session, person, now)
    return person


async def begin_link(
    session: AsyncSession,
    account: Account,
    person: Person,
    tie: Guardianship,
    wording: Wording,
    state: GuardianState,
    now: datetime,
) -> None:
    """The guardianship is linked from now on, with consent on record; what is still current follows by itself."""
    tie.state, tie.linked_at, tie.ended_at = state, now, None
    await consents.wake(session, account, person, now)
    await consents.give(session, person, [tie.pupil_id], wording, now)
    pupil = await session.get_one(Pupil, tie.pupil_id)
    bot = await session.get_one(Bot, account.bot_id)
    log.note(
        session,
        pupil.school_id,
        LogKind.LINKED,
        now,
        person_id=person.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        channel=bot.channel,
    )
    await session.flush()
    await catchup.catch_up(session, person, now)


async def _entry(session: AsyncSession, account: Account, invitation: Invitation) -> Entry:
    if invitation.adds_chat:
        owner = await session.get_one(Person, invitation.person_id)
        if account.person_id == owner.id:
            return AlreadyLinked()
        return Letter(invitation.id, owner.name, adds_chat=True) if account.person_id is None else AnothersChat()
    if invitation.guardianship_id is None:
        member = await session.get_one(Person, invitation.person_id)
        return Letter(invitation.id, member.name)
    tie = await session.get_one(Guardianship, invitation.guardianship_id)
    letter = await _letter(session, invitation, tie)
    if account.person_id is None:
        return letter
    if tie.person_id == account.person_id:
        return AlreadyLinked() if tie.state in LINKED else letter
    own = await session.scalar(
        select(Guardianship.id).where(
            Guardianship.pupil_id == tie.pupil_id,
            Guardianship.person_id == account.person_id,
            Guardianship.state != GuardianState.ENDED,
        )
    )
    return letter if own is None else SharedPhone(letter)


async def _letter(session: AsyncSession, invitation: Invitation, tie: Guardianship) -> Letter:
    guardian = await session.get_one(Person, invitation.person_id)
    pupil = await session.get_one(Pupil, tie.pupil_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    return Letter(invitation.id, guardian.name, tie.relation, pupil.id, pupil.name, of.name if of else "")


async def _is_theirs(session: AsyncSession, account: Account, invitation: Invitation) -> bool:
    """Whether this very chat used the code and is still what it made of it."""
    if invitation.used_by != account.id or account.person_id is None:
        return False
    if invitation.guardianship_id is None:
        return not invitation.adds_chat or invitation.person_id == account.person_id
    tie = await session.get_one(Guardianship, invitation.guardianship_id)
    return tie.person_id == account.person_id and tie.state in LINKED


async def _use_up(session: AsyncSession, account: Account, invitation_id: int, now: datetime) -> None:
    used = await session.scalar(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now, used_by=account.id)
        .returning(Invitation.id)
    )
    if used is None:
        raise StaleScreen
