"""From the outbox to the phone, and back into the records; on both databases."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.delivery.claims import Taken, Want, claim
from bot.delivery.outcomes import MovedTo
from bot.delivery.results import record
from bot.domain.delivery import Op, OutboxState, Reason, Rung
from bot.domain.policy import Weight
from bot.domain.screens import FileKind, FileRef, screen
from bot.playground.telegram import Answer
from bot.playground.telegram.faults import Wrong
from bot.services.queue import outbox
from bot.services.updates import corrections, load_values
from bot.storage.models import Account, AccountState, Bot, ClassUpdate, Consent, LogKind, Outgoing, School
from tests.channels.conftest import a_picture
from tests.delivery.conftest import Scene
from tests.support.demo import PARENTS, TEACHER

SITI, HENDRA, YANTI, AGUS = PARENTS
STALE = screen("home/stale")


async def test_a_screen_arrives_and_its_exact_words_are_kept(scene: Scene) -> None:
    queued = await scene.show(SITI)
    assert await scene.deliver() == 1
    row, shown = await scene.row(queued), scene.phone(SITI).screen()[-1]
    assert (row.state, row.message, row.sent_at) == (OutboxState.SENT, str(shown.id), scene.now)
    assert row.text == shown.html
    assert await scene.deliver() == 0


async def test_everything_to_one_chat_arrives_in_order(scene: Scene) -> None:
    for number in range(7):
        await scene.show(SITI, what=screen("home/invalid", field="code", reason=str(number)))
    rows = [row.id for row in await scene.rows()]
    await scene.deliver()
    messages = [int((await scene.row(row_id)).message or 0) for row_id in rows]
    assert messages == sorted(messages)


async def test_answers_leave_before_what_was_queued_for_many(scene: Scene) -> None:
    await scene.send_update()
    await scene.show(TEACHER)
    await scene.deliver()
    sent = [request.params["chat_id"] for request in scene.api.requests if request.method == "sendMessage"]
    assert sent[0] == str(TEACHER.user_id)


async def test_an_update_reaches_every_family_in_its_own_language_and_climbs(scene: Scene) -> None:
    update_id = await scene.send_update()
    await scene.deliver()
    recipients = await scene.recipients(update_id)
    assert {(found.rung, found.accepted_at, found.shown_version) for found in recipients} == {
        (Rung.ACCEPTED, scene.now, 1)
    }
    assert len(recipients) == len([entry for entry in await scene.log() if entry.kind is LogKind.SENT])
    siti, hendra = scene.phone(SITI).screen()[-1], scene.phone(HENDRA).screen()[-1]
    assert (await scene.recipient(update_id, SITI)).message == str(siti.id)
    assert siti.labels() != hendra.labels()
    told = await scene.recipient(update_id, SITI)
    (sent,) = [row for row in await scene.rows() if row.recipient_id == told.id]
    (entry,) = [entry for entry in await scene.log() if entry.recipient_id == told.id]
    assert (entry.text, entry.locale, entry.channel) == (sent.text, "id", "telegram")


async def test_a_routine_update_at_night_waits_for_the_morning_and_an_urgent_one_does_not(scene: Scene) -> None:
    scene.pass_by(hours=12)
    update_id = await scene.send_update()
    urgent = await scene.send_update(urgent="Air di jalan naik")
    await scene.deliver()
    waiting, told = await scene.recipient(update_id, SITI), await scene.recipient(urgent, SITI)
    assert (waiting.rung, waiting.reason, told.rung) == (Rung.QUEUED, Reason.QUIET_HOURS, Rung.ACCEPTED)
    assert waiting.waits_until is not None
    scene.now = waiting.waits_until
    await scene.deliver()
    waiting = await scene.recipient(update_id, SITI)
    assert (waiting.rung, waiting.reason, waiting.waits_until) == (Rung.ACCEPTED, None, None)


async def test_the_weekly_cap_makes_the_next_routine_update_wait(scene: Scene) -> None:
    async with scene.sessions() as session:
        await session.execute(update(School).values(weekly_cap=2))
        await session.commit()
    for _each in range(2):
        await scene.send_update()
        await scene.deliver()
        scene.pass_by(hours=1)
    third = await scene.send_update()
    await scene.deliver()
    waiting = await scene.recipient(third, SITI)
    assert (waiting.rung, waiting.reason) == (Rung.QUEUED, Reason.FAMILY_CAP)
    scene.now = waiting.waits_until or scene.now
    await scene.deliver()
    assert (await scene.recipient(third, SITI)).rung is Rung.ACCEPTED


@pytest.mark.parametrize("weight", [Weight.ROUTINE, Weight.URGENT, Weight.ANSWER])
async def test_an_update_that_waited_beyond_its_day_is_not_sent_any_more(scene: Scene, weight: Weight) -> None:
    update_id = await scene.send_update()
    async with scene.sessions() as session:
        await session.execute(update(Outgoing).where(Outgoing.update_id == update_id).values(weight=weight))
        await session.commit()
    before = len(scene.phone(SITI).screen())
    scene.now = (await scene.update(update_id)).current_until
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.reason, found.waits_until) == (Rung.UNREACHED, Reason.EXPIRED, None)
    assert {(row.state, row.reason) for row in await scene.rows()} == {(OutboxState.DROPPED, Reason.EXPIRED)}
    assert len(scene.phone(SITI).screen()) == before


async def test_an_update_about_a_day_gone_by_is_sent_like_any_other(scene: Scene) -> None:
    update_id = await scene.send_update()
    async with scene.sessions() as session:
        (await session.get_one(ClassUpdate, update_id)).current_until = scene.now - timedelta(days=1)
        await session.commit()
    await scene.deliver()
    assert (await scene.recipient(update_id, SITI)).rung is Rung.ACCEPTED


@pytest.mark.parametrize(
    ("state", "reason"), [(AccountState.STOPPED, Reason.STOPPED), (AccountState.BLOCKED, Reason.BLOCKED)]
)
async def test_who_said_stop_or_blocked_the_bot_meanwhile_gets_nothing(
    scene: Scene, state: AccountState, reason: Reason
) -> None:
    update_id = await scene.send_update()
    async with scene.sessions() as session:
        await session.execute(update(Account).where(Account.address == str(SITI.user_id)).values(state=state))
        await session.commit()
    before = len(scene.phone(SITI).screen())
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.reason, len(scene.phone(SITI).screen())) == (Rung.FAILED, reason, before)


async def test_who_took_the_consent_back_gets_nothing(scene: Scene) -> None:
    update_id = await scene.send_update()
    async with scene.sessions() as session:
        siti = await (await scene.demo(session)).person(SITI)
        await session.execute(update(Consent).where(Consent.person_id == siti.id).values(withdrawn_at=scene.now))
        await session.commit()
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.reason) == (Rung.FAILED, Reason.NO_CONSENT)


async def test_a_chat_that_became_somebody_elses_is_not_told(scene: Scene) -> None:
    update_id = await scene.send_update()
    answer = await scene.show(SITI)
    async with scene.sessions() as session:
        demo = await scene.demo(session)
        (await demo.account(SITI)).person_id = (await demo.person(AGUS)).id
        await session.commit()
    before = len(scene.phone(SITI).screen())
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.reason) == (Rung.FAILED, Reason.NOT_LINKED)
    assert (await scene.row(answer)).state is OutboxState.DROPPED
    assert len(scene.phone(SITI).screen()) == before


async def test_who_blocked_the_bot_is_found_out_and_marked(scene: Scene) -> None:
    update_id = await scene.send_update()
    scene.phone(SITI).block()
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    async with scene.sessions() as session:
        account = await (await scene.demo(session)).account(SITI)
    assert (found.rung, found.reason, account.state) == (Rung.FAILED, Reason.BLOCKED, AccountState.BLOCKED)
    failed = [entry for entry in await scene.log() if entry.kind is LogKind.FAILED]
    assert [(entry.recipient_id, entry.text) for entry in failed] == [(found.id, None)]


async def test_what_was_certainly_not_sent_is_sent_once_after_growing_pauses(scene: Scene) -> None:
    queued = await scene.show(SITI)
    before = len(scene.phone(SITI).screen())
    dues = []
    for _fault in range(3):
        scene.api.faults.order("refuse", method="sendMessage")
        await scene.deliver()
        row = await scene.row(queued)
        dues.append(row.due_at - scene.now)
        assert (row.state, row.reason, row.resent) == (OutboxState.QUEUED, Reason.NETWORK, False)
        scene.now = row.due_at
    assert dues == [timedelta(seconds=seconds) for seconds in (1, 5, 30)]
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before + 1


async def test_a_later_answer_never_overtakes_one_that_is_tried_again(scene: Scene) -> None:
    first = await scene.show(SITI)
    scene.api.faults.order("refuse", method="sendMessage")
    await scene.deliver()
    second = await scene.show(SITI)
    other = await scene.show(HENDRA)
    assert await scene.deliver() == 1
    assert (await scene.row(other)).state is OutboxState.SENT
    scene.pass_by(seconds=2)
    await scene.deliver()
    one, two = await scene.row(first), await scene.row(second)
    assert int(one.message or 0) < int(two.message or 0)


async def test_a_flood_halts_bulk_and_lets_answers_pass(scene: Scene) -> None:
    update_id = await scene.send_update()
    scene.api.faults.order("too_many", seconds=60, method="sendMessage", chat_id=SITI.user_id)
    await scene.deliver()
    async with scene.sessions() as session:
        paused = (await session.get_one(Bot, scene.bot_id)).paused_until
    assert paused is not None
    assert timedelta(seconds=60) < paused - scene.now < timedelta(seconds=65)
    later = await scene.send_update("X-2")
    answer = await scene.show(HENDRA)
    assert await scene.deliver() == 1
    assert (await scene.row(answer)).state is OutboxState.SENT
    scene.now = paused
    await scene.deliver()
    rungs = Counter(found.rung for found in [*await scene.recipients(update_id), *await scene.recipients(later)])
    assert set(rungs) == {Rung.ACCEPTED}


@pytest.mark.parametrize("wrong", ["drop_before", "drop_after"])
async def test_what_may_have_arrived_is_sent_once_more_as_a_copy_and_counted(scene: Scene, wrong: Wrong) -> None:
    update_id = await scene.send_update()
    before = len(scene.phone(SITI).screen())
    scene.api.faults.order(wrong, method="sendMessage", chat_id=SITI.user_id)
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.possibly_twice) == (Rung.UNKNOWN, True)
    scene.pass_by(seconds=20)
    await scene.deliver()
    found = await scene.recipient(update_id, SITI)
    assert (found.rung, found.possibly_twice) == (Rung.ACCEPTED, True)
    texts = [bubble.text for bubble in scene.phone(SITI).screen()[before:]]
    assert len(texts) == (2 if wrong == "drop_after" else 1)
    assert len(set(texts)) == len(texts)


async def test_what_is_unknown_twice_is_left_alone(scene: Scene) -> None:
    queued = await scene.show(SITI)
    scene.api.faults.order("drop_after", method="sendMessage", times=9)
    for _hour in range(5):
        await scene.deliver()
        scene.pass_by(hours=1)
    row = await scene.row(queued)
    assert (row.state, row.attempts) == (OutboxState.UNKNOWN, 2)


async def test_a_pressed_screen_is_changed_and_one_that_is_gone_is_shown_anew(scene: Scene) -> None:
    queued = await scene.show(SITI)
    await scene.deliver()
    message = (await scene.row(queued)).message
    assert message is not None
    before = len(scene.phone(SITI).screen())
    await scene.show(SITI, edit=message, what=screen("home/invalid", field="code", reason="unknown"))
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before
    await scene.api.call("4242:playground", "deleteMessage", {"chat_id": SITI.user_id, "message_id": int(message)})
    again = await scene.show(SITI, edit=message)
    await scene.deliver()
    row = await scene.row(again)
    assert (row.state, row.message) == (OutboxState.SENT, str(scene.phone(SITI).screen()[-1].id))
    assert row.message != message


async def test_an_edit_whose_outcome_is_unknown_is_simply_made_again(scene: Scene) -> None:
    queued = await scene.show(SITI)
    await scene.deliver()
    changed = await scene.show(
        SITI,
        edit=(await scene.row(queued)).message,
        what=screen("home/invalid", field="code", reason="unknown"),
    )
    scene.api.faults.order("drop_after", method="editMessageText")
    await scene.deliver()
    scene.pass_by(seconds=2)
    await scene.deliver()
    row = await scene.row(changed)
    assert (row.state, row.resent) == (OutboxState.SENT, False)


async def correct_meanwhile(scene: Scene, update_id: int, *, withdraw: bool, place: str = "Lapangan") -> None:
    async with scene.sessions() as session:
        author = await (await scene.demo(session)).person(TEACHER)
        if withdraw:
            await corrections.withdraw(session, author, update_id, scene.now)
        else:
            values = load_values((await session.get_one(ClassUpdate, update_id)).values)
            await corrections.correct(session, author, update_id, {**values, "place": place}, scene.now)
        await session.commit()


@pytest.mark.parametrize("withdraw", [False, True])
async def test_a_correction_or_withdrawal_while_a_message_is_under_way_catches_up_with_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, withdraw: bool
) -> None:
    update_id = await scene.send_update()
    call = scene.api.call
    done: list[str] = []

    async def call_and_correct(token: str, method: str, *rest: object) -> Answer:
        answer = await call(token, method, *rest)  # type: ignore[arg-type]
        if method == "sendMessage" and not done:
            done.append(method)
            await correct_meanwhile(scene, update_id, withdraw=withdraw)
        return answer

    monkeypatch.setattr(scene.api, "call", call_and_correct)
    await scene.deliver()
    recipients = await scene.recipients(update_id)
    if withdraw:
        assert {found.rung for found in recipients} == {Rung.WITHDRAWN}
        assert not [one for one in scene.phone(SITI).screen() if "Pentas" in one.text]
    else:
        assert {(found.rung, found.shown_version) for found in recipients} == {(Rung.ACCEPTED, 2)}
        assert "Lapangan" in scene.phone(SITI).screen()[-1].text


@pytest.fixture
def photo(tmp_path: Path) -> FileRef:
    (tmp_path / "p.png").write_bytes(a_picture())
    return FileRef(FileKind.PHOTO, path="p.png")


async def test_withdrawing_a_photo_with_long_words_takes_both_out_of_every_chat(scene: Scene, photo: FileRef) -> None:
    before = len(scene.phone(SITI).screen())
    update_id = await scene.send_update(place="Aula sekolah " * 90, file=photo)
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before + 2
    await correct_meanwhile(scene, update_id, withdraw=True)
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before


async def test_a_withdrawal_that_overtakes_a_photo_with_long_words_takes_both_back(
    scene: Scene, photo: FileRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(scene.phone(SITI).screen())
    update_id = await scene.send_update(place="Aula sekolah " * 90, file=photo)
    call = scene.api.call
    done: list[str] = []

    async def call_and_withdraw(token: str, method: str, *rest: object) -> Answer:
        answer = await call(token, method, *rest)  # type: ignore[arg-type]
        if method == "sendPhoto" and not done:
            done.append(method)
            await correct_meanwhile(scene, update_id, withdraw=True)
        return answer

    monkeypatch.setattr(scene.api, "call", call_and_withdraw)
    await scene.deliver()
    assert done
    assert len(scene.phone(SITI).screen()) == before


@pytest.mark.parametrize("long", ["Lapangan " * 150, "Lapangan"])
async def test_a_correction_changes_the_words_below_the_photo_and_a_withdrawal_takes_all_of_it(
    scene: Scene, photo: FileRef, long: str
) -> None:
    before = len(scene.phone(SITI).screen())
    update_id = await scene.send_update(place="Aula sekolah " * 90, file=photo)
    await scene.deliver()
    await correct_meanwhile(scene, update_id, withdraw=False, place=long)
    await scene.deliver()
    _picture, words = scene.phone(SITI).screen()[before:]
    assert "Lapangan" in words.text
    assert (await scene.recipient(update_id, SITI)).shown_version == 2
    await correct_meanwhile(scene, update_id, withdraw=True)
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before


async def test_a_caption_corrected_beyond_its_room_is_said_anew_and_taken_back_with_the_old_one(
    scene: Scene, photo: FileRef
) -> None:
    before = len(scene.phone(SITI).screen())
    update_id = await scene.send_update(file=photo)
    await scene.deliver()
    await correct_meanwhile(scene, update_id, withdraw=False, place="Lapangan " * 150)
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before + 3
    await correct_meanwhile(scene, update_id, withdraw=True)
    await scene.deliver()
    assert len(scene.phone(SITI).screen()) == before


async def test_a_correction_while_an_update_is_opened_again_reaches_the_new_message(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_id = await scene.send_update()
    await scene.deliver()
    recipient = await scene.recipient(update_id, SITI)
    async with scene.sessions() as session:
        account = await (await scene.demo(session)).account(SITI)
        outbox.show_update(session, account, scene.school_id, recipient, scene.now)
        await session.commit()
    call = scene.api.call
    done: list[str] = []

    async def call_and_correct(token: str, method: str, *rest: object) -> Answer:
        answer = await call(token, method, *rest)  # type: ignore[arg-type]
        if method == "sendMessage" and not done:
            done.append(method)
            await correct_meanwhile(scene, update_id, withdraw=False)
        return answer

    monkeypatch.setattr(scene.api, "call", call_and_correct)
    scene.pass_by(seconds=2)
    await scene.deliver()
    assert "Lapangan" in scene.phone(SITI).screen()[-1].text
    assert (await scene.recipient(update_id, SITI)).shown_version == 2


async def test_a_screen_without_words_fails_alone(scene: Scene) -> None:
    broken = await scene.show(SITI, what=screen("home/there_is_no_such_screen"))
    good = await scene.show(HENDRA)
    await scene.deliver()
    assert [(row.state, row.reason) for row in (await scene.row(broken), await scene.row(good))] == [
        (OutboxState.FAILED, Reason.UNRENDERABLE),
        (OutboxState.SENT, None),
    ]


async def test_a_chat_that_moved_is_followed(scene: Scene) -> None:

    queued = await scene.show(SITI)
    async with scene.sessions() as session:
        (row,) = (await claim(session, "me", scene.now, [Want(scene.bot_id, 9, 9)])).rows
        await record(session, [MovedTo(row, str(HENDRA.user_id + 5000), scene.now)], scene.now)
        await session.commit()
        address = await session.scalar(select(Account.address).where(Account.id == row.account_id))
    assert (address, (await scene.row(queued)).state) == (str(HENDRA.user_id + 5000), OutboxState.QUEUED)


async def test_a_chat_with_a_message_under_way_gets_no_second(scene: Scene) -> None:

    await scene.show(SITI)
    second = await scene.show(SITI)
    async with scene.sessions() as session:
        first = await claim(session, "one", scene.now, [Want(scene.bot_id, 9, 9)])
        await session.commit()
        then = await claim(session, "two", scene.now, [Want(scene.bot_id, 9, 9)])
    assert (first.held, then) == (set(), Taken([], {scene.bot_id}))
    assert (len(first.rows), (await scene.row(second)).state) == (1, OutboxState.QUEUED)


async def test_one_chat_with_many_rows_does_not_hide_the_others(scene: Scene) -> None:

    for _each in range(40):
        await scene.show(SITI)
    await scene.show(HENDRA)
    async with scene.sessions() as session:
        claimed = await claim(session, "me", scene.now, [Want(scene.bot_id, 2, 0)])
        await session.commit()
    assert len({row.account_id for row in claimed.rows}) == 2


async def test_a_deletion_is_recorded_and_logged_nowhere(scene: Scene) -> None:
    update_id = await scene.send_update()
    await scene.deliver()
    entries = len(await scene.log())
    await correct_meanwhile(scene, update_id, withdraw=True)
    await scene.deliver()
    async with scene.sessions() as session:
        deletions = list(await session.scalars(select(Outgoing).where(Outgoing.op == Op.DELETE)))
    assert {row.state for row in deletions} == {OutboxState.SENT}
    assert len(await scene.log()) == entries + 1


async def test_what_was_tried_and_now_waits_for_the_morning_holds_nothing_urgent_back(scene: Scene) -> None:
    routine = await scene.send_update()
    siti = await scene.recipient(routine, SITI)
    async with scene.sessions() as session:
        mine = Outgoing.recipient_id == siti.id
        await session.execute(update(Outgoing).where(Outgoing.update_id == routine, ~mine).values(state="dropped"))
        await session.execute(update(Outgoing).where(mine).values(attempts=1))
        await session.commit()
    scene.pass_by(hours=12)
    await scene.deliver()
    assert (await scene.recipient(routine, SITI)).reason is Reason.QUIET_HOURS
    urgent = await scene.send_update(urgent="weather")
    await scene.deliver()
    assert (await scene.recipient(urgent, SITI)).rung is Rung.ACCEPTED
