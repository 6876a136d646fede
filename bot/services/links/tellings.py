"""Who hears of a link: the homeroom teacher, the child's other guardians, the guardian."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import RELATIONS
from bot.domain.delivery import OutboxState
from bot.domain.notices.links import FamilyLinked, GuardianJoined, GuardianLeft, LinkConfirmed
from bot.services import staff
from bot.services.queue import outbox
from bot.storage.models import (
    LINKED,
    Account,
    Guardianship,
    GuardianState,
    Outgoing,
    Person,
    Pupil,
    School,
    SchoolClass,
)

CHANGE_OF_MIND = timedelta(seconds=30)
"""A confirmation is told a little later, so that undoing it at once leaves nobody told."""


async def caretakers(session: AsyncSession, of: SchoolClass) -> list[Person]:
    """Who looks after a class's links: its homeroom teacher when she has a chat, else the administrators."""
    if of.homeroom_id is not None:
        homeroom = await session.get_one(Person, of.homeroom_id)
        if await outbox.accounts_of(session, homeroom.id):
            return [homeroom]
    return await staff.administrators(session, of.school_id)


async def waiting_in(session: AsyncSession, class_id: int) -> int:
    """How many links of a class wait to be confirmed."""
    count = await session.scalar(
        select(func.count())
        .select_from(Guardianship)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(Pupil.class_id == class_id, Pupil.left_at.is_(None), Guardianship.state == GuardianState.PROVISIONAL)
    )
    return count or 0


async def tell_linked(session: AsyncSession, account: Account, tie: Guardianship, now: datetime, event: str) -> None:
    """The homeroom teacher may confirm or undo; the child's other guardians know who reads along."""
    pupil = await session.get_one(Pupil, tie.pupil_id)
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    if of is None:
        return
    if tie.state is GuardianState.PROVISIONAL:
        await _ask_to_confirm(session, account, tie, pupil, of, now, event)
    await tell_joined(session, tie, pupil, of, now, event)


async def _ask_to_confirm(
    session: AsyncSession,
    account: Account,
    tie: Guardianship,
    pupil: Pupil,
    of: SchoolClass,
    now: datetime,
    event: str,
) -> None:
    guardian = await session.get_one(Person, tie.person_id)
    notice = FamilyLinked(
        guardian=guardian.name,
        relation=RELATIONS[tie.relation.value],
        chat_name=account.name,
        child=pupil.name,
        class_name=of.name,
        waiting=await waiting_in(session, of.id),
        guardianship_id=tie.id,
        class_id=of.id,
    )
    for person in await caretakers(session, of):
        if person.id != guardian.id:
            await outbox.tell(session, person, notice, now, dedupe=f"{event}:t:{person.id}")


async def tell_joined(
    session: AsyncSession, tie: Guardianship, pupil: Pupil, of: SchoolClass, now: datetime, event: str
) -> None:
    """Tell the child's other linked guardians who was linked."""
    guardian = await session.get_one(Person, tie.person_id)
    teacher = await session.get(Person, of.homeroom_id) if of.homeroom_id else None
    notice = GuardianJoined(
        guardian=guardian.name,
        relation=RELATIONS[tie.relation.value],
        child=pupil.name,
        class_name=of.name,
        teacher=teacher.name if teacher else "",
    )
    for other in await _others(session, tie):
        await outbox.tell(session, other, notice, now, dedupe=f"{event}:g:{other.id}")


async def tell_left(session: AsyncSession, tie: Guardianship, guardian: str, pupil: Pupil, now: datetime) -> None:
    """Tell the child's other linked guardians that a link was undone."""
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    notice = GuardianLeft(
        guardian=guardian,
        relation=RELATIONS[tie.relation.value],
        child=pupil.name,
        class_name=of.name if of else "",
    )
    for other in await _others(session, tie):
        await outbox.tell(session, other, notice, now)


async def tell_confirmed(session: AsyncSession, tie: Guardianship, pupil: Pupil, now: datetime) -> None:
    """Tell the guardian, once per link and a little later, that the homeroom teacher has confirmed it."""
    of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    teacher = await session.get(Person, of.homeroom_id) if of and of.homeroom_id else None
    school = await session.get_one(School, pupil.school_id)
    guardian = await session.get_one(Person, tie.person_id)
    notice = LinkConfirmed(
        child=pupil.name,
        class_name=of.name if of else "",
        teacher=teacher.name if teacher else "",
        school=school.name,
    )
    row = await outbox.tell(session, guardian, notice, now, dedupe=_confirmed(tie))
    if row is not None:
        row.due_at, row.waits = now + CHANGE_OF_MIND, True


async def untell_confirmed(session: AsyncSession, tie: Guardianship) -> None:
    """Take back what has not left yet."""
    await session.execute(
        delete(Outgoing).where(Outgoing.dedupe == _confirmed(tie), Outgoing.state == OutboxState.QUEUED)
    )


def _confirmed(tie: Guardianship) -> str:
    assert tie.linked_at is not None
    return f"c:{tie.id}:{tie.linked_at:%Y%m%d%H%M%S}"


async def _others(session: AsyncSession, tie: Guardianship) -> list[Person]:
    rows = await session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .where(
            Guardianship.pupil_id == tie.pupil_id,
            Guardianship.person_id != tie.person_id,
            Guardianship.state.in_(LINKED),
            Guardianship.sees_child,
        )
        .order_by(Person.id)
    )
    return list(rows)
