"""Her own templates of class updates and those of colleagues: what came of them, shared or taken over with one tap."""

from bot.chat.flows.stock.draft import BACK, MENU, flow
from bot.chat.flows.stock.listing import PER_PAGE
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotFound
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Label, Phrase, _
from bot.services.answers.conversations import teacher_card
from bot.services.updates import load_values, own_templates
from bot.services.updates.own_templates import Figures
from bot.storage.models import OwnTemplate, Person


@flow.press("tpl")
async def templates(turn: Turn, page: int = 0) -> Shown:
    """Her own first; ↗ marks those of colleagues."""
    staff = turn.staff()
    part = page_of(await own_templates.usable_by(turn.session, staff), page, PER_PAGE)
    rows: list[Row] = [(button(_name(row, staff), "st.tone", row.id),) for row in part.shown]
    return screen("stock/templates", *rows, *part.turns("st.tpl"), BACK, count=len(part.shown))


@flow.press("tone")
async def one(turn: Turn, template_id: int) -> Shown:
    """One of them: what it says, how often it was used, how many answered."""
    return await _card(turn, await own_templates.one_usable_by(turn.session, turn.staff(), template_id))


@flow.press("tshare")
async def share(turn: Turn, template_id: int, state: str) -> Shown:
    """Colleagues find it from now on (`on`), or no longer."""
    row = await own_templates.one_of(turn.session, turn.staff(), template_id)
    row.shared_at = (row.shared_at or turn.now) if state == "on" else None
    return await _card(turn, row)


@flow.press("ttake")
async def take(turn: Turn, template_id: int) -> Shown:
    """A colleague's template is hers, too."""
    row = await own_templates.take_over(turn.session, turn.staff(), template_id, turn.now)
    return await _card(turn, row, _("Taken over. You find it among your own templates when you write an update."))


async def _card(turn: Turn, row: OwnTemplate, news: Phrase | None = None) -> Screen:
    figures = await own_templates.figures_of(turn.session, row.school_id, [row.id])
    found = figures.get(row.id, Figures())
    author = await turn.session.get_one(Person, row.author_id)
    mine = author.id == turn.staff().id
    return screen(
        "stock/template",
        _action(row, mine=mine),
        (button(_("‹ Templates of updates"), "st.tpl"), *MENU),
        news=news,
        name=row.name,
        title=_title(row),
        words=[value for value in load_values(row.values).values() if isinstance(value, str)],
        author=None if mine else teacher_card(author),
        shared=mine and row.shared_at is not None,
        used=row.used,
        reached=found.reached,
        answered=found.answered,
    )


def _action(row: OwnTemplate, *, mine: bool) -> Row:
    if not mine:
        return (button(_("Take it over"), "st.ttake", row.id, style=Style.PRIMARY),)
    if row.shared_at is None:
        return (button(_("Share it with colleagues"), "st.tshare", row.id, "on"),)
    return (button(_("Keep it to myself"), "st.tshare", row.id, "off"),)


def _name(row: OwnTemplate, staff: Person) -> Label:
    return row.name if row.author_id == staff.id else f"{row.name} ↗"


def _title(row: OwnTemplate) -> Label:
    try:
        return SHELF.get(row.template).title
    except NotFound:  # it has left the shelf since
        return row.template
