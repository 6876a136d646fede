"""A family is put on one's own list: to phone it, or to visit it."""

from bot.chat import drafts, pupils
from bot.chat.flows.calls import listing
from bot.chat.flows.calls.draft import BACK, MENU, Calling, flow
from bot.chat.pupils import Way
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.calls import WORDS_LIMIT
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.services.calls import adding
from bot.storage.models import Pupil

_WAY = Way("cl.class", "cl.pupil", (button(BACK, "cl.list", 0), *MENU))


@flow.press("add")
async def add(turn: Turn) -> Shown:
    """Of which class? The only one opens by itself."""
    return await pupils.classes(turn, adding.may_call(turn.staff()), _WAY)


@flow.press("class")
async def one_class(turn: Turn, class_id: int, page: int) -> Shown:
    """Its pupils."""
    return await pupils.of_class(turn, adding.may_call(turn.staff()), _WAY, class_id, page)


@flow.press("pupil")
async def pupil(turn: Turn, pupil_id: int) -> Shown:
    """What about?"""
    return await _ask(turn, pupil_id)


async def _ask(turn: Turn, pupil_id: int, problem: str = "") -> Screen:
    found = await turn.session.scalar(adding.may_call(turn.staff()).where(Pupil.id == pupil_id))
    if found is None:
        raise NotAllowed
    await drafts.keep(turn, flow.name, Calling(pupil=found.id), "about")
    return screen(
        "calls/about",
        (button(BACK, "cl.list", 0), *MENU),
        protect=True,
        child=found.name,
        problem=problem,
        limit=WORDS_LIMIT,
    )


@flow.step("about")
async def typed(turn: Turn) -> Shown:
    """In a few words."""
    draft = await drafts.needed(turn, flow.name, Calling)
    try:
        await adding.add_own(turn.session, turn.staff(), draft.pupil, turn.text, turn.now)
    except InvalidValue as error:
        return await _ask(turn, draft.pupil, error.reason)
    return await listing.shown(turn, 0, _("The family is on your list."))
