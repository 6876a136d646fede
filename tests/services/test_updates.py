"""From a teacher's update to its recipients' rows, on both databases."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.delivery import Op, OutboxState, Reason, Rung
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.updates import FieldValue
from bot.services import updates
from bot.services.updates import NewUpdate, corrections, fanout, readers, reports
from bot.services.updates.audience import audience_of
from bot.services.updates.catchup import catch_up
from bot.services.updates.screens import screens_for
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    ClassUpdate,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Outgoing,
    Person,
    Recipient,
    RecipientPupil,
    UpdateState,
)
from tests.support.demo import PARENTS, Demo, demo_school

VALUES: dict[str, FieldValue] = {
    "event": "Pentas seni",
    "day": date(2026, 8, 15),
    "at": time(8),
    "place": "Aula sekolah",
}
SITI, HENDRA, YANTI, AGUS = PARENTS


async def an_update(demo: Demo, now: datetime, classes: tuple[str, ...] = ("X-1",), **more: object) -> ClassUpdate:
    ids = [(await demo.school_class(name)).id for name in classes]
    new = NewUpdate(ids, "event_invitation", VALUES, "id", **more)  # type: ignore[arg-type]
    row = await updates.create(demo.session, await demo.person(), new, now, now)
    await demo.session.commit()
    return row


async def send(sessions: Sessions, now: datetime, chunk: int = fanout.CHUNK) -> None:
    async with sessions() as session:
        for update_id in await fanout.start_due(session, now):
            while await fanout.fan_out(session, update_id, now, chunk):
                await session.commit()
        await session.commit()


@pytest.mark.parametrize("many", [readers.MANY, 0])
async def test_every_linked_guardian_becomes_one_recipient_whatever_the_chunks(
    sessions: Sessions, now: datetime, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MANY", many)
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now, ("X-1", "X-2"))
        await send(sessions, now, chunk=7)
        recipients = list(await session.scalars(select(Recipient).where(Recipient.update_id == row.id)))
        queued = await session.scalar(select(func.count()).where(Outgoing.update_id == row.id))
        state = await session.scalar(select(ClassUpdate.state).where(ClassUpdate.id == row.id))
        yanti = await demo.person(YANTI)
    # 27 mothers of X-1 (Pak Agus's family is not linked), of whom Bu Yanti is one; Pak Hendra instead of a mother;
    # 28 families of X-2, among them Bu Yanti's second child.
    assert len(recipients) == queued == 27 + 27
    assert Counter(found.person_id for found in recipients)[yanti.id] == 1
    assert state is UpdateState.SENT


async def test_fanning_out_twice_changes_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        await send(sessions, now)
        before = await session.scalar(select(func.count()).select_from(Outgoing))
        row = await session.get_one(ClassUpdate, row.id, populate_existing=True)
        row.state, row.fanned_to = UpdateState.SENDING, 0
        await session.commit()
        assert await fanout.fan_out(session, row.id, now) is False
        await session.commit()
        assert await session.scalar(select(func.count()).select_from(Outgoing)) == before


async def test_an_update_leaves_when_its_time_has_come_and_not_before(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        row.send_at = now + timedelta(hours=1)
        await session.commit()
        assert await fanout.start_due(session, now) == []
        assert await fanout.start_due(session, now + timedelta(hours=1)) == [row.id]
        assert await fanout.start_due(session, now + timedelta(hours=1)) == []


async def test_an_undone_update_never_leaves(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        await updates.cancel(session, await demo.person(), row.id, now)
        await session.commit()
        await send(sessions, now)
        assert await session.scalar(select(func.count()).select_from(Outgoing)) == 0
        with pytest.raises(StaleScreen):
            await updates.cancel(session, await demo.person(), row.id, now)


async def test_a_teacher_writes_only_to_her_own_classes(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        mother = await demo.person(SITI)
        new = NewUpdate([(await demo.school_class()).id], "event_invitation", VALUES, "id")
        with pytest.raises(NotAllowed):
            await updates.create(session, mother, new, now, now)
        with pytest.raises(NotAllowed):
            await updates.create(
                session, await demo.person(), NewUpdate([999], "event_invitation", VALUES, "id"), now, now
            )


async def test_each_reader_sees_the_own_children_in_the_own_language(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now, ("X-1", "X-2"), other_words={"en": {"event": "Art show", "place": "Hall"}})
        await send(sessions, now)
        recipients = {
            found.person_id: found.id
            for found in await session.scalars(select(Recipient).where(Recipient.update_id == row.id))
        }
        yanti, hendra = recipients[(await demo.person(YANTI)).id], recipients[(await demo.person(HENDRA)).id]
        screens = await screens_for(session, [yanti, hendra])
        children = [await demo.child(YANTI, 0), await demo.child(YANTI, 1)]
        others = await demo.child(HENDRA)
    assert {child["name"] for child in screens[yanti].values["children"]} == {child.name for child in children}  # type: ignore[index,union-attr]
    assert [child["name"] for child in screens[hendra].values["children"]] == [others.name]  # type: ignore[index,union-attr]
    assert screens[yanti].values["event"] == "Pentas seni"
    assert screens[hendra].values["event"] == "Art show"


async def test_a_correction_changes_shown_messages_and_those_still_waiting(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        await send(sessions, now)
        shown = list(await session.scalars(select(Recipient).where(Recipient.update_id == row.id).limit(3)))
        for number, recipient in enumerate(shown):
            recipient.message, recipient.rung = str(number + 1), Rung.ACCEPTED
        await session.commit()
        await corrections.correct(session, await demo.person(), row.id, {**VALUES, "place": "Lapangan"}, now)
        await session.commit()
        edits = list(await session.scalars(select(Outgoing).where(Outgoing.op == Op.EDIT)))
        waiting = await session.scalar(
            select(Recipient.id).where(Recipient.update_id == row.id, Recipient.message.is_(None)).limit(1)
        )
        screens = await screens_for(session, [shown[0].id, waiting or 0])
    assert {edit.target for edit in edits} == {"1", "2", "3"}
    assert {screen.values["place"] for screen in screens.values()} == {"Lapangan"}
    assert all(screen.values["corrected"] for screen in screens.values())


async def test_a_corrected_day_is_how_long_the_update_stays_current_and_other_words_outlive_other_facts(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now, other_words={"en": {"event": "School play", "place": "Hall"}})
        await send(sessions, now)
        later = date(2026, 8, 29)
        row = await corrections.correct(
            session, await demo.person(), row.id, {**VALUES, "day": later, "place": "Lapangan"}, now
        )
        assert row.current_until.date() == later
        assert row.other_words == {"en": {"event": "School play"}}


async def test_a_withdrawn_update_is_deleted_where_it_is_shown_and_dropped_where_it_waits(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        await send(sessions, now)
        first = (await session.scalars(select(Recipient).where(Recipient.update_id == row.id).limit(1))).one()
        sent = (await session.scalars(select(Outgoing).where(Outgoing.recipient_id == first.id))).one()
        first.message, sent.state = "1", OutboxState.SENT
        await session.commit()
        await corrections.withdraw(session, await demo.person(), row.id, now + timedelta(hours=1))
        await session.commit()
        states = Counter(
            (out.op, out.state, out.reason)
            for out in await session.scalars(select(Outgoing).execution_options(populate_existing=True))
        )
    assert states == {
        (Op.SEND, OutboxState.SENT, None): 1,
        (Op.DELETE, OutboxState.QUEUED, None): 1,
        (Op.SEND, OutboxState.DROPPED, Reason.WITHDRAWN): 26,
    }


async def test_the_preview_counts_families_by_child_and_names_those_not_reached(
    sessions: Sessions, now: datetime
) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        audience = await audience_of(session, [(await demo.school_class()).id], now)
        agus = await demo.child(AGUS)
    assert (audience.children, audience.reached) == (36, 27)
    assert (agus.name, Reason.NOT_LINKED) in [(child.name, reason) for child, reason in audience.missed]
    assert audience.locales == ["id", "en"]


async def test_the_report_shows_every_family_and_claims_nothing_unknown(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now)
        await send(sessions, now)
        siti = await session.scalar(
            select(Recipient).where(Recipient.person_id == (await demo.person(SITI)).id, Recipient.update_id == row.id)
        )
        assert siti is not None
        siti.rung, siti.read_at = Rung.READ, now
        await session.commit()
        lines = await reports.by_family(session, await demo.person(), row)
    assert Counter(line.rung for line in lines) == {Rung.UNREACHED: 9, Rung.QUEUED: 26, Rung.READ: 1}


async def test_a_guardian_who_may_not_hear_of_the_child_receives_nothing(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        siti = await demo.person(SITI)
        bond = (await session.scalars(select(Guardianship).where(Guardianship.person_id == siti.id))).one()
        bond.sees_child = False
        await session.commit()
        await an_update(demo, now)
        await send(sessions, now)
        assert await session.scalar(select(Recipient.id).where(Recipient.person_id == siti.id)) is None


async def test_an_urgent_update_logs_its_reason(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        row = await an_update(demo, now, urgent_reason="Banjir")
        entry = (await session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.URGENT))).one()
    assert (entry.update_id, entry.text, entry.staff_id) == (row.id, "Banjir", row.author_id)


async def test_a_family_that_links_later_receives_what_is_still_current_once(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        current = await an_update(demo, now)
        await an_update(demo, now, ("X-2",))
        over = await an_update(demo, now)
        over.current_until = now
        await session.commit()
        await send(sessions, now)
        later = now + timedelta(days=1)
        agus = await demo.person(AGUS)
        (bond,) = await session.scalars(select(Guardianship).where(Guardianship.person_id == agus.id))
        bond.state = GuardianState.PROVISIONAL
        session.add(an_account(demo, agus, later))
        await session.flush()
        assert await catch_up(session, agus, later) == 1
        assert await catch_up(session, agus, later) == 0
        await session.commit()
        queued = list(await session.scalars(select(Outgoing).where(Outgoing.person_id == agus.id)))
    assert [row.update_id for row in queued] == [current.id]


def an_account(demo: Demo, person: Person, now: datetime) -> Account:
    return Account(bot_id=demo.bot.id, person_id=person.id, address="204", state_since=now, created_at=now, seen_at=now)


async def test_a_child_without_consent_is_not_named_beside_the_other(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        yanti, second = await demo.person(YANTI), await demo.child(YANTI, 1)
        (consent,) = await session.scalars(
            select(Consent).where(Consent.person_id == yanti.id, Consent.pupil_id == second.id)
        )
        consent.withdrawn_at = now
        await session.commit()
        row = await an_update(demo, now, ("X-1", "X-2"))
        await send(sessions, now)
        (recipient,) = await session.scalars(
            select(Recipient.id).where(Recipient.update_id == row.id, Recipient.person_id == yanti.id)
        )
        named = await session.scalars(select(RecipientPupil.pupil_id).where(RecipientPupil.recipient_id == recipient))
        assert list(named) == [(await demo.child(YANTI, 0)).id]


async def test_a_child_linked_later_joins_the_update_that_came_for_the_first(sessions: Sessions, now: datetime) -> None:
    async with sessions() as session:
        demo = await demo_school(session, now)
        yanti, second = await demo.person(YANTI), await demo.child(YANTI, 1)
        (tie,) = await session.scalars(
            select(Guardianship).where(Guardianship.person_id == yanti.id, Guardianship.pupil_id == second.id)
        )
        tie.state = GuardianState.LISTED
        await session.commit()
        row = await an_update(demo, now, ("X-1", "X-2"))
        await send(sessions, now)
        tie.state = GuardianState.PROVISIONAL
        await session.flush()
        assert await catch_up(session, yanti, now) == 0
        named = await session.scalars(
            select(RecipientPupil.pupil_id)
            .join(Recipient, Recipient.id == RecipientPupil.recipient_id)
            .where(Recipient.update_id == row.id, Recipient.person_id == yanti.id)
        )
        assert set(named) == {(await demo.child(YANTI, 0)).id, second.id}
        queued = await session.scalars(select(Outgoing).where(Outgoing.person_id == yanti.id))
        assert len(list(queued)) == 1
