"""Who is in a concern: colleagues come into it, leave it, and hand it on."""

from collections.abc import Mapping

from bot.chat.flows.concerns.draft import BACK, MENU, done, flow
from bot.chat.flows.concerns.listing import opened
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.concerns import ConcernState
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Label, Phrase, _
from bot.services.concerns import keeping, rights
from bot.storage.models import Person, Pupil


@flow.press("members")
async def members(turn: Turn, concern_id: int) -> Shown:
    """Who is in it, and who could be."""
    await done(turn)
    return await _shown(turn, concern_id)


async def _shown(turn: Turn, concern_id: int, news: Phrase | None = None) -> Screen:
    staff = turn.staff()
    concern = await rights.for_staff(turn.session, staff, concern_id)
    pupil = await turn.session.get_one(Pupil, concern.pupil_id)
    inside = await rights.members(turn.session, concern)
    known = await rights.colleagues(turn.session, pupil)
    within = {person.id for person in inside}
    what = rights.what_of(known)
    rows: list[Row] = []
    if concern.state is ConcernState.OPEN:
        rows += [
            (
                button(
                    _("＋ %(name)s, %(what)s", name=one.person.name, what=one.what),
                    "cn.join",
                    concern.id,
                    one.person.id,
                ),
            )
            for one in known
            if one.person.id not in within
        ]
        rows += [
            (button(_("Hand it on to %(name)s", name=one.name), "cn.hand", concern.id, one.id),)
            for one in inside
            if one.id != concern.keeper_id
        ]
    if staff.id != concern.keeper_id:
        rows.append((button(_("Leave this concern"), "cn.leave", concern.id),))
    rows.append((button(BACK, "cn.one", concern.id), *MENU))
    return screen(
        "concerns/members",
        *rows,
        protect=True,
        child=pupil.name,
        news=news,
        members=[_line(person, what.get(person.id, ""), person.id == concern.keeper_id) for person in inside],
    )


def _line(person: Person, what: Label, keeps: bool) -> Mapping[str, Label | bool]:
    return {"name": person.name, "what": what, "keeps": keeps}


@flow.press("join")
async def join(turn: Turn, concern_id: int, person_id: int) -> Shown:
    """A colleague comes into it."""
    await keeping.join(turn.session, turn.staff(), concern_id, person_id, turn.now)
    return await _shown(turn, concern_id, _("Your colleague is in it now, and knows."))


@flow.press("hand")
async def hand_on(turn: Turn, concern_id: int, person_id: int) -> Shown:
    """A colleague sees to the next step from now on."""
    await keeping.hand_on(turn.session, turn.staff(), concern_id, person_id, turn.now)
    return await _shown(turn, concern_id, _("Your colleague sees to the next step from now on."))


@flow.press("leave")
async def leave(turn: Turn, concern_id: int) -> Shown:
    """Asked first: she will not see it any more."""
    concern = await rights.for_staff(turn.session, turn.staff(), concern_id)
    if concern.keeper_id == turn.staff().id:
        raise StaleScreen
    pupil = await turn.session.get_one(Pupil, concern.pupil_id)
    return screen(
        "concerns/leave",
        (button(_("Yes, leave it"), "cn.gone", concern.id, style=Style.DANGER),),
        (button(BACK, "cn.members", concern.id),),
        protect=True,
        child=pupil.name,
    )


@flow.press("gone")
async def gone(turn: Turn, concern_id: int) -> Shown:
    """She has left it."""
    await keeping.leave(turn.session, turn.staff(), concern_id, turn.now)
    return await opened(turn, 0)
