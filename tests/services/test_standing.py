"""Where a person stands towards the school's messages."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.policy import Standing, Weight
from bot.services.queue.standing import WEEK, standings
from bot.storage.engine import Sessions
from bot.storage.models import Account, AccountState, Consent, Guardianship, GuardianState, Outgoing
from tests.support.demo import PARENTS, TEACHER, Demo, demo_school

SITI, HENDRA, YANTI, AGUS = PARENTS


async def standing_of(demo: Demo, now: datetime, who: object = SITI, *, about: int | None = None) -> Standing:
    person = await demo.person(who)  # type: ignore[arg-type]
    concerns = {person.id: [about]} if about is not None else None
    return (await standings(demo.session, [person.id], now, concerns))[person.id]


async def sent(demo: Demo, at: datetime, weight: Weight = Weight.ROUTINE, op: Op = Op.SEND) -> None:
    account = await demo.account(SITI)
    demo.session.add(
        Outgoing(
            school_id=demo.school.id,
            bot_id=account.bot_id,
            account_id=account.id,
            person_id=account.person_id,
            lane=Lane.BULK,
            due_at=at,
            state=OutboxState.SENT,
            op=op,
            weight=weight,
            created_at=at,
            sent_at=at,
        )
    )
    await demo.session.flush()


async def test_a_linked_confirmed_guardian_with_consent_stands_well(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        siti = await demo.person(SITI)
        await session.execute(
            update(Guardianship).where(Guardianship.person_id == siti.id).values(state=GuardianState.CONFIRMED)
        )
        assert await standing_of(demo, now) == Standing()


async def test_who_has_no_chat_is_not_linked(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        assert not (await standing_of(demo, now, AGUS)).linked


async def test_staff_who_are_guardians_of_nobody_need_no_consent(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        found = await standing_of(demo, now, TEACHER)
        assert (found.consent, found.confirmed) == (True, True)


async def test_consent_counts_for_the_child_it_was_given_for(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        yanti = await demo.person(YANTI)
        first, second = await demo.child(YANTI, 0), await demo.child(YANTI, 1)
        await session.execute(
            update(Consent).where(Consent.person_id == yanti.id, Consent.pupil_id == first.id).values(withdrawn_at=now)
        )
        found = [(await standing_of(demo, now, YANTI, about=child.id)).consent for child in (first, second)]
        assert found == [False, True]


async def test_a_link_that_is_not_confirmed_is_provisional(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        siti = await demo.person(SITI)
        await session.execute(
            update(Guardianship).where(Guardianship.person_id == siti.id).values(state=GuardianState.PROVISIONAL)
        )
        assert not (await standing_of(demo, now)).confirmed


@pytest.mark.parametrize(
    ("states", "blocked", "stopped"),
    [
        ([AccountState.BLOCKED], True, False),
        ([AccountState.STOPPED], False, True),
        ([AccountState.BLOCKED, AccountState.ACTIVE], False, False),
        ([AccountState.STOPPED, AccountState.BLOCKED], False, True),
    ],
)
async def test_one_working_chat_is_enough(
    sessions: Sessions, now: datetime, states: list[AccountState], blocked: bool, stopped: bool
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        account = await demo.account(SITI)
        account.state = states[0]
        for number, state in enumerate(states[1:]):
            session.add(
                Account(
                    bot_id=account.bot_id,
                    person_id=account.person_id,
                    address=f"9{number}",
                    state=state,
                    state_since=now,
                    created_at=now,
                    seen_at=now,
                )
            )
        await session.flush()
        found = await standing_of(demo, now)
        assert (found.blocked, found.stopped) == (blocked, stopped)


async def test_the_cap_opens_a_week_after_the_message_that_has_to_leave_the_count(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        demo.school.weekly_cap = 2
        await sent(demo, now - timedelta(days=6))
        assert (await standing_of(demo, now)).cap_opens is None
        for days in (5, 4, 8):
            await sent(demo, now - timedelta(days=days))
        await sent(demo, now, Weight.URGENT)
        await sent(demo, now, Weight.BOOKED)
        await sent(demo, now, Weight.ROUTINE, Op.EDIT)
        assert (await standing_of(demo, now)).cap_opens == now - timedelta(days=5) + WEEK
        assert (await standing_of(demo, now, HENDRA)).cap_opens is None
