"""For administrators: everybody's hours, and what the school promises."""

from datetime import timedelta

from bot.chat import drafts
from bot.chat.flows.hours.draft import MENU, choice, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.promise_words import hours_phrase, within_phrase
from bot.domain.promises import HOUR, PRESETS, PromiseRule, load_promise, with_within
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services import staff as members
from bot.services.hours import leaves, setting

PAGE = 12


@flow.press("staff")
async def colleagues(turn: Turn, page: int) -> Shown:
    """Everybody of the staff; who is away now or soon is marked."""
    turn.admin()
    part = page_of(await members.members(turn.session, turn.school), page, PAGE)
    buttons = []
    for one in part.shown:
        away = await leaves.coming(turn.session, one, turn.now)
        buttons.append(button(f"🌴 {one.name}" if away else one.name, "oh.of", one.id))
    below = (button(_("‹ Back"), "oh.open"), *MENU)
    return screen("hours/staff", *grid(buttons, 2), *part.turns("oh.staff"), below, count=part.pages)


@flow.press("promise")
async def promise(turn: Turn) -> Shown:
    """By when the school answers, and in which hours."""
    turn.admin()
    return await show(turn)


@flow.press("within")
async def within(turn: Turn, key: str) -> Shown:
    """A ready-made promise."""
    turn.admin()
    if key not in PRESETS:
        raise StaleScreen
    setting.set_promise(turn.school, with_within(load_promise(turn.school.promise), PRESETS[key]))
    return await show(turn)


async def show(turn: Turn) -> Screen:
    """The promise, and what else it could be."""
    await drafts.stop_expecting(turn)
    rule = load_promise(turn.school.promise)
    choices = [
        choice(within_phrase(PromiseRule(timedelta(hours=hours))), hours * HOUR == rule.within, "oh.within", key)
        for key, hours in PRESETS.items()
    ]
    return screen(
        "hours/promise",
        *grid(choices, 2),
        (button(_("The school's hours"), "oh.office"),),
        (button(_("‹ Back"), "oh.open"), *MENU),
        promise=within_phrase(rule),
        hours=hours_phrase(rule.office),
    )
