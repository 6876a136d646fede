"""Families of an update whom no chat reaches, and the numbers under which the teacher can write to them herself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assisted import Doubt, Step, Words
from bot.domain.courtesy import Child
from bot.domain.delivery import Rung, Via
from bot.domain.errors import StaleScreen
from bot.domain.phones import mobile
from bot.services import scope
from bot.services.answers.reports import classes_seen, ids_of
from bot.services.assisted.history import invited_numbers
from bot.services.assisted.numbers import Holders, holders_of, silent_among
from bot.services.assisted.ties import Tie, ties_of
from bot.services.assisted.worklists import Candidate, Contact, Family, Worklist
from bot.services.updates import seen_by
from bot.services.updates.meant import is_meant
from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    ClassUpdate,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Recipient,
    School,
    SchoolClass,
    UpdateState,
    UpdateTarget,
)

REACHED = (Rung.QUEUED, Rung.ACCEPTED, Rung.DELIVERED, Rung.READ, Rung.ANSWERED, Rung.UNKNOWN)
"""A message that came to the family, may have, or is still to."""


async def worklist(session: AsyncSession, staff: Person, update_id: int, now: datetime) -> Worklist:
    """The families of an update's classes whom no chat reaches; raises NotAllowed, and StaleScreen unless it is out.

    Who said STOP or withdrew consent is not on it, nor who may not hear of the child, nor their numbers.
    """
    row = await _sent_update(session, staff, update_id)
    school = await session.get_one(School, row.school_id)
    pupils = await _pupils(session, staff, row)
    ties = await ties_of(session, [pupil.id for pupil, _of in pupils])
    recipients = await _recipients(session, row, {tie.person.id for tie in ties})
    by_pupil: defaultdict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        by_pupil[tie.pupil_id].append(tie)
    unreached = [(pupil, of) for pupil, of in pupils if not _is_reached(by_pupil[pupil.id], recipients)]
    builder = _Builder(session, row, school, now, by_pupil, recipients, {pupil.id: (pupil, of) for pupil, of in pupils})
    return Worklist(row, school, await builder.families(unreached))


async def contact_of(
    session: AsyncSession, staff: Person, update_id: int, key: str, now: datetime
) -> tuple[Worklist, Family, Contact]:
    """A number on the list of an update, with its family; raises NotAllowed, or StaleScreen when it is not on it."""
    found = await worklist(session, staff, update_id, now)
    for family in found.families:
        for contact in family.contacts:
            if contact.key == key:
                return found, family, contact
    raise StaleScreen


async def count_unreached(session: AsyncSession, update_id: int) -> int:
    """How many families no chat reaches, in one question: for the card that is shown again and again."""
    found = await session.scalar(select(func.count()).select_from(_unreached(update_id).subquery()))
    return found or 0


async def unreached(session: AsyncSession, update_id: int) -> list[tuple[Pupil, str]]:
    """The children whose family no chat reaches, each with the name of the class, in order."""
    query = _unreached(update_id).join(SchoolClass, SchoolClass.id == Pupil.class_id).add_columns(SchoolClass.name)
    rows = await session.execute(query.order_by(SchoolClass.name, Pupil.name, Pupil.id))
    return [(pupil, class_name) for pupil, class_name in rows]


def _unreached(update_id: int) -> Select[Pupil]:
    received = exists().where(
        Guardianship.pupil_id == Pupil.id,
        Guardianship.state != GuardianState.ENDED,
        Recipient.person_id == Guardianship.person_id,
        Recipient.update_id == update_id,
        Recipient.rung.in_(REACHED),
    )
    linked = exists().where(
        Guardianship.pupil_id == Pupil.id,
        Guardianship.state.in_(LINKED),
        Guardianship.sees_child,
        Account.person_id == Guardianship.person_id,
        Account.state == AccountState.ACTIVE,
    )
    return (
        select(Pupil)
        .join(UpdateTarget, and_(UpdateTarget.class_id == Pupil.class_id, UpdateTarget.update_id == update_id))
        .where(Pupil.left_at.is_(None), is_meant(update_id), ~or_(received, linked))
    )


async def _pupils(session: AsyncSession, staff: Person, row: ClassUpdate) -> list[tuple[Pupil, str]]:
    classes = await classes_seen(session, staff, row)
    found = await session.execute(
        select(Pupil, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(UpdateTarget, UpdateTarget.class_id == SchoolClass.id)
        .where(
            UpdateTarget.update_id == row.id,
            Pupil.left_at.is_(None),
            is_meant(row.id),
            SchoolClass.id.in_(ids_of(classes)),
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    return [(pupil, of) for pupil, of in found]


async def _recipients(session: AsyncSession, row: ClassUpdate, people: set[int]) -> dict[int, Recipient]:
    found = await session.scalars(
        select(Recipient)
        .where(Recipient.update_id == row.id, among(Recipient.person_id, people))
        .execution_options(populate_existing=True)
    )
    return {recipient.person_id: recipient for recipient in found}


def by_hand(recipient: Recipient | None) -> bool:
    """Whether the update came to this person from the teacher's own WhatsApp."""
    return recipient is not None and recipient.via is Via.ASSISTED and recipient.rung in REACHED


def _is_reached(ties: Sequence[Tie], recipients: dict[int, Recipient]) -> bool:
    """Whether a chat, or a letter, reaches the family. One that was written to by hand stays on the list."""
    if any(by_hand(recipients.get(tie.person.id)) for tie in ties):
        return False
    arrived = (recipients.get(tie.person.id) for tie in ties)
    return any(tie.in_touch for tie in ties) or any(one is not None and one.rung in REACHED for one in arrived)


@dataclass(slots=True)
class _Builder:
    """Puts the families together, with few questions for all of them."""

    session: AsyncSession
    row: ClassUpdate
    school: School
    now: datetime
    ties: defaultdict[int, list[Tie]]
    recipients: dict[int, Recipient]
    pupils: dict[int, tuple[Pupil, str]]
    holders: dict[str, Holders] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    named: defaultdict[int, dict[int, Child]] = field(default_factory=lambda: defaultdict(dict))

    async def families(self, unreached: Sequence[tuple[Pupil, str]]) -> list[Family]:
        """One for each child, whether there is a number or not."""
        everybody = {tie.person.id for ties in self.ties.values() for tie in ties}
        self.silent = await silent_among(self.session, everybody)
        for pupil_id, (pupil, of) in self.pupils.items():
            for tie in self.ties[pupil_id]:
                if tie.may_hear and tie.person.id not in self.silent:
                    self.named[tie.person.id][pupil_id] = Child(pupil.name, of)
        written = [pupil.phone for pupil, _of in unreached]
        written += [tie.person.phone for pupil, _of in unreached for tie in self.ties[pupil.id]]
        numbers = {number for one in written if (number := mobile(one, self.school.country))}
        self.holders = await holders_of(self.session, self.school.id, numbers)
        self.invited = await invited_numbers(self.session, self.school, numbers, self.now)
        return [self._family(pupil, of) for pupil, of in unreached]

    def _family(self, pupil: Pupil, of: str) -> Family:
        family = Family(pupil.id, pupil.class_id or 0, Child(pupil.name, of))
        family.sent = any(by_hand(self.recipients.get(tie.person.id)) for tie in self.ties[pupil.id])
        ties = [tie for tie in self.ties[pupil.id] if pupil.id in self.named[tie.person.id]]
        found = [contact for tie in ties if (contact := self._guardians(tie, pupil.id)) is not None]
        # A phone that two share is written to once, and best with words of their own.
        found.sort(key=lambda contact: (contact.step is not Step.SENT, contact.words is not Words.UPDATE))
        # Of a number beside the child nobody knows whose it is: it may be that of somebody who wants none of this.
        unwilling = [
            tie for tie in self.ties[pupil.id] if tie.person.id in self.silent or (tie.sees_child and not tie.may_hear)
        ]
        if not unwilling and (own := self._pupils(pupil, ties)) is not None:
            found.append(own)
        for contact in found:
            if contact.number not in {known.number for known in family.contacts}:
                family.contacts.append(contact)
        return family

    def _guardians(self, tie: Tie, pupil_id: int) -> Contact | None:
        recipient = self.recipients.get(tie.person.id)
        number = mobile(tie.person.phone, self.school.country)
        if number is None or self.holders[number].silent:
            return None
        named = self.named[tie.person.id]
        doubt = self.holders[number].doubt(tie.person.id, named.keys(), tie.own)
        doubt = doubt or (None if tie.person.phone_confirmed else Doubt.UNCONFIRMED)
        return Contact(
            key=f"g{tie.id}",
            pupil_id=pupil_id,
            number=number,
            doubt=doubt,
            step=Step.SENT if by_hand(recipient) else self._step(number, doubt),
            person=tie.person,
            relation=tie.relation,
            guardianship_id=tie.id,
            named=tuple(named.items()) if doubt is None else (),
            answered=recipient is not None and recipient.answered_at is not None,
            candidates=self._candidates(number, [tie]) if doubt is not None else (),
        )

    def _pupils(self, pupil: Pupil, ties: Sequence[Tie]) -> Contact | None:
        number = mobile(pupil.phone, self.school.country)
        if number is None or self.holders[number].silent:
            return None
        return Contact(
            key=f"p{pupil.id}",
            pupil_id=pupil.id,
            number=number,
            doubt=Doubt.PUPILS,
            step=self._step(number, Doubt.PUPILS),
            candidates=self._candidates(number, [tie for tie in ties if not tie.person.phone_confirmed]),
        )

    def _candidates(self, number: str, ties: Sequence[Tie]) -> tuple[Candidate, ...]:
        holders = self.holders[number]
        return tuple(
            Candidate(tie.id, tie.person.name, tie.relation)
            for tie in ties
            if replace(holders, pupils=holders.pupils - tie.own).doubt(
                tie.person.id, self.named[tie.person.id].keys(), tie.own
            )
            is None
        )

    def _step(self, number: str, doubt: Doubt | None) -> Step:
        return Step.INVITED if doubt is not None and number in self.invited else Step.OPEN


async def classes_told(session: AsyncSession, staff: Person, update_id: int) -> tuple[ClassUpdate, list[SchoolClass]]:
    """An update that went out, and those of its classes whose families this person may see; raises NotAllowed."""
    row = await _sent_update(session, staff, update_id)
    classes = await classes_seen(session, staff, row)
    told = select(UpdateTarget.class_id).where(UpdateTarget.update_id == row.id)
    return row, list(await session.scalars(classes.where(SchoolClass.id.in_(told))))


async def classes_kept(session: AsyncSession, staff: Person) -> set[int]:
    """The classes whose links this person looks after: there she may say whose a number is."""
    return set(await session.scalars(ids_of(scope.homerooms_of(staff))))


async def _sent_update(session: AsyncSession, staff: Person, update_id: int) -> ClassUpdate:
    row = await seen_by(session, staff, update_id)
    if row.state not in (UpdateState.SENDING, UpdateState.SENT):
        raise StaleScreen
    return row
