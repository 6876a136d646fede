"""The first message to a family, looked at before it goes: its words, and the two times it offers."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.chat.flows.concerns.draft import BACK, MENU, Case, done, flow, keep, load
from bot.chat.flows.concerns.page import news_of, shown
from bot.chat.moments import moment_in
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.concerns import reaching, rights, talking, times
from bot.storage.models import Concern, Person, Pupil

_BETWEEN = re.compile(r"\s*(?:[;/,\n]|\batau\b|\bor\b|\bdan\b|\band\b)\s*", re.IGNORECASE)


@flow.press("first")
async def first(turn: Turn, concern_id: int, page: int) -> Shown:
    """The message as the family will read it, with the next pair of times."""
    concern = await _open(turn, concern_id)
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    pairs = await times.offers(turn.session, turn.school, keeper, turn.now)
    if not pairs:
        return await _ask_times(turn, concern)
    return await _preview(turn, concern, pairs[page % len(pairs)], page + 1)


async def _open(turn: Turn, concern_id: int) -> Concern:
    return await rights.for_staff(turn.session, turn.staff(), concern_id, is_open=True)


async def _preview(turn: Turn, concern: Concern, at: Sequence[datetime], following: int) -> Screen:
    """A first message is shown as it will be read; times alone to a family that knows need no more than a line."""
    await keep(turn, Case(concern=concern.id, times=list(at)))
    rows: list[Row] = [
        (button(_("Send it to the family"), "cn.send", concern.id, style=Style.PRIMARY),),
        (
            button(_("Other times"), "cn.first", concern.id, following),
            button(_("Type the times"), "cn.times", concern.id),
        ),
        (button(BACK, "cn.one", concern.id), *MENU),
    ]
    if concern.told_at is not None:
        pupil = await turn.session.get_one(Pupil, concern.pupil_id)
        return screen("concerns/offer", *rows, protect=True, child=pupil.name, times=list(at))
    message = (await reaching.first_message(turn.session, concern, turn.staff(), at)).screen()
    return Screen(message.template, message.values, tuple(rows), protect=True, locale=turn.locale)


@flow.press("times")
async def type_times(turn: Turn, concern_id: int) -> Shown:
    """Two times in her own words."""
    return await _ask_times(turn, await _open(turn, concern_id))


async def _ask_times(turn: Turn, concern: Concern, problem: str = "") -> Screen:
    await keep(turn, Case(concern=concern.id), "times")
    pupil = await turn.session.get_one(Pupil, concern.pupil_id)
    back = (button(BACK, "cn.one", concern.id), *MENU)
    return screen("concerns/times_ask", back, protect=True, child=pupil.name, problem=problem)


@flow.step("times")
async def typed_times(turn: Turn) -> Shown:
    """`Senin 10.00, Selasa 13.30`."""
    draft = await load(turn)
    concern = await _open(turn, draft.concern)
    found = [moment_in(turn, part) for part in _BETWEEN.split(turn.text) if part.strip()]
    at = [one.astimezone(UTC) for one in found if one is not None]
    if len(at) != len(found) or not at:
        return await _ask_times(turn, concern, "unclear")
    try:
        await talking.check_times(turn.session, turn.school, at, turn.now)
    except InvalidValue as error:
        return await _ask_times(turn, concern, error.reason)
    return await _preview(turn, concern, sorted(at), 0)


@flow.press("send")
async def send(turn: Turn, concern_id: int) -> Shown:
    """It goes to the family: at once, or in the morning."""
    draft = await load(turn)
    if draft.concern != concern_id or not draft.times:
        raise StaleScreen
    try:
        concern, reached = await talking.ask(turn.session, turn.staff(), concern_id, draft.times, turn.now)
    except InvalidValue:
        raise StaleScreen from None
    await done(turn)
    return await shown(turn, concern.id, news=news_of(reached=reached))
