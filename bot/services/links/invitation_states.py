"""How far every invitation has come, for the lists: one row per guardianship or member of staff, never a code."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.invitations import InvitationState
from bot.services.links.invitations import invitable, staff_of
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Guardianship,
    GuardianState,
    Invitation,
    Person,
    Relation,
    School,
)

LISTED, CONFIRMED = GuardianState.LISTED, GuardianState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one person's invitation has come; one row per guardianship, or per member of staff. Never a code."""

    class_name: str | None
    pupil: str | None
    person: str
    relation: Relation | None
    state: InvitationState


async def states(
    session: AsyncSession,
    school: School,
    *,
    classes: Collection[int] | None = None,
    staff: bool = False,
    now: datetime,
) -> list[Standing]:
    """How far every invitation has come, in the order in which `issue` gives them."""
    chats = await _chats(session, school)
    open_until = await _open_until(session, school)

    def state(person_id: int, tie: int | None, reached: GuardianState) -> InvitationState:
        if reached in LINKED:
            return _linked(reached, chats[person_id])
        return _waiting(open_until.get((person_id, tie)), now)

    if staff:
        people = [(person.id, person.name) for person in await session.scalars(staff_of(school))]
        return [
            Standing(None, None, name, None, state(person, None, CONFIRMED if chats[person] else LISTED))
            for person, name in people
        ]
    rows = await session.execute(invitable(school, classes).add_columns(Guardianship.state))
    return [
        Standing(class_name, pupil, person, relation, state(person_id, tie, reached))
        for person_id, person, tie, _class, class_name, _pupil, pupil, relation, reached in rows
    ]


async def _chats(session: AsyncSession, school: School) -> defaultdict[int, set[AccountState]]:
    """The states of each person's chats."""
    rows = await session.execute(
        select(Account.person_id, Account.state)
        .join(Person, Person.id == Account.person_id)
        .where(Person.school_id == school.id)
    )
    chats: defaultdict[int, set[AccountState]] = defaultdict(set)
    for person_id, state in rows:
        if person_id is not None:
            chats[person_id].add(state)
    return chats


async def _open_until(session: AsyncSession, school: School) -> dict[tuple[int, int | None], datetime]:
    """By person and guardianship: when the code that is neither used nor voided stops working."""
    rows = await session.execute(
        select(Invitation.person_id, Invitation.guardianship_id, Invitation.expires_at)
        .where(
            Invitation.school_id == school.id,
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
            ~Invitation.adds_chat,
        )
        .order_by(Invitation.expires_at)
    )
    return {(person_id, guardianship_id): expires_at for person_id, guardianship_id, expires_at in rows}


def _linked(state: GuardianState, chats: Collection[AccountState]) -> InvitationState:
    if AccountState.STOPPED in chats:
        return InvitationState.STOPPED
    if chats and AccountState.ACTIVE not in chats:
        return InvitationState.BLOCKED
    return InvitationState.CONFIRMED if state is GuardianState.CONFIRMED else InvitationState.PROVISIONAL


def _waiting(open_until: datetime | None, now: datetime) -> InvitationState:
    if open_until is None:
        return InvitationState.NOT_INVITED
    return InvitationState.INVITED if open_until > now else InvitationState.EXPIRED
