"""What a channel tells of a message before, while and after we know ourselves what became of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.delivery.claims import COLUMNS, in_hand
from bot.delivery.outcomes import Shut, unsure
from bot.delivery.results import record
from bot.domain.delivery import OutboxState, Reason, Rung, Via
from bot.domain.openers import QUESTION, READ_KEY, opener_screen
from bot.domain.receipts import Receipt, ReceiptState
from bot.domain.screens import button
from bot.domain.text import _
from bot.services.chats import elsewhere, receipts, windows
from bot.services.chats.receipts import TooEarly
from bot.services.provider import meter
from bot.storage.engine import Sessions
from bot.storage.models import Account, BilledMessage, Outgoing
from tests.support.bridge import Bridge, open_bridge
from tests.support.demo import PARENTS

MOTHER = PARENTS[0]
WAMID = "wamid.first"


@pytest.fixture
async def bridge(sessions: Sessions, now: datetime, tmp_path: Path) -> AsyncIterator[Bridge]:
    made = await open_bridge(sessions, now, tmp_path)
    yield made
    await made.whatsapp.close()
    await made.cloud.aclose()


async def opened(bridge: Bridge, *, keep: bool = False) -> None:
    """The mother is on WhatsApp, and has just written."""
    phone = await bridge.move(MOTHER, keep=keep)
    await bridge.approve()
    phone.say("Halo")
    await bridge.settle()


async def test_a_number_that_is_gone_while_its_window_is_open_gets_the_message_on_telegram(bridge: Bridge) -> None:
    await opened(bridge, keep=True)
    bridge.cloud.phone(bridge.numbers[MOTHER.name]).person.on_whatsapp = False
    update_id = await bridge.send_update()
    await bridge.settle()
    found = [bubble for bubble in bridge.chat(MOTHER).screen() if "Pentas seni" in bubble.text]
    assert len(found) == 1
    recipient = await bridge.recipient(update_id, MOTHER)
    assert (recipient.rung, recipient.via) == (Rung.ACCEPTED, Via.TELEGRAM)


async def in_hand_now(bridge: Bridge, **values: object) -> int:
    """The mother's message is under way, and nothing more is known; its id."""
    update_id = await bridge.send_update()
    async with bridge.sessions() as session:
        person = await (await bridge.demo(session)).person(MOTHER)
        row = (
            await session.scalars(
                select(Outgoing).where(Outgoing.update_id == update_id, Outgoing.person_id == person.id)
            )
        ).one()
        row.state, row.owner, row.attempts = OutboxState.SENDING, "dead", 1
        await session.execute(update(Outgoing).where(Outgoing.id == row.id).values(values or {"turn": 0}))
        await session.commit()
        return row.id


async def told(bridge: Bridge, row_id: int, state: ReceiptState, message: str = WAMID) -> None:
    """A receipt with our mark comes."""
    reason = Reason.NOT_ON_CHANNEL if state is ReceiptState.FAILED else None
    receipt = Receipt(message, state, bridge.now, reason=reason, tag=str(row_id))
    async with bridge.sessions() as session:
        await receipts.take(session, bridge.whatsapp_id, bridge.numbers[MOTHER.name], receipt, bridge.now)
        await session.commit()


async def dies(bridge: Bridge, row_id: int) -> None:
    """Whoever had it in hand lives no more."""
    async with bridge.sessions() as session:
        claimed = in_hand((await session.execute(select(*COLUMNS).where(COLUMNS[0] == row_id))).one())
        await record(session, [unsure(claimed, bridge.now, "ProcessDied")], bridge.now)
        await session.commit()


async def row_of(bridge: Bridge, row_id: int) -> Outgoing:
    async with bridge.sessions() as session:
        return await session.get_one(Outgoing, row_id)


async def seen(bridge: Bridge) -> int:
    """How often the mother got the message, on both channels."""
    shown = [bubble.text for bubble in bridge.phone(MOTHER).screen()]
    shown += [bubble.text for bubble in bridge.chat(MOTHER).screen()]
    return sum("Pentas seni" in text for text in shown)


async def test_a_receipt_that_came_before_the_process_died_proves_the_message(bridge: Bridge) -> None:
    await opened(bridge)
    row_id = await in_hand_now(bridge)
    await told(bridge, row_id, ReceiptState.SENT)
    await dies(bridge, row_id)
    row = await row_of(bridge, row_id)
    assert (row.state, row.message) == (OutboxState.SENT, WAMID)
    recipient = await bridge.recipient(row.update_id or 0, MOTHER)
    assert (recipient.rung, recipient.possibly_twice) == (Rung.ACCEPTED, False)
    bridge.pass_by(minutes=5)
    await bridge.settle()
    assert await seen(bridge) == 0  # no second one left


async def test_of_what_died_unproven_a_second_copy_leaves(bridge: Bridge) -> None:
    await opened(bridge)
    row_id = await in_hand_now(bridge)
    await dies(bridge, row_id)
    bridge.pass_by(minutes=5)
    await bridge.settle()
    assert await seen(bridge) == 1


async def test_that_the_first_copy_failed_says_nothing_of_the_second(bridge: Bridge) -> None:
    await opened(bridge)
    row_id = await in_hand_now(bridge, state=OutboxState.SENT, resent=True, message="wamid.second")
    await told(bridge, row_id, ReceiptState.FAILED, "wamid.first")
    assert (await row_of(bridge, row_id)).state is OutboxState.SENT


async def test_what_died_and_is_told_to_have_failed_goes_to_the_other_chat_and_is_no_copy(bridge: Bridge) -> None:
    await opened(bridge, keep=True)
    row_id = await in_hand_now(bridge)
    await dies(bridge, row_id)
    await told(bridge, row_id, ReceiptState.FAILED)
    await bridge.settle()
    row = await row_of(bridge, row_id)
    assert (row.state, row.bot_id, row.resent) == (OutboxState.SENT, bridge.telegram_id, False)
    assert not (await bridge.recipient(row.update_id or 0, MOTHER)).possibly_twice
    assert await seen(bridge) == 1


async def test_a_failure_that_is_told_while_the_message_is_in_hand_comes_too_early(bridge: Bridge) -> None:
    await opened(bridge)
    row_id = await in_hand_now(bridge)
    with pytest.raises(TooEarly):
        await told(bridge, row_id, ReceiptState.FAILED)


async def shut_out(bridge: Bridge, row_id: int) -> None:
    """The message was found to be before a closed window, and only now is that written down."""
    opener = opener_screen(QUESTION, "SMA", (button(_("Read"), READ_KEY),), children=["Alya"])
    async with bridge.sessions() as session:
        claimed = in_hand((await session.execute(select(*COLUMNS).where(COLUMNS[0] == row_id))).one())
        await record(session, [Shut(claimed, opener)], bridge.now)
        await session.commit()


async def openers_of(bridge: Bridge) -> list[Outgoing]:
    async with bridge.sessions() as session:
        return list(await session.scalars(select(Outgoing).where(windows.is_opener_row()).order_by(Outgoing.id)))


async def test_a_window_that_opens_while_the_message_is_found_shut_lets_it_leave(bridge: Bridge) -> None:
    await opened(bridge)
    row_id = await in_hand_now(bridge)
    await shut_out(bridge, row_id)
    assert await openers_of(bridge) == []
    await bridge.settle()
    assert await seen(bridge) == 1


async def test_an_opener_of_unknown_fate_is_not_sent_again_but_followed_by_another_one(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    row_id = await in_hand_now(bridge)
    await shut_out(bridge, row_id)
    (opener,) = await openers_of(bridge)
    async with bridge.sessions() as session:
        await session.execute(
            update(Outgoing).where(Outgoing.id == opener.id).values(state=OutboxState.SENDING, owner="dead", attempts=1)
        )
        await session.commit()
    await dies(bridge, opener.id)
    assert (await row_of(bridge, opener.id)).state is OutboxState.UNKNOWN
    bridge.pass_by(minutes=5)
    await bridge.settle()
    assert phone.screen() == []
    bridge.pass_by(minutes=6)
    await bridge.settle()
    assert len(phone.screen()) == 1
    async with bridge.sessions() as session:  # each has its own place on the bill
        assert await session.scalar(select(func.count(BilledMessage.id))) == 2


async def test_an_opener_that_nobody_taps_is_followed_by_another_one_a_day_later(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    await bridge.approve()
    row_id = await in_hand_now(bridge)
    await shut_out(bridge, row_id)
    bridge.pass_by(seconds=20)  # it leaves a little later than it was queued
    await bridge.settle()
    bridge.pass_by(days=1, seconds=-10)
    await bridge.settle()
    assert len(phone.screen()) == 1
    bridge.pass_by(seconds=20)
    await bridge.settle()
    assert len(phone.screen()) == 2


async def test_an_opener_does_not_move_to_another_chat_and_costs_nothing_when_it_does_not_leave(
    bridge: Bridge,
) -> None:
    await bridge.move(MOTHER, keep=True)
    await bridge.approve()
    row_id = await in_hand_now(bridge)
    await shut_out(bridge, row_id)
    (opener,) = await openers_of(bridge)
    async with bridge.sessions() as session:
        account = await session.get_one(Account, opener.account_id)
        await receipts._close(session, account.id, bridge.now)
        await elsewhere.move_waiting(session, [account.id], bridge.now)
        await session.commit()
    await bridge.settle()
    assert await seen(bridge) == 1
    assert not [bubble for bubble in bridge.chat(MOTHER).screen() if "Pentas seni" not in bubble.text]
    opener = await row_of(bridge, opener.id)
    assert (opener.state, opener.bot_id) == (OutboxState.DROPPED, bridge.whatsapp_id)
    async with bridge.sessions() as session:
        assert (await meter.read(session, bridge.whatsapp_id, bridge.now)).count == 0
