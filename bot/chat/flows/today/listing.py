"""The few things that wait; each is one tap from where it is dealt with."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.chat import drafts
from bot.chat.flows.today.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Style, button, screen
from bot.domain.text import Phrase, _
from bot.domain.today import Matter, Waiting
from bot.services import today

PER_PAGE = 8
PROMISED = (Matter.HELD, Matter.THREAD, Matter.COMPLAINT, Matter.DATA)
"""Of these the hour counts: somebody was told by when. Of all else the day does."""


@flow.command("hariini", "today")
async def by_command(turn: Turn) -> Shown:
    """`/hariini`; the bare words are a day that other conversations ask for."""
    return await opened(turn)


@flow.press("open")
async def opened(turn: Turn, page: int = 0) -> Shown:
    """What waits, the oldest promise first; a kind word when nothing does."""
    found = await today.waiting(turn.session, turn.staff(), turn.now)
    await drafts.stop_expecting(turn)
    part = page_of(found, page, PER_PAGE)
    rows: list[Row] = [(_line(turn, one),) for one in part.shown]
    return screen(
        "today/list",
        *rows,
        *part.turns("td.open"),
        (button(_("Menu"), "home.menu"),),
        day=turn.now.astimezone(ZoneInfo(turn.school.timezone)).date(),
        count=len(found),
        late=sum(_is_late(one, turn.now) for one in found),
        protect=True,
    )


def _line(turn: Turn, one: Waiting) -> Button:
    style = Style.PRIMARY if one.matter is Matter.HELD else Style.PLAIN
    return button(_face(turn, one), one.key, *one.args, style=style)


def _face(turn: Turn, one: Waiting) -> Phrase:
    if one.due is None:
        return one.said
    if one.due < turn.now:
        return _("⏰ %(what)s", what=one.said)
    if one.matter not in PROMISED:
        return one.said
    zone = ZoneInfo(turn.school.timezone)
    local = one.due.astimezone(zone)
    when: time | datetime = local.time() if local.date() == turn.now.astimezone(zone).date() else one.due
    return _("%(when)s · %(what)s", when=when, what=one.said)


def _is_late(one: Waiting, now: datetime) -> bool:
    return one.due is not None and one.due < now
