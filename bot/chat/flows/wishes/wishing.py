"""A family says with whom it would like to talk: one tap each, what matters most first."""

from collections.abc import Sequence

from bot.chat.flows.wishes.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.talks import families, wishes
from bot.services.talks.naming import named
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Pupil


@flow.press("wish")
async def wish(turn: Turn, meeting_id: int) -> Shown:
    """With whom this family may talk, and what it wishes so far."""
    return await shown(turn, await families.meeting_of(turn.session, turn.known(), meeting_id))


@flow.press("tap")
async def tapped(turn: Turn, meeting_id: int, pupil_id: int, host_id: int) -> Shown:
    """A wish, or none any more."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting_id)
    pupil = await turn.session.get(Pupil, pupil_id)
    if pupil is None:
        raise NotAllowed
    await wishes.toggle(turn.session, turn.known(), pupil, meeting, host_id, turn.now)
    return await shown(turn, meeting)


@flow.press("all")
async def all_of_them(turn: Turn, meeting_id: int) -> Shown:
    """Everybody with whom nothing is wished for yet, in the order in which they stand."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting_id)
    for choice in await families.choices(turn.session, turn.known(), meeting):
        if choice.talk is None and choice.wish is None:
            await wishes.toggle(turn.session, turn.known(), choice.pupil, meeting, choice.host.id, turn.now)
    return await shown(turn, meeting)


@flow.press("done")
async def done(turn: Turn, meeting_id: int) -> Shown:
    """What is wished for, and what comes next."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting_id)
    wished = [one for one in await families.choices(turn.session, turn.known(), meeting) if one.wish is not None]
    return screen(
        "wishes/noted",
        (button(_("Change the wishes"), "tw.wish", meeting.id),),
        (button(_("Menu"), "home.menu"),),
        wished=[{"child": one.pupil.name, "host": named(one.host)} for one in _in_order(wished)],
        until=meeting.book_until,
    )


async def shown(turn: Turn, meeting: Meeting) -> Screen:
    """The wishes of a family at a meeting that collects them; raises NotOffered or TooLate where none are taken."""
    wishes.check_open(meeting, turn.now)
    choices = await families.choices(turn.session, turn.known(), meeting)
    several = len({one.pupil.id for one in choices}) > 1
    order = {id(one): number for number, one in enumerate(_in_order([one for one in choices if one.wish]), 1)}
    rows: list[Row] = [(_toggle(meeting, one, order.get(id(one)), several),) for one in choices if one.talk is None]
    if len(rows) > 1 and len(order) < len(rows):
        rows.append((button(_("All the teachers"), "tw.all", meeting.id),))
    if order:
        rows.append((button(_("Done"), "tw.done", meeting.id, style=Style.PRIMARY),))
    return screen(
        "wishes/choose",
        *rows,
        (button(_("Menu"), "home.menu"),),
        day=meeting.day,
        until=meeting.book_until,
        asked=[named(one.host) for one in choices if one.needed and one.wish is None],
        wished=bool(order),
        several=len(choices) > 1,
    )


def _in_order(wished: Sequence[Choice]) -> list[Choice]:
    """What matters most first; each child has an order of its own."""

    def order(one: Choice) -> tuple[int, str]:
        return one.wish.wanted if one.wish else 0, one.pupil.name

    return sorted(wished, key=order)


def _toggle(meeting: Meeting, one: Choice, number: int | None, several: bool) -> Button:
    name = _("%(child)s: %(host)s", child=one.pupil.name, host=named(one.host)) if several else named(one.host)
    mark = _("✓ %(number)s. %(name)s", number=number, name=name) if number else _("▫ %(name)s", name=name)
    style = Style.SUCCESS if number else Style.PLAIN
    return button(mark, "tw.tap", meeting.id, one.pupil.id, one.host.id, style=style)
