"""What a channel's narrow windows ask of a person: tap to read, and tap for more buttons than fit at once."""

from dataclasses import replace

from sqlalchemy import select

from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.codec import load_screen
from bot.domain.errors import StaleScreen
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.services.chats import windows
from bot.services.queue import outbox
from bot.storage.models import Outgoing

flow = Flow("windows", "w")


@flow.press("read")
async def read(turn: Turn) -> Shown:
    """The button below an opener. What waited leaves by itself once the window is open; there may be nothing more."""
    if await windows.waiting(turn.session, turn.account):
        return None
    return screen("home/nothing_waiting", (button(_("Menu"), "home.menu"),))


@flow.press("more")
async def more(turn: Turn, page: int) -> Shown:
    """The same screen with the buttons that come next; raises StaleScreen for one that we no longer have."""
    row = await turn.session.scalar(
        select(Outgoing)
        .where(Outgoing.account_id == turn.account.id, outbox.names(Outgoing.message, turn.edits or ""))
        .order_by(Outgoing.id.desc())
        .limit(1)
    )
    if row is None or row.payload is None or row.payload.get("secret"):
        raise StaleScreen
    return replace(load_screen(row.payload), page=page, file=None)
