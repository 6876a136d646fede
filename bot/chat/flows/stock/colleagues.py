"""What colleagues share: how often it helped, and taken over with one tap."""

from bot.chat.flows.stock.draft import BACK, MENU, flow
from bot.chat.flows.stock.listing import PER_PAGE, card, face
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.paging import page_of
from bot.domain.screens import Row, Style, button, screen
from bot.domain.text import _
from bot.services import stock
from bot.services.answers.conversations import teacher_card
from bot.services.stock import figures


@flow.press("shared")
async def shared(turn: Turn, page: int = 0) -> Shown:
    """The answers of colleagues, the most used first."""
    part = page_of(await stock.shared(turn.session, turn.staff()), page, PER_PAGE)
    rows: list[Row] = [(button(face(row.text), "st.look", row.id),) for row, _author in part.shown]
    return screen("stock/shared", *rows, *part.turns("st.shared"), BACK, count=len(part.shown))


@flow.press("look")
async def look(turn: Turn, stock_id: int) -> Shown:
    """One of them in full, with who wrote it and how often it helped."""
    row, author = await stock.one_shared(turn.session, turn.staff(), stock_id)
    return screen(
        "stock/look",
        (button(_("Take it over"), "st.take", row.id, style=Style.PRIMARY),),
        (button(_("‹ From colleagues"), "st.shared"), *MENU),
        words=row.text,
        author=teacher_card(author),
        uses=row.uses,
        settled=await figures.ended_with(turn.session, row),
    )


@flow.press("take")
async def take(turn: Turn, stock_id: int) -> Shown:
    """It is among her own from now on."""
    row = await stock.take_over(turn.session, turn.staff(), stock_id, turn.now)
    return await card(turn, row, _("Taken over. You can change it as you like; your colleague's stays as it is."))
