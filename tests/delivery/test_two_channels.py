"""Two channels, one house: windows and openers, receipts, the bill, and the next chat where one is closed."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.delivery import OutboxState, ReadBy, Reason, Rung, Via
from bot.playground.whatsapp import Verdict
from bot.services.updates import reports
from bot.storage.engine import Sessions
from bot.storage.models import Account, AccountState, BilledMessage, Bot, ClassUpdate, LogEntry, LogKind, Outgoing
from tests.support.bridge import PRICE, Bridge, open_bridge
from tests.support.demo import PARENTS

MOTHER = PARENTS[0]


@pytest.fixture
async def bridge(sessions: Sessions, now: datetime, tmp_path: Path) -> AsyncIterator[Bridge]:
    made = await open_bridge(sessions, now, tmp_path)
    yield made
    await made.whatsapp.close()
    await made.cloud.aclose()


async def waiting(bridge: Bridge) -> list[tuple[OutboxState, Reason | None]]:
    """What is queued for WhatsApp."""
    async with bridge.sessions() as session:
        rows = await session.execute(
            select(Outgoing.state, Outgoing.reason).where(
                Outgoing.bot_id == bridge.whatsapp_id, Outgoing.state == OutboxState.QUEUED
            )
        )
        return [(state, reason) for state, reason in rows]


async def test_a_closed_window_is_opened_by_a_tap_and_then_the_message_comes(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    update = await bridge.send_update()
    await bridge.settle()
    (opener,) = phone.screen()
    assert opener.template == "titian_question"
    assert "Pentas seni" not in opener.text
    recipient = await bridge.recipient(update, MOTHER)
    assert (recipient.rung, recipient.reason) == (Rung.QUEUED, Reason.WINDOW)
    assert await waiting(bridge) == [(OutboxState.QUEUED, Reason.WINDOW)]

    phone.press(opener.id, opener.buttons[0].title)
    await bridge.settle()
    assert "Pentas seni" in phone.screen()[-1].text
    recipient = await bridge.recipient(update, MOTHER)
    assert recipient.rung in (Rung.ACCEPTED, Rung.DELIVERED, Rung.READ)
    assert recipient.via is Via.WHATSAPP


async def test_an_open_window_needs_no_opener_and_costs_nothing(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    before = len(phone.screen())
    await bridge.send_update()
    await bridge.settle()
    (message,) = phone.screen()[before:]
    assert "Pentas seni" in message.text
    assert not message.template
    async with bridge.sessions() as session:
        assert await session.scalar(select(func.count(BilledMessage.id))) == 0


async def test_several_messages_wait_behind_one_opener(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    await bridge.send_update()
    await bridge.settle()
    await bridge.send_update()
    await bridge.settle()
    assert len(phone.screen()) == 1
    phone.say("Ya, Bu")
    await bridge.settle()
    assert sum("Pentas seni" in bubble.text for bubble in phone.screen()) == 2


async def test_receipts_move_the_ladder_and_say_that_they_did(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    phone.go_offline()
    update = await bridge.send_update()
    await bridge.settle()
    assert (await bridge.recipient(update, MOTHER)).rung is Rung.ACCEPTED
    phone.go_online()
    await bridge.settle()
    recipient = await bridge.recipient(update, MOTHER)
    assert recipient.rung is Rung.DELIVERED
    assert recipient.delivered_at is not None
    phone.read()
    await bridge.settle()
    recipient = await bridge.recipient(update, MOTHER)
    assert (recipient.rung, recipient.read_by) == (Rung.READ, ReadBy.RECEIPT)


async def test_the_report_says_what_a_channel_tells_and_what_a_person_said(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    update = await bridge.send_praise()
    await bridge.settle()
    phone.read()
    await bridge.settle()
    assert await known_of(bridge, update) == (Rung.READ, Via.WHATSAPP)
    message = phone.screen()[-1]
    phone.press(message.id, next(face for face in message.labels() if "baca" in face.lower()))
    await bridge.settle()
    assert await known_of(bridge, update) == (Rung.READ, None)


async def known_of(bridge: Bridge, update_id: int) -> tuple[Rung, Via | None]:
    """How far the update came with the family, and from which channel alone that is known."""
    async with bridge.sessions() as session:
        demo = await bridge.demo(session)
        row = await session.get_one(ClassUpdate, update_id)
        child = await demo.child(MOTHER)
        lines = await reports.by_family(session, await demo.person(), row)
        (line,) = [line for line in lines if line.pupil_id == child.id]
        return line.rung, line.told_by


async def test_receipts_that_come_twice_or_in_the_wrong_order_lower_nothing(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    phone.go_offline()
    update = await bridge.send_update()
    await bridge.settle()
    bridge.cloud.mishaps.order("swap", status="delivered")
    phone.go_online()
    phone.read()
    await bridge.settle()
    recipient = await bridge.recipient(update, MOTHER)
    assert recipient.rung is Rung.READ
    assert recipient.delivered_at is not None


async def test_an_opener_that_is_not_approved_is_not_sent_and_says_so(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    update = await bridge.send_update()
    await bridge.settle()
    assert phone.screen() == []
    assert (await bridge.recipient(update, MOTHER)).reason is Reason.TEMPLATE
    await bridge.approve()
    bridge.pass_by(hours=1, minutes=1)
    await bridge.settle()
    assert [bubble.template for bubble in phone.screen()] == ["titian_question"]


async def test_an_opener_that_is_paused_on_its_way_is_sent_once_it_is_approved_again(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    bridge.cloud.mishaps.order("lose", kind="template", times=2)
    bridge.cloud.judge("titian_question", "id", Verdict.PAUSED)  # and nobody tells us
    bridge.cloud.judge("titian_question", "en", Verdict.PAUSED)
    update = await bridge.send_update()
    await bridge.settle()
    assert phone.screen() == []
    assert (await bridge.recipient(update, MOTHER)).reason is Reason.TEMPLATE
    bridge.pass_by(hours=1, minutes=1)
    bridge.cloud.judge("titian_question", "id", Verdict.APPROVED)
    await bridge.settle()
    assert len(phone.screen()) == 1


async def test_the_ceiling_holds_an_opener_back_until_there_is_room(bridge: Bridge) -> None:
    first, second = await bridge.move(PARENTS[0]), await bridge.move(PARENTS[1])
    await bridge.approve()
    async with bridge.sessions() as session:
        (await session.get_one(Bot, bridge.whatsapp_id)).ceiling = PRICE
        await session.commit()
    await bridge.send_update("X-1", "X-2")
    await bridge.settle()
    assert len(first.screen()) + len(second.screen()) == 1
    assert sorted(str(reason) for _state, reason in await waiting(bridge)) == ["ceiling", "window"]


async def test_past_the_ceiling_what_nobody_asked_for_waits_and_answers_go_on(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    async with bridge.sessions() as session:
        (await session.get_one(Bot, bridge.whatsapp_id)).ceiling = 0
        await session.commit()
    await bridge.settle()
    assert not phone.screen()[-1].mine
    update = await bridge.send_update()
    await bridge.settle()
    assert not any("Pentas seni" in bubble.text for bubble in phone.screen())
    assert (await bridge.recipient(update, MOTHER)).reason is Reason.CEILING


async def test_a_number_that_is_not_on_whatsapp_gets_the_message_on_telegram_once(bridge: Bridge) -> None:
    await bridge.move(MOTHER, keep=True)
    bridge.cloud.people.clear()
    await bridge.approve()
    update = await bridge.send_update()
    await bridge.settle()
    found = [bubble for bubble in bridge.chat(MOTHER).screen() if "Pentas seni" in bubble.text]
    assert len(found) == 1
    recipient = await bridge.recipient(update, MOTHER)
    assert (recipient.rung, recipient.via) == (Rung.ACCEPTED, Via.TELEGRAM)
    async with bridge.sessions() as session:
        closed = await session.scalar(select(Account.state).where(Account.bot_id == bridge.whatsapp_id))
        assert closed is AccountState.BLOCKED
        assert await session.scalar(select(func.count(BilledMessage.id)).where(BilledMessage.confirmed.is_(True))) == 0


async def test_a_number_that_is_not_on_whatsapp_and_has_no_other_chat_is_shown_as_that(bridge: Bridge) -> None:
    await bridge.move(MOTHER)
    bridge.cloud.people.clear()
    await bridge.approve()
    update = await bridge.send_update()
    await bridge.settle()
    recipient = await bridge.recipient(update, MOTHER)
    assert (recipient.rung, recipient.reason) == (Rung.FAILED, Reason.NOT_ON_CHANNEL)


async def test_a_window_that_closes_under_way_is_opened_again(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    async with bridge.sessions() as session:
        account = (await session.scalars(select(Account).where(Account.bot_id == bridge.whatsapp_id))).one()
        account.window_until = bridge.now.replace(year=bridge.now.year + 1)  # what we believe, and WhatsApp does not
        await session.commit()
    await bridge.send_update()
    await bridge.settle()
    (opener,) = phone.screen()
    phone.press(opener.id, opener.buttons[0].title)
    await bridge.settle()
    assert sum("Pentas seni" in bubble.text for bubble in phone.screen()) == 1


async def test_who_is_on_both_gets_an_update_on_the_preferred_one_alone(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER, keep=True)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    await bridge.send_update()
    await bridge.settle()
    assert sum("Pentas seni" in bubble.text for bubble in phone.screen()) == 1
    assert sum("Pentas seni" in bubble.text for bubble in bridge.chat(MOTHER).screen()) == 0


async def test_an_event_that_is_brought_again_days_later_does_nothing(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    bridge.cloud.mishaps.order("replay")
    phone.say("Halo")
    await bridge.settle()
    assert sum(not bubble.mine for bubble in phone.screen()) == 1


async def test_an_answer_by_button_is_logged_as_on_any_channel(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()
    update = await bridge.send_update()
    await bridge.settle()
    message = phone.screen()[-1]
    phone.press(message.id, next(face for face in message.labels() if "hadir" in face.lower()))
    await bridge.settle()
    assert (await bridge.recipient(update, MOTHER)).rung is Rung.ANSWERED
    async with bridge.sessions() as session:
        answers = await session.scalar(select(func.count(LogEntry.id)).where(LogEntry.kind == LogKind.ANSWER))
        assert answers == 1
