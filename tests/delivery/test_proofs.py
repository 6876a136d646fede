"""A tap on a message of which nobody knew whether it arrived settles it."""

from datetime import timedelta

from sqlalchemy import select

from bot.domain.answers import answer_rows
from bot.domain.delivery import OutboxState, Rung
from bot.domain.screens import button, screen
from bot.domain.text import Phrase
from bot.services.chats import proofs
from bot.storage.models import Account, LogKind, Outgoing
from tests.delivery.conftest import Scene
from tests.support.demo import PARENTS

SITI, HENDRA, *_OTHERS = PARENTS
MENU = screen("home/stale", (button(Phrase("Menu"), "h.menu"),))


async def tap(scene: Scene, packed: str, message: str, who: int = SITI.user_id) -> int:
    async with scene.sessions() as session:
        account = (await session.scalars(select(Account).where(Account.address == str(who)))).one()
        settled = await proofs.settle(session, account, packed, message, scene.now)
        await session.commit()
    return len(settled)


async def a_doubtful_update(scene: Scene) -> tuple[int, str, str]:
    """An update whose first copy reached Siti though the connection broke: its id, her button, the message's id."""
    scene.api.faults.order("drop_after", method="sendMessage", chat_id=SITI.user_id)
    update_id = await scene.send_update()
    await scene.deliver()
    siti = await scene.recipient(update_id, SITI)
    assert (siti.rung, siti.possibly_twice) == (Rung.UNKNOWN, True)
    (read,) = [row[0].press for row in answer_rows(siti.id, ()) if row[0].press]
    return update_id, read.pack(), str(scene.phone().screen()[-1].id)


async def test_a_tap_on_the_first_copy_keeps_the_second_from_leaving(scene: Scene) -> None:
    update_id, press, message = await a_doubtful_update(scene)
    assert await tap(scene, press, message) == 1
    scene.pass_by(minutes=5)
    await scene.deliver()
    siti = await scene.recipient(update_id, SITI)
    assert (siti.rung, siti.possibly_twice, siti.message) == (Rung.ACCEPTED, False, message)
    assert [bubble.id for bubble in scene.phone().screen() if "Pentas seni" in bubble.text] == [int(message)]
    told = [entry for entry in await scene.log() if (entry.recipient_id, entry.kind) == (siti.id, LogKind.SENT)]
    assert ["Pentas seni" in (entry.text or "") for entry in told] == [True]
    assert await tap(scene, press, message) == 0


async def test_without_a_tap_it_is_sent_once_more_with_a_line_that_says_so(scene: Scene) -> None:
    update_id, _press, _message = await a_doubtful_update(scene)
    scene.pass_by(minutes=5)
    await scene.deliver()
    copies = [bubble.text for bubble in scene.phone().screen() if "Pentas seni" in bubble.text]
    assert ["dua kali" in copy for copy in copies] == [False, True]
    siti = await scene.recipient(update_id, SITI)
    assert (siti.rung, siti.possibly_twice) == (Rung.ACCEPTED, True)


async def test_a_tap_of_somebody_else_or_on_something_else_settles_nothing(scene: Scene) -> None:
    update_id, press, message = await a_doubtful_update(scene)
    siti = await scene.recipient(update_id, SITI)
    assert await tap(scene, press, message, HENDRA.user_id) == 0
    for other in ("1:h.menu", f"1:a.read:{siti.id + 1}", "1:a.read", "1:a.read:x", "", "9:a.read:1", press + ":Ω"):
        assert await tap(scene, other, message) == 0
    async with scene.sessions() as session:
        row = (await session.scalars(select(Outgoing).where(Outgoing.recipient_id == siti.id))).one()
    assert (row.state, row.due_at > scene.now) == (OutboxState.QUEUED, True)


async def test_a_tap_settles_what_was_tried_twice_and_it_stays_possibly_twice(scene: Scene) -> None:
    scene.api.faults.order("drop_after", method="sendMessage", chat_id=SITI.user_id)
    update_id, press, message = await a_doubtful_update(scene)
    scene.pass_by(minutes=5)
    await scene.deliver()
    assert (await scene.recipient(update_id, SITI)).rung is Rung.UNKNOWN
    assert await tap(scene, press, message) == 1
    siti = await scene.recipient(update_id, SITI)
    assert (siti.rung, siti.possibly_twice) == (Rung.ACCEPTED, True)


async def test_a_screen_is_settled_by_its_own_button(scene: Scene) -> None:
    scene.api.faults.order("drop_after", method="sendMessage", chat_id=SITI.user_id)
    shown = await scene.show(SITI, what=MENU)
    await scene.deliver()
    row = await scene.row(shown)
    assert (row.state, row.due_at - scene.now) == (OutboxState.QUEUED, timedelta(seconds=5))
    assert await tap(scene, "1:h.menu", "77") == 1
    scene.pass_by(minutes=1)
    await scene.deliver()
    row = await scene.row(shown)
    assert (row.state, row.message, len(scene.phone().screen())) == (OutboxState.SENT, "77", 2)
