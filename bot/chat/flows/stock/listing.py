"""Her own stock: what she kept, how often it helped, and what can be done with each."""

import re

from bot.chat.flows.stock.draft import BACK, MENU, done, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import excerpt
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Label, Phrase, _
from bot.services import stock
from bot.services.stock import figures
from bot.storage.models import StockAnswer

PER_PAGE = 8
_PLACE = re.compile(r"{{\s*(\w+)\s*}}")
FACE = 48
"""Characters of an answer that its button shows."""


@flow.press("list")
async def opened(turn: Turn, page: int = 0) -> Shown:
    """Her answers, the most used first, and the ways to those of others."""
    staff = turn.staff()
    await done(turn)
    kept = await stock.own(turn.session, staff)
    others = await stock.shared(turn.session, staff)
    part = page_of(kept, page, PER_PAGE)
    rows: list[Row] = [(button(face(row.text), "st.one", row.id),) for row in part.shown]
    if others:
        rows.append((button(_("From colleagues: %(count)s", count=len(others)), "st.shared"),))
    return screen(
        "stock/list",
        *rows,
        *part.turns("st.list"),
        (button(_("Write a new one"), "st.new"), button(_("Templates of updates"), "st.tpl")),
        MENU,
        count=len(kept),
        shared=sum(row.shared for row in kept),
    )


@flow.press("one")
async def one(turn: Turn, stock_id: int) -> Shown:
    """One of them in full."""
    await done(turn)
    return await card(turn, await stock.one_of(turn.session, turn.staff(), stock_id))


@flow.press("share")
async def share(turn: Turn, stock_id: int, state: str) -> Shown:
    """Colleagues find it from now on (`on`), or no longer; pressed twice, it is as it was asked for."""
    row = await stock.share(turn.session, turn.staff(), stock_id, shared=state == "on")
    news = _("Colleagues find it among the shared ones now.") if row.shared else _("It is yours alone again.")
    return await card(turn, row, news)


@flow.press("drop")
async def drop(turn: Turn, stock_id: int) -> Shown:
    """She needs it no longer."""
    await stock.drop(turn.session, turn.staff(), stock_id, turn.now)
    return screen("stock/dropped", BACK)


async def card(turn: Turn, row: StockAnswer, news: Phrase | None = None) -> Screen:
    """One answer with its figures and what can be done."""
    share = (
        button(_("Keep it to myself"), "st.share", row.id, "off")
        if row.shared
        else button(_("Share it with colleagues"), "st.share", row.id, "on")
    )
    return screen(
        "stock/one",
        (share,),
        (button(_("Change"), "st.edit", row.id), button(_("Delete"), "st.drop", row.id, style=Style.DANGER)),
        BACK,
        news=news,
        words=row.text,
        uses=row.uses,
        settled=await figures.ended_with(turn.session, row),
        shared=row.shared,
        taken=row.taken_from_id is not None,
    )


def face(text: str, number: int | None = None) -> Label:
    """The beginning of an answer, as its button shows it; a place that is filled for each family is in brackets."""
    short = excerpt(_PLACE.sub(r"[\1]", text), FACE) or ""
    return short if number is None else f"{number}. {short}"
