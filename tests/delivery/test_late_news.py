"""What a channel tells of a message before, while and after we know ourselves what became of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.domain.delivery import Rung, Via
from bot.storage.engine import Sessions
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
