"""Whose number is it? One family's words never go to a number that may be another's, a pupil's, or unwilling."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.flows.assisted.texts import words_for
from bot.domain.assisted import Doubt, Step, Words
from bot.domain.delivery import Rung, Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import assisted
from bot.services.links import consents
from bot.services.updates import dump_values
from bot.storage.base import Base
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    ClassUpdate,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Teaching,
    UpdateState,
    UpdateTarget,
)

NUMBERS = [f"+62812345600{place:02}" for place in range(3)]
"""Few, so that many share one."""
SECRET = "Wawancara Keluarga"
R = TypeVar("R", bound=Base)


class Small:
    """A school with one class, its teacher, and an update that went out; names in it are words of their own."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now
        self._names = count(1)

    async def found(self) -> "Small":
        self.school = await self.add(School(name="SMA Satu", timezone="Asia/Jakarta", created_at=self.now))
        self.bot = await self.add(Bot(school_id=self.school.id, channel="telegram", username="satu_bot"))
        self.teacher = await self.person()
        await self.add(Role(school_id=self.school.id, person_id=self.teacher.id, kind=RoleKind.TEACHER, since=self.now))
        self.of = await self.add(
            SchoolClass(school_id=self.school.id, year="2026/2027", name="X-1", homeroom_id=self.teacher.id)
        )
        self.update = await self.add(
            ClassUpdate(
                school_id=self.school.id,
                author_id=self.teacher.id,
                template="homework",
                values=dump_values({"subject": "IPA", "task": SECRET, "due": self.now.date()}),
                state=UpdateState.SENT,
                send_at=self.now,
                current_until=self.now + timedelta(days=7),
                created_at=self.now,
            )
        )
        await self.add(UpdateTarget(update_id=self.update.id, class_id=self.of.id))
        return self

    async def add(self, row: R) -> R:
        self.session.add(row)
        await self.session.flush()
        return row

    async def person(self, phone: str | None = None, *, confirmed: bool = False) -> Person:
        name = f"Wali{next(self._names)}q Sejati"
        return await self.add(
            Person(school_id=self.school.id, name=name, phone=phone, phone_confirmed=confirmed, created_at=self.now)
        )

    async def pupil(self, phone: str | None = None) -> Pupil:
        name = f"Anak{next(self._names)}q Bangsa"
        return await self.add(
            Pupil(school_id=self.school.id, class_id=self.of.id, name=name, phone=phone, created_at=self.now)
        )

    async def tie(
        self,
        pupil: Pupil,
        person: Person,
        state: GuardianState = GuardianState.LISTED,
        relation: Relation = Relation.MOTHER,
        *,
        sees: bool = True,
    ) -> Guardianship:
        return await self.add(
            Guardianship(pupil_id=pupil.id, person_id=person.id, relation=relation, state=state, sees_child=sees)
        )

    async def chat(self, person: Person, state: AccountState = AccountState.ACTIVE) -> Account:
        return await self.add(
            Account(
                bot_id=self.bot.id,
                person_id=person.id,
                address=f"9{person.id}",
                state=state,
                state_since=self.now,
                created_at=self.now,
                seen_at=self.now,
            )
        )

    async def consent(self, person: Person, pupil: Pupil, withdrawn_at: datetime | None = None) -> Consent:
        return await self.add(
            Consent(
                person_id=person.id,
                pupil_id=pupil.id,
                channel="telegram",
                locale="id",
                wording="Setuju",
                given_at=self.now - timedelta(days=1),
                withdrawn_at=withdrawn_at,
            )
        )

    async def look(self) -> assisted.Worklist:
        return await assisted.worklist(self.session, self.teacher, self.update.id, self.now)

    async def words(self, pupil: Pupil) -> list[tuple[str, Words]]:
        """By number: what this family may be told."""
        found = await self.look()
        return [
            (contact.number, contact.words)
            for family in found.families
            if family.pupil_id == pupil.id
            for contact in family.contacts
        ]


@pytest.fixture
async def small(session: AsyncSession, now: datetime) -> Small:
    return await Small(session, now).found()


@dataclass(frozen=True)
class SomeGuardian:
    """`same` takes the guardian of the family before: a parent of two."""

    phone: int | None
    confirmed: bool
    sees: bool
    state: GuardianState
    stopped: bool
    same: bool


@dataclass(frozen=True)
class SomeFamily:
    phone: int | None
    guardians: tuple[SomeGuardian, ...]


numbers = st.one_of(st.none(), st.integers(0, len(NUMBERS) - 1))
guardians = st.builds(
    SomeGuardian,
    phone=numbers,
    confirmed=st.booleans(),
    sees=st.sampled_from([True, True, True, False]),
    state=st.sampled_from([GuardianState.LISTED] * 4 + [GuardianState.ENDED, GuardianState.CONFIRMED]),
    stopped=st.sampled_from([False, False, False, True]),
    same=st.booleans(),
)
families = st.builds(SomeFamily, phone=numbers, guardians=st.lists(guardians, max_size=2).map(tuple))


def at(place: int | None) -> str | None:
    return None if place is None else NUMBERS[place]


async def settle(small: Small, given_families: list[SomeFamily]) -> None:
    before: list[Person] = []
    for family in given_families:
        pupil, here = await small.pupil(at(family.phone)), []
        for number, one in enumerate(family.guardians):
            person = before[number] if one.same and number < len(before) else None
            if person is None:
                person = await small.person(at(one.phone), confirmed=one.confirmed)
                if one.stopped:
                    await small.chat(person, AccountState.STOPPED)
            await small.tie(pupil, person, one.state, sees=one.sees)
            here.append(person)
        before = here


async def trespasses(small: Small) -> list[str]:
    """What is wrong with the list, told from the rows alone."""
    session, found = small.session, await small.look()
    pupils = {pupil.id: pupil for pupil in await session.scalars(select(Pupil))}
    people = {person.id: person for person in await session.scalars(select(Person))}
    ties = list(await session.scalars(select(Guardianship)))
    stopped = set(await session.scalars(select(Account.person_id).where(Account.state == AccountState.STOPPED)))
    wrong = []
    for contact in (contact for family in found.families for contact in family.contacts):
        text = (await words_for(session, small.teacher, found, contact, small.now)).text
        named = {pupil.id for pupil in pupils.values() if pupil.name.split()[0] in text}
        holders = [person for person in people.values() if person.phone == contact.number]
        if any(person.id in stopped for person in holders):
            wrong.append("a number of somebody who said STOP")
        if contact.words is Words.INVITATION:
            told = [
                *named,
                *(person for person in people.values() if person.name in text),
                *([1] if SECRET in text else []),
            ]
            wrong += ["an invitation that tells"] if [one for one in told if one != small.teacher] else []
            continue
        assert contact.person is not None
        wrong += [] if contact.person.phone_confirmed else ["words to a number that nobody confirmed"]
        wrong += ["words to a pupil's number"] if any(p.phone == contact.number for p in pupils.values()) else []
        for person in holders:
            living = {tie.pupil_id: tie for tie in ties if tie.person_id == person.id and tie.state != "ended"}
            if not living and person.id != contact.person.id:
                continue
            for child in named:
                if child not in living or not living[child].sees_child:
                    wrong.append("words about a child to a number of one who is not to hear of it")
            if person.id != contact.person.id:
                mine = {tie.pupil_id for tie in ties if tie.person_id == contact.person.id and tie.state != "ended"}
                wrong += ["words to another family's number"] if living.keys() - mine else []
        wrong += [] if named else ["words about nobody"]
    return wrong


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(families, min_size=1, max_size=4))
async def test_no_words_for_a_number_that_may_be_anothers_or_a_pupils(
    session: AsyncSession, now: datetime, some: list[SomeFamily]
) -> None:
    small = await Small(session, now).found()
    await settle(small, some)
    assert await trespasses(small) == []
    await session.rollback()


async def test_a_confirmed_number_of_ones_own_gets_the_words(small: Small) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    assert await small.words(pupil) == [(NUMBERS[0], Words.UPDATE)]


async def test_parents_who_share_a_phone_are_written_to_once(small: Small) -> None:
    pupil = await small.pupil()
    father, mother = await small.person(NUMBERS[0]), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, father, relation=Relation.FATHER)
    await small.tie(pupil, mother)
    assert await small.words(pupil) == [(NUMBERS[0], Words.UPDATE)]


async def test_a_parent_of_two_hears_of_both_at_once(small: Small) -> None:
    one, two, mother = await small.pupil(), await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(one, mother)
    await small.tie(two, mother)
    found = await small.look()
    contact = found.families[0].contacts[0]
    filled = await words_for(small.session, small.teacher, found, contact, small.now)
    assert all(pupil.name in filled.text for pupil in (one, two))
    assert await assisted.mark(small.session, small.teacher, found, contact, filled.text, "id", small.now)
    assert [family.step for family in (await small.look()).families] == [Step.SENT, Step.SENT]


@pytest.mark.parametrize("state", [GuardianState.LISTED, GuardianState.CONFIRMED])
async def test_a_phone_shared_with_another_family_gets_an_invitation(small: Small, state: GuardianState) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    await small.tie(await small.pupil(), await small.person(NUMBERS[0]), state)
    assert await small.words(pupil) == [(NUMBERS[0], Words.INVITATION)]
    contact = (await small.look()).family(pupil.id).contacts[0]
    assert (contact.doubt, contact.candidates) == (Doubt.SHARED, ())


async def test_a_number_that_is_another_familys_chat_gets_an_invitation(small: Small) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    whatsapp = await small.add(Bot(school_id=small.school.id, channel="whatsapp", username="6281199990000"))
    other = await small.person()
    await small.tie(await small.pupil(), other, GuardianState.CONFIRMED)
    chat = await small.chat(other)
    chat.bot_id, chat.address = whatsapp.id, NUMBERS[0].removeprefix("+")
    await small.session.flush()
    assert await small.words(pupil) == [(NUMBERS[0], Words.INVITATION)]


async def test_one_who_must_not_hear_of_the_child_does_not_hear_it_on_a_shared_phone(small: Small) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    await small.tie(pupil, await small.person(NUMBERS[0]), relation=Relation.FATHER, sees=False)
    assert await small.words(pupil) == [(NUMBERS[0], Words.INVITATION)]


async def test_confirming_takes_the_number_from_the_pupils_name(small: Small) -> None:
    pupil, father, mother = await small.pupil(NUMBERS[0]), await small.person(), await small.person(NUMBERS[1])
    ties = [await small.tie(pupil, father, relation=Relation.FATHER), await small.tie(pupil, mother)]
    found = await small.look()
    contact = found.families[0].contact(f"p{pupil.id}")
    assert [one.tie_id for one in contact.candidates] == [tie.id for tie in ties]
    await assisted.confirm_number(small.session, small.teacher, found, contact, ties[0].id, small.now)
    assert (father.phone, father.phone_confirmed, pupil.phone) == (NUMBERS[0], True, None)
    assert (NUMBERS[0], Words.UPDATE) in await small.words(pupil)
    others = await small.tie(await small.pupil(), await small.person())
    with pytest.raises(StaleScreen):
        await assisted.confirm_number(small.session, small.teacher, found, contact, others.id, small.now)


async def test_who_only_teaches_there_may_write_and_may_not_say_whose_a_number_is(small: Small) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0])
    tie = await small.tie(pupil, mother)
    small.of.homeroom_id = None
    small.update.author_id = small.teacher.id
    await small.add(Teaching(class_id=small.of.id, person_id=small.teacher.id, subject="IPA"))
    found = await small.look()
    contact = found.families[0].contacts[0]
    with pytest.raises(NotAllowed):
        await assisted.confirm_number(small.session, small.teacher, found, contact, tie.id, small.now)
    assert mother.phone_confirmed is False


async def test_who_said_stop_is_left_in_peace_and_so_is_their_number(small: Small) -> None:
    pupil, mother = await small.pupil(NUMBERS[1]), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother, GuardianState.CONFIRMED)
    await small.consent(mother, pupil)
    await small.tie(pupil, await small.person(NUMBERS[0]), relation=Relation.FATHER)
    await consents.stop(small.session, await small.chat(mother), mother, small.now)
    assert await small.words(pupil) == []
    assert [family.step for family in (await small.look()).families] == [Step.NO_NUMBER]


async def test_stop_holds_after_the_chat_is_gone(small: Small) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    for kind, expected in ((LogKind.STOPPED, []), (LogKind.RESUMED, [(NUMBERS[0], Words.UPDATE)])):
        await small.add(LogEntry(school_id=small.school.id, at=small.now, kind=kind, person_id=mother.id))
        assert await small.words(pupil) == expected


async def test_withdrawn_consent_counts_and_an_undone_link_does_not(small: Small) -> None:
    pupil, mother = await small.pupil(NUMBERS[1]), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    await small.consent(mother, pupil, withdrawn_at=small.now)
    assert await small.words(pupil) == []
    about = {"person_id": mother.id, "pupil_id": pupil.id}
    await small.add(LogEntry(school_id=small.school.id, at=small.now, kind=LogKind.UNLINKED, **about))
    assert (NUMBERS[0], Words.UPDATE) in await small.words(pupil)


@pytest.mark.parametrize(
    ("rung", "via", "listed"),
    [
        (Rung.QUEUED, None, False),
        (Rung.ACCEPTED, Via.TELEGRAM, False),
        (Rung.READ, Via.WHATSAPP, False),
        (Rung.ACCEPTED, Via.PAPER, False),
        (Rung.UNKNOWN, None, False),
        (Rung.FAILED, None, True),
        (Rung.UNREACHED, None, True),
        (Rung.ACCEPTED, Via.ASSISTED, True),
    ],
)
async def test_only_families_whom_no_chat_reached_are_listed(
    small: Small, rung: Rung, via: Via | None, listed: bool
) -> None:
    pupil, mother = await small.pupil(), await small.person(NUMBERS[0], confirmed=True)
    await small.tie(pupil, mother)
    await small.add(Recipient(update_id=small.update.id, person_id=mother.id, rung=rung, via=via))
    assert bool((await small.look()).families) is listed
    assert await assisted.count_unreached(small.session, small.update.id) == (rung in (Rung.FAILED, Rung.UNREACHED))


async def test_a_family_whose_other_guardian_has_a_chat_is_not_listed(small: Small) -> None:
    pupil, father = await small.pupil(), await small.person()
    await small.tie(pupil, await small.person(NUMBERS[0], confirmed=True))
    await small.tie(pupil, father, GuardianState.CONFIRMED, Relation.FATHER)
    await small.consent(father, pupil)
    chat = await small.chat(father)
    assert (await small.look()).families == []
    assert await assisted.count_unreached(small.session, small.update.id) == 0
    chat.state = AccountState.BLOCKED
    await small.session.flush()
    assert await small.words(pupil) == [(NUMBERS[0], Words.UPDATE)]
    assert await assisted.count_unreached(small.session, small.update.id) == 1


async def test_an_invited_number_rests_for_two_weeks_beside_whomever_it_stands(small: Small) -> None:
    one, two = await small.pupil(NUMBERS[0]), await small.pupil(NUMBERS[0])
    found = await small.look()
    first = found.family(one.id).contacts[0]
    assert await assisted.mark(small.session, small.teacher, found, first, "Undangan", "id", small.now)
    again = await small.look()
    assert [family.step for family in again.families] == [Step.INVITED, Step.INVITED]
    assert not await assisted.mark(
        small.session, small.teacher, again, again.family(two.id).contacts[0], "", "id", small.now
    )
    small.now += timedelta(days=15)
    assert [family.step for family in (await small.look()).families] == [Step.OPEN, Step.OPEN]


async def test_an_update_that_was_withdrawn_or_waits_has_no_list(small: Small) -> None:
    for state in (UpdateState.WITHDRAWN, UpdateState.CANCELLED, UpdateState.SCHEDULED):
        small.update.state = state
        await small.session.flush()
        with pytest.raises(StaleScreen):
            await small.look()


async def test_another_staff_member_sees_only_her_own_classes(small: Small) -> None:
    other = await small.person()
    await small.add(Role(school_id=small.school.id, person_id=other.id, kind=RoleKind.TEACHER, since=small.now))
    with pytest.raises(NotAllowed):
        await assisted.worklist(small.session, other, small.update.id, small.now)
    second = await small.add(SchoolClass(school_id=small.school.id, year="2026/2027", name="X-2", homeroom_id=other.id))
    await small.add(UpdateTarget(update_id=small.update.id, class_id=second.id))
    mother = await small.person(NUMBERS[0], confirmed=True)
    here, there = await small.pupil(), await small.pupil()
    there.class_id = second.id
    await small.tie(here, mother)
    await small.tie(there, mother)
    found = await assisted.worklist(small.session, other, small.update.id, small.now)
    assert [family.pupil_id for family in found.families] == [there.id]
    filled = await words_for(small.session, other, found, found.families[0].contacts[0], small.now)
    assert there.name in filled.text
    assert here.name not in filled.text
    assert await small.session.scalar(select(func.count()).select_from(Recipient)) == 0
