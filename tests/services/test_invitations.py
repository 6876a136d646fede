"""Invitations: fresh codes, what a code opens, and how far each has come."""

import itertools
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.invitations import ALPHABET, LIFETIME, CodeState, InvitationState, hashed, looks_like_code, new_code
from bot.services.links import invitation_states, invitations
from bot.storage.models import (
    AccountState,
    Guardianship,
    GuardianState,
    Invitation,
    Person,
    Pupil,
    Relation,
    SchoolClass,
)
from tests.support.demo import ADMIN, PARENTS, Demo, demo_school


async def the_class(demo: Demo, name: str = "X-1") -> list[int]:
    return [(await demo.school_class(name)).id]


async def agus(demo: Demo) -> Person:
    return await demo.person(PARENTS[3])


async def test_only_guardians_without_a_link_get_a_code_ordered_by_pupil(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    issued = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    listed = await session.scalars(
        select(Guardianship.person_id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(Pupil.class_id == (await demo.school_class()).id, Guardianship.state == GuardianState.LISTED)
    )
    assert sorted(row.person_id for row in issued) == sorted(listed)
    assert {row.class_name for row in issued} == {"X-1"}
    assert [row.pupil for row in issued] == sorted(row.pupil or "" for row in issued)
    assert len({row.code for row in issued}) == len(issued)


async def test_a_code_is_stored_as_a_hash_and_opens_however_it_is_typed(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    draw = itertools.chain("7K3M9QXA2B10", itertools.cycle(ALPHABET))
    (issued, *_others) = await invitations.issue(
        session, demo.school, staff=True, now=now, choose=lambda _of: next(draw)
    )
    assert issued.code == "7K3M-9QXA-2B10"
    assert issued.link == "https://t.me/titian_bot?start=7K3M9QXA2B10"
    kept = (await session.scalars(select(Invitation).where(Invitation.person_id == issued.person_id))).one()
    assert kept.code_hash == hashed("7K3M9QXA2B10")
    for typed in ("7K3M-9QXA-2B10", " 7k3m 9qxa 2blo ", "7K3M—9QXA—2BIO"):
        assert await invitations.find(session, typed, now) == kept
    assert await invitations.find(session, "7K3M-9QXA-2B11", now) is None


async def test_fresh_codes_void_the_unused_ones_and_only_theirs(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    here = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    elsewhere = await invitations.issue(session, demo.school, classes=await the_class(demo, "X-2"), now=now)
    fresh = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    assert (await invitations.examine(session, here[0].code, now))[1] is CodeState.VOIDED
    assert (await invitations.examine(session, elsewhere[0].code, now))[1] is CodeState.VALID
    assert (await invitations.examine(session, fresh[0].code, now))[1] is CodeState.VALID


async def test_drawn_codes_change_nothing_until_they_are_kept(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    for staff in (False, True):
        before = await invitations.issue(session, demo.school, staff=staff, now=now)
        drawn = await invitations.draw(session, demo.school, staff=staff)
        assert (await invitations.examine(session, drawn[0].code, now))[1] is CodeState.UNKNOWN
        assert (await invitations.examine(session, before[-1].code, now))[1] is CodeState.VALID
        await invitations.keep(session, demo.school, drawn, now=now)
        assert (await invitations.examine(session, drawn[0].code, now))[1] is CodeState.VALID
        assert (await invitations.examine(session, before[-1].code, now))[1] is CodeState.VOIDED


async def test_used_expired_and_unknown_codes_open_nothing(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    used, expiring, *_rest = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    kept = await invitations.find(session, used.code, now)
    assert kept is not None
    kept.used_at = now
    await session.flush()
    later = now + LIFETIME
    assert (await invitations.examine(session, used.code, now))[1] is CodeState.USED
    assert await invitations.find(session, expiring.code, later - timedelta(seconds=1)) is not None
    assert (await invitations.examine(session, expiring.code, later))[1] is CodeState.EXPIRED
    assert await invitations.examine(session, "", now) == (None, CodeState.UNKNOWN)


async def test_a_code_dies_with_the_guardianship_it_invites_to(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    issued = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    theirs = next(row for row in issued if row.person == "Agus Salim")
    tie = await session.scalar(select(Guardianship).where(Guardianship.person_id == theirs.person_id))
    assert tie is not None
    tie.state = GuardianState.ENDED
    await session.flush()
    assert (await invitations.examine(session, theirs.code, now))[1] is CodeState.VOIDED
    again = await invitations.issue(session, demo.school, classes=await the_class(demo), now=now)
    assert theirs.person_id not in {row.person_id for row in again}


async def test_whom_the_school_must_not_tell_gets_no_code(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    person = await agus(demo)
    tie = (await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id))).one()
    tie.sees_child = False
    await session.flush()
    issued = await invitations.issue(session, demo.school, now=now)
    assert person.id not in {row.person_id for row in issued}


async def test_staff_with_a_chat_need_no_code(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    issued = await invitations.issue(session, demo.school, staff=True, now=now)
    assert [row.person for row in issued] == ["Dewi Anggraini, M.Pd.", "Rahmat Hidayat, S.Si."]
    assert {(row.pupil, row.relation, row.class_name) for row in issued} == {(None, None, None)}


async def test_states_say_how_far_each_has_come_and_never_a_code(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    classes = await the_class(demo)
    await invitations.issue(session, demo.school, classes=classes, now=now)
    stopped, blocked = await demo.account(PARENTS[0]), await demo.account(PARENTS[1])
    stopped.state, blocked.state = AccountState.STOPPED, AccountState.BLOCKED
    tie = (
        await session.scalars(
            select(Guardianship)
            .where(Guardianship.person_id == (await demo.account(PARENTS[2])).person_id)
            .order_by(Guardianship.id)
        )
    ).first()
    assert tie is not None
    tie.state = GuardianState.PROVISIONAL
    await session.flush()
    by_name = {
        row.person: row.state for row in await invitation_states.states(session, demo.school, classes=classes, now=now)
    }
    assert by_name[PARENTS[0].name] is InvitationState.STOPPED
    assert by_name[PARENTS[1].name] is InvitationState.BLOCKED
    assert by_name[PARENTS[2].name] is InvitationState.PROVISIONAL
    assert by_name[PARENTS[3].name] is InvitationState.INVITED
    expired = await invitation_states.states(session, demo.school, classes=classes, now=now + LIFETIME)
    assert Counter(row.state for row in expired)[InvitationState.EXPIRED] > 0
    elsewhere = await invitation_states.states(session, demo.school, classes=await the_class(demo, "X-2"), now=now)
    assert {row.state for row in elsewhere} == {InvitationState.NOT_INVITED, InvitationState.CONFIRMED}


async def test_states_of_staff(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    await invitations.issue(session, demo.school, staff=True, now=now)
    by_name = {
        row.person: row.state for row in await invitation_states.states(session, demo.school, staff=True, now=now)
    }
    assert by_name[ADMIN.name] is InvitationState.CONFIRMED
    assert by_name["Rahmat Hidayat, S.Si."] is InvitationState.INVITED


async def test_a_thousand_families_get_two_thousand_different_codes(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    made = SchoolClass(school_id=demo.school.id, year="2026/2027", name="Semua")
    session.add(made)
    await session.flush()
    base = {"school_id": demo.school.id, "created_at": now}
    people = await session.scalars(
        insert(Person).returning(Person.id), [{**base, "name": f"Wali {n}"} for n in range(2000)]
    )
    pupils = await session.scalars(
        insert(Pupil).returning(Pupil.id),
        [{**base, "name": f"Murid {n}", "class_id": made.id} for n in range(1000)],
    )
    pairs = zip(people, (pupil for pupil in pupils for _twice in range(2)), strict=True)
    await session.execute(
        insert(Guardianship),
        [{"pupil_id": pupil, "person_id": person, "relation": Relation.GUARDIAN} for person, pupil in pairs],
    )
    issued = await invitations.issue(session, demo.school, classes=[made.id], now=now)
    assert len({row.code for row in issued}) == 2000


@pytest.mark.parametrize("said", ["selamat siang", "terima kasih", "assalamualaikum", "7K3M-9QXA-2BC", ""])
def test_words_are_not_taken_for_codes(said: str) -> None:
    assert not looks_like_code(said)


def test_every_drawn_code_looks_like_one() -> None:
    draw = itertools.cycle(ALPHABET)
    assert all(looks_like_code(new_code(lambda _of: next(draw))) for _ in range(50))
