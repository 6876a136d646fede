"""The families of a class, as its homeroom teacher sees them: who is linked, who waits, who was invited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.services import scope
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Guardianship,
    GuardianState,
    Invitation,
    Person,
    Pupil,
    Relation,
    SchoolClass,
)


class Mark(StrEnum):
    """How far a guardian's link has come; a family's mark is that of the guardian who has come furthest."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    STOPPED = "stopped"
    BLOCKED = "blocked"
    INVITED = "invited"
    NONE = "none"


FURTHEST_FIRST = tuple(Mark)
REACHED = (Mark.CONFIRMED, Mark.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Guardian:
    """One guardian of a pupil; `chat_name` is what the chat's owner calls themselves, empty without a chat."""

    id: int
    pupil_id: int
    person_id: int
    name: str
    relation: Relation
    state: GuardianState
    mark: Mark
    sees_child: bool
    chat_name: str
    linked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Family:
    """A pupil and the guardians."""

    pupil_id: int
    child: str
    guardians: tuple[Guardian, ...]

    @property
    def mark(self) -> Mark:
        """How far the family's best link has come."""
        marks = [guardian.mark for guardian in self.guardians if guardian.sees_child]
        return min(marks, key=FURTHEST_FIRST.index, default=Mark.NONE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A link that waits for the homeroom teacher."""

    guardianship_id: int
    child: str
    relation: Relation
    guardian: str
    chat_name: str
    linked_at: datetime


async def families_of(session: AsyncSession, of: SchoolClass, now: datetime) -> list[Family]:
    """The families of a class by the child's name; the caller has made sure that the class may be seen."""
    pupils = await session.scalars(
        select(Pupil).where(Pupil.class_id == of.id, Pupil.left_at.is_(None)).order_by(Pupil.name, Pupil.id)
    )
    return await _families(session, list(pupils), now)


async def family_of(session: AsyncSession, staff: Person, pupil_id: int, now: datetime) -> tuple[SchoolClass, Family]:
    """The family of one pupil in a class whose links this person looks after; raises NotAllowed."""
    pupil = await pupil_of(session, staff, pupil_id)
    of = await scope.homeroom_of(session, staff, pupil.class_id or 0)
    return of, (await _families(session, [pupil], now))[0]


async def pupil_of(session: AsyncSession, staff: Person, pupil_id: int) -> Pupil:
    """A pupil in a class whose links this person looks after; raises NotAllowed."""
    classes = scope.homerooms_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    found: Pupil | None = await session.scalar(
        select(Pupil).where(Pupil.id == pupil_id, Pupil.left_at.is_(None), Pupil.class_id.in_(classes))
    )
    if found is None:
        raise NotAllowed
    return found


async def tie_of(session: AsyncSession, staff: Person, guardianship_id: int) -> tuple[Guardianship, Pupil]:
    """A guardianship, and its pupil, in a class whose links this person looks after; raises NotAllowed."""
    tie = await session.get(Guardianship, guardianship_id)
    if tie is None or tie.state is GuardianState.ENDED:
        raise NotAllowed
    return tie, await pupil_of(session, staff, tie.pupil_id)


async def waiting(session: AsyncSession, of: SchoolClass, limit: int) -> list[Waiting]:
    """The links of a class that wait to be confirmed, the oldest first, at most `limit`."""
    rows = await session.execute(
        select(Guardianship, Pupil.name, Person)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(Person, Person.id == Guardianship.person_id)
        .where(Pupil.class_id == of.id, Pupil.left_at.is_(None), Guardianship.state == GuardianState.PROVISIONAL)
        .order_by(Guardianship.linked_at, Guardianship.id)
        .limit(limit)
    )
    found = rows.all()
    chats = await _chats(session, [person.id for _tie, _child, person in found])
    return [
        Waiting(tie.id, child, tie.relation, person.name, _chat_name(chats[person.id]), tie.linked_at)
        for tie, child, person in found
        if tie.linked_at is not None
    ]


async def _families(session: AsyncSession, pupils: Sequence[Pupil], now: datetime) -> list[Family]:
    ids = [pupil.id for pupil in pupils]
    rows = await session.execute(
        select(Guardianship, Person.name)
        .join(Person, Person.id == Guardianship.person_id)
        .where(Guardianship.pupil_id.in_(ids), Guardianship.state != GuardianState.ENDED)
        .order_by(Guardianship.relation, Guardianship.id)
    )
    ties = rows.all()
    chats = await _chats(session, [tie.person_id for tie, _name in ties])
    invited = await _invited(session, [tie.id for tie, _name in ties], now)
    guardians: defaultdict[int, list[Guardian]] = defaultdict(list)
    for tie, name in ties:
        mark = _mark(tie, chats[tie.person_id], tie.id in invited)
        chat_name = _chat_name(chats[tie.person_id]) if tie.state in LINKED else ""
        guardians[tie.pupil_id].append(
            Guardian(
                tie.id,
                tie.pupil_id,
                tie.person_id,
                name,
                tie.relation,
                tie.state,
                mark,
                tie.sees_child,
                chat_name,
                tie.linked_at,
            )
        )
    return [Family(pupil.id, pupil.name, tuple(guardians[pupil.id])) for pupil in pupils]


def _mark(tie: Guardianship, chats: Sequence[Account], invited: bool) -> Mark:
    if tie.state not in LINKED:
        return Mark.INVITED if invited else Mark.NONE
    states = {chat.state for chat in chats}
    if AccountState.STOPPED in states:
        return Mark.STOPPED
    if AccountState.ACTIVE in states:
        return Mark.CONFIRMED if tie.state is GuardianState.CONFIRMED else Mark.PROVISIONAL
    return Mark.BLOCKED


async def _chats(session: AsyncSession, people: Sequence[int]) -> defaultdict[int | None, list[Account]]:
    rows = await session.scalars(
        select(Account).where(Account.person_id.in_(people)).order_by(Account.seen_at.desc(), Account.id)
    )
    chats: defaultdict[int | None, list[Account]] = defaultdict(list)
    for chat in rows:
        chats[chat.person_id].append(chat)
    return chats


def _chat_name(chats: Sequence[Account]) -> str:
    """All of them: of two, one may be in other hands."""
    return ", ".join(dict.fromkeys(chat.name for chat in chats if chat.name))


async def _invited(session: AsyncSession, ties: Sequence[int], now: datetime) -> set[int | None]:
    """Guardianships for which a code is out that still works."""
    rows = await session.scalars(
        select(Invitation.guardianship_id).where(
            Invitation.guardianship_id.in_(ties),
            Invitation.used_at.is_(None),
            Invitation.voided_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    return set(rows)
