"""How far an update has come: counts while it goes out, and family by family afterwards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Child
from bot.domain.delivery import CLIMB, ReadBy, Reason, Rung, Via
from bot.services import scope
from bot.services.letters.marks import letters_out
from bot.services.updates.meant import is_meant
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Relation,
    SchoolClass,
    UpdateTarget,
)

_RECEIPT = ReadBy.RECEIPT
OPEN = (Rung.QUEUED,)
UNTAPPED = (Reason.WINDOW, Reason.TEMPLATE, Reason.CEILING)
"""Reasons of what does not leave by itself when its hour comes."""
NOT_ARRIVED = (Rung.UNREACHED, Rung.FAILED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Messages by rung.

    `waiting` are those that wait for a better hour, until `until` at the earliest; `untapped` those that wait for their
    readers to open the chat, or for leave to ask them to.
    """

    rungs: Mapping[Rung, int]
    answers: Mapping[str, int]
    total: int
    waiting: int = 0
    until: datetime | None = None
    possibly_twice: int = 0
    untapped: int = 0

    @property
    def open(self) -> int:
        """Messages that have not left yet and will by themselves."""
        return sum(self.rungs.get(rung, 0) for rung in OPEN) - self.untapped

    @property
    def accepted(self) -> int:
        """Messages that the channel has taken, however much further they came."""
        return sum(self.rungs.get(rung, 0) for rung in CLIMB[CLIMB.index(Rung.ACCEPTED) :])

    def digest(self) -> str:
        """The counts in short, to see whether anything changed."""
        rungs = ",".join(f"{rung}:{count}" for rung, count in sorted(self.rungs.items()))
        return blake2s(f"{self.total}/{self.waiting}/{self.untapped}/{rungs}".encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class GuardianLine:
    """One guardian in the report."""

    name: str
    relation: Relation
    rung: Rung
    reason: Reason | None = None
    answer: str | None = None
    possibly_twice: bool = False
    via: Via | None = None
    read_by: ReadBy | None = None


@dataclass(slots=True)
class FamilyLine:
    """One child and how far the update came with the family: the highest rung any guardian reached.

    `letter_at` is when a letter with the update's present words was handed out.
    """

    pupil_id: int
    child: Child
    guardians: list[GuardianLine] = field(default_factory=list)
    class_id: int = 0
    letter_at: datetime | None = None

    @property
    def rung(self) -> Rung:
        """The family's rung."""
        if not self.guardians:
            return Rung.UNREACHED
        return max((line.rung for line in self.guardians), key=_height)

    @property
    def by_hand(self) -> bool:
        """Whether it came from the teacher's own WhatsApp, as far as it came."""
        return any(line.via is Via.ASSISTED for line in self.guardians if line.rung is self.rung)

    @property
    def told_by(self) -> Via | None:
        """The channel from which alone it is known how far the message came; None where a person has said so."""
        best = [line for line in self.guardians if line.rung is self.rung]
        if self.rung is Rung.DELIVERED or (self.rung is Rung.READ and all(one.read_by is _RECEIPT for one in best)):
            return best[0].via
        return None

    @property
    def reason(self) -> Reason | None:
        """Why the family is not reached, when it is not."""
        if not self.guardians:
            return Reason.NOT_LINKED
        return next((line.reason for line in self.guardians if line.rung is self.rung and line.reason), None)

    @property
    def needs_letter(self) -> bool:
        """Whether nothing else reaches the family, and no letter has been handed out."""
        return self.letter_at is None and not self._is_reached_otherwise

    @property
    def has_only_letter(self) -> bool:
        """Whether a letter is all that the family has, and nothing has come back."""
        answered = any(line.rung in (Rung.READ, Rung.ANSWERED) for line in self.guardians)
        return self.letter_at is not None and not answered and not self._is_reached_otherwise

    @property
    def _is_reached_otherwise(self) -> bool:
        # A guardian of two children may have a letter for one of them: the other's is still to be handed out.
        return any(line.rung not in NOT_ARRIVED and line.via is not Via.PAPER for line in self.guardians)


async def tally(session: AsyncSession, update_id: int, now: datetime) -> Tally:
    """Count an update's messages."""
    of_update = Recipient.update_id == update_id
    rungs: dict[Rung, int] = dict(
        (await session.execute(select(Recipient.rung, func.count()).where(of_update).group_by(Recipient.rung))).all()
    )
    counted = await session.execute(
        select(Recipient.answer, func.count())
        .where(of_update, Recipient.answer.is_not(None))
        .group_by(Recipient.answer)
    )
    answers = {answer: count for answer, count in counted if answer is not None}
    held = of_update & (Recipient.rung == Rung.QUEUED) & (Recipient.waits_until > now)
    waits = held & or_(Recipient.reason.is_(None), Recipient.reason.not_in(UNTAPPED))
    waiting, until = (await session.execute(select(func.count(), func.min(Recipient.waits_until)).where(waits))).one()
    twice = await session.scalar(select(func.count()).where(of_update, Recipient.possibly_twice))
    untapped = await session.scalar(select(func.count()).where(held, Recipient.reason.in_(UNTAPPED)))
    return Tally(rungs, answers, sum(rungs.values()), waiting, until, twice or 0, untapped or 0)


async def by_family(session: AsyncSession, staff: Person, row: ClassUpdate) -> list[FamilyLine]:
    """The children of an update whom this member of staff may see, with their guardians' rungs, by class and name.

    Its author sees those of the classes she teaches by now; somebody else those of the own homeroom.
    """
    classes = scope.classes_of(staff) if row.author_id == staff.id else scope.homerooms_of(staff)
    return await families_in(session, row, classes)


async def families_in(session: AsyncSession, row: ClassUpdate, classes: Select[SchoolClass]) -> list[FamilyLine]:
    """The same for those of an update's classes that are among these."""
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.id, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(UpdateTarget, UpdateTarget.class_id == SchoolClass.id)
        .where(
            UpdateTarget.update_id == row.id,
            Pupil.left_at.is_(None),
            is_meant(row.id),
            SchoolClass.id.in_(classes.with_only_columns(SchoolClass.id).order_by(None)),
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    guardians, letters = await _guardians(session, row.id), await letters_out(session, row)
    return [
        FamilyLine(pupil, Child(name, of), guardians[pupil], class_id, letters[pupil].at if pupil in letters else None)
        for pupil, name, class_id, of in rows
    ]


async def _guardians(session: AsyncSession, update_id: int) -> dict[int, list[GuardianLine]]:
    received = select(RecipientPupil.pupil_id, Recipient).join(Recipient, Recipient.id == RecipientPupil.recipient_id)
    rows = await session.execute(
        received.add_columns(Person.name, Guardianship.relation)
        .join(Person, Person.id == Recipient.person_id)
        .outerjoin(
            Guardianship,
            (Guardianship.person_id == Recipient.person_id) & (Guardianship.pupil_id == RecipientPupil.pupil_id),
        )
        .where(Recipient.update_id == update_id)
        .order_by(RecipientPupil.pupil_id, Guardianship.relation, Person.name)
    )
    lines: dict[int, list[GuardianLine]] = defaultdict(list)
    for pupil_id, recipient, name, relation in rows:
        lines[pupil_id].append(
            GuardianLine(
                name,
                relation or Relation.GUARDIAN,
                recipient.rung,
                recipient.reason,
                recipient.answer,
                recipient.possibly_twice,
                recipient.via,
                recipient.read_by,
            )
        )
    return lines


def _height(rung: Rung) -> int:
    return CLIMB.index(rung) if rung in CLIMB else -1
