"""Keep an answer: one that was just given, with one tap, or one that is typed for later."""

from bot.chat.flows.stock.draft import BACK, NEW, done, expect, flow, typing
from bot.chat.flows.stock.listing import card
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue
from bot.domain.screens import Screen, button, screen
from bot.domain.stock import LIMIT
from bot.domain.text import _
from bot.services import stock
from bot.services.stock import keeping


@flow.press("keep")
async def keep(turn: Turn, entry_id: int) -> Shown:
    """Keep the words of a reply she gave; again, it is the one she has."""
    staff = turn.staff()
    text = await keeping.made_fit(turn.session, staff, entry_id)
    return await _kept(turn, NEW, text)


@flow.press("new")
async def new(turn: Turn) -> Shown:
    """Type an answer for later."""
    turn.staff()
    return await _ask(turn, NEW)


@flow.press("edit")
async def edit(turn: Turn, stock_id: int) -> Shown:
    """Type a kept answer anew."""
    row = await stock.one_of(turn.session, turn.staff(), stock_id)
    return await _ask(turn, row.id, row.text)


@flow.step("text")
async def typed(turn: Turn) -> Shown:
    """The words as she wants to keep them."""
    turn.staff()
    draft = await typing(turn)
    return await _kept(turn, draft.stock_id, turn.text)


async def _kept(turn: Turn, stock_id: int, text: str) -> Shown:
    """Keep words, unless they fit one child alone or cannot be kept: then she is asked to type them otherwise."""
    staff = turn.staff()
    if named := await keeping.naming(turn.session, staff, text):
        return await _ask(turn, stock_id, text, named=named)
    try:
        if stock_id == NEW:
            row = await stock.keep(turn.session, staff, text, turn.now)
        else:
            row = await stock.change(turn.session, staff, stock_id, text)
    except InvalidValue as error:
        return await _ask(turn, stock_id, text[:LIMIT], problem=error.reason)
    await done(turn)
    return await card(turn, row, _("Kept. It is among your stock answers from now on."))


async def _ask(
    turn: Turn, stock_id: int, words: str | None = None, *, named: list[str] | None = None, problem: str | None = None
) -> Screen:
    await expect(turn, stock_id)
    back = BACK if stock_id == NEW else (button(_("‹ Back"), "st.one", stock_id), *BACK[1:])
    return screen("stock/ask", back, words=words, named=named or [], problem=problem, limit=LIMIT, new=stock_id == NEW)
