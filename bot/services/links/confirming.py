"""What a homeroom teacher does with links: confirm them, take that back, undo a link, hide a child from a guardian."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StaleScreen
from bot.domain.notices.links import LinkUndone
from bot.services import families, log
from bot.services.links import consents
from bot.services.links.joining import detach, hand_over, holds_anything
from bot.services.links.merging import is_untied, merge
from bot.services.links.tellings import tell_confirmed, tell_left, untell_confirmed
from bot.services.queue import outbox
from bot.services.talks import upkeep
from bot.services.updates import catchup
from bot.storage.models import (
    LINKED,
    Account,
    Guardianship,
    GuardianState,
    Invitation,
    LogKind,
    Origin,
    Person,
    Pupil,
    School,
    SchoolClass,
)


async def confirm(session: AsyncSession, staff: Person, guardianship_id: int, now: datetime) -> bool:
    """Confirm a provisional link; False when it was confirmed before. Raises NotAllowed, or StaleScreen if undone."""
    tie, pupil = await families.tie_of(session, staff, guardianship_id)
    if tie.state is GuardianState.CONFIRMED:
        return False
    if not await _confirm(session, staff, tie, pupil, now):
        raise StaleScreen
    return True


async def confirm_all(
    session: AsyncSession, staff: Person, of: SchoolClass, up_to: datetime, now: datetime
) -> list[int]:
    """Confirm the links of a class that were made no later than `up_to`, which is what the teacher was shown."""
    rows = await session.execute(
        select(Guardianship, Pupil)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(
            Pupil.class_id == of.id,
            Pupil.left_at.is_(None),
            Guardianship.state == GuardianState.PROVISIONAL,
            Guardianship.linked_at <= up_to,
        )
        .order_by(Guardianship.id)
    )
    return [tie.id for tie, pupil in rows.all() if await _confirm(session, staff, tie, pupil, now)]


async def take_back(session: AsyncSession, staff: Person, of: SchoolClass, at: datetime) -> int:
    """Undo what this person confirmed in this class at that very moment; how many links wait again."""
    rows = await session.scalars(
        select(Guardianship)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(
            Pupil.class_id == of.id,
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.confirmed_by == staff.id,
            Guardianship.confirmed_at == at,
        )
    )
    ties = list(rows)
    for tie in ties:
        tie.state, tie.confirmed_at, tie.confirmed_by = GuardianState.PROVISIONAL, None, None
        await untell_confirmed(session, tie)
    await session.flush()
    return len(ties)


async def undo(session: AsyncSession, staff: Person, guardianship_id: int, now: datetime) -> Guardianship:
    """Undo a link: that chat no longer hears of the child, and the guardian can be invited again.

    Raises StaleScreen where nothing is linked.
    """
    tie, pupil = await families.tie_of(session, staff, guardianship_id)
    if tie.state not in LINKED:
        raise StaleScreen
    guardian = await session.get_one(Person, tie.person_id)
    chats = await _chats(session, guardian)
    await untell_confirmed(session, tie)
    await consents.withdraw(session, guardian, now, pupil.id)
    await tell_left(session, tie, guardian.name, pupil, now)
    tie = await _unlink(session, tie, guardian, now)
    await upkeep.unlinked(session, pupil.id, guardian.id, now)
    if not await holds_anything(session, guardian):
        await detach(session, guardian)
    await _tell_undone(session, chats, pupil, now)
    log.note(
        session,
        pupil.school_id,
        LogKind.UNLINKED,
        now,
        person_id=guardian.id,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
    )
    await session.flush()
    return tie


async def set_visibility(session: AsyncSession, staff: Person, guardianship_id: int, *, sees_child: bool) -> None:
    """Say whether the school may tell this guardian of the child; raises NotAllowed."""
    tie, _pupil = await families.tie_of(session, staff, guardianship_id)
    tie.sees_child = sees_child
    await session.flush()


async def _confirm(session: AsyncSession, staff: Person, tie: Guardianship, pupil: Pupil, now: datetime) -> bool:
    changed = await session.scalar(
        update(Guardianship)
        .where(Guardianship.id == tie.id, Guardianship.state == GuardianState.PROVISIONAL)
        .values(state=GuardianState.CONFIRMED, confirmed_at=now, confirmed_by=staff.id)
        .returning(Guardianship.id)
    )
    if changed is None:
        return False
    await session.refresh(tie)
    await tell_confirmed(session, tie, pupil, now)
    await catchup.confirmed(session, tie, now)
    log.note(
        session,
        pupil.school_id,
        LogKind.CONFIRMED,
        now,
        person_id=tie.person_id,
        staff_id=staff.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
    )
    await _settle(session, tie)
    return True


async def _settle(session: AsyncSession, tie: Guardianship) -> None:
    """The person of the letter and the person of the chat are now known to be one."""
    invited = await _invited_person(session, tie)
    if invited is not None and invited.id != tie.person_id and await is_untied(session, invited):
        await merge(session, invited, await session.get_one(Person, tie.person_id))


async def _unlink(session: AsyncSession, tie: Guardianship, guardian: Person, now: datetime) -> Guardianship:
    tie.linked_at = tie.confirmed_at = tie.confirmed_by = None
    if tie.origin is Origin.REQUEST:
        tie.state, tie.ended_at = GuardianState.ENDED, now
        await session.flush()
        return tie
    tie.state = GuardianState.LISTED
    invited = await _invited_person(session, tie)
    if invited is None or invited.id == guardian.id:
        await session.flush()
        return tie
    return await hand_over(session, tie, invited, now)


async def _invited_person(session: AsyncSession, tie: Guardianship) -> Person | None:
    """For whom the letter was that made this link."""
    found: Person | None = await session.scalar(
        select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(Invitation.guardianship_id == tie.id, Invitation.used_at.is_not(None))
        .order_by(Invitation.used_at.desc(), Invitation.id.desc())
        .limit(1)
    )
    return found


async def _chats(session: AsyncSession, person: Person) -> Sequence[Account]:
    return list(await session.scalars(select(Account).where(Account.person_id == person.id)))


async def _tell_undone(session: AsyncSession, chats: Sequence[Account], pupil: Pupil, now: datetime) -> None:
    school = await session.get_one(School, pupil.school_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    notice = LinkUndone(school=school.name, class_name=of.name if of else "")
    for chat in chats:
        outbox.show(session, chat, school.id, notice.screen(), now)
