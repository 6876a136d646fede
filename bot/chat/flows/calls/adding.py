"""A family is put on one's own list: to phone it, or to visit it."""

from sqlalchemy import func, select

from bot.chat import drafts
from bot.chat.flows.calls import listing
from bot.chat.flows.calls.draft import BACK, MENU, PER_PAGE, Calling, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.calls import WORDS_LIMIT
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.paging import page_of
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services.calls import adding
from bot.storage.models import Pupil, SchoolClass


@flow.press("add")
async def add(turn: Turn) -> Shown:
    """Of which class? The only one opens by itself."""
    classes = (
        await turn.session.execute(
            adding.may_call(turn.staff())
            .order_by(None)
            .with_only_columns(SchoolClass.id, SchoolClass.name, func.count())
            .group_by(SchoolClass.id, SchoolClass.name)
            .order_by(SchoolClass.name)
        )
    ).all()
    if len(classes) == 1:
        return await _pupils(turn, classes[0][0], 0)
    buttons = [button(name, "cl.class", class_id, 0) for class_id, name, _many in classes]
    return screen("concerns/classes", *grid(buttons, 3), (button(BACK, "cl.list", 0), *MENU), count=len(classes))


@flow.press("class")
async def one_class(turn: Turn, class_id: int, page: int) -> Shown:
    """Its pupils."""
    return await _pupils(turn, class_id, page)


async def _pupils(turn: Turn, class_id: int, page: int) -> Screen:
    pupils = list(await turn.session.scalars(adding.may_call(turn.staff()).where(Pupil.class_id == class_id)))
    found = page_of(pupils, page, PER_PAGE)
    name = await turn.session.scalar(select(SchoolClass.name).where(SchoolClass.id == class_id)) if pupils else ""
    return screen(
        "concerns/pupils",
        *[(button(pupil.name, "cl.pupil", pupil.id),) for pupil in found.shown],
        *found.turns("cl.class", class_id),
        (button(BACK, "cl.list", 0), *MENU),
        protect=True,
        class_name=name or "",
        count=len(pupils),
    )


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
