"""The first taps of whatever is about one child: from its class to its name."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from bot.chat.turns import Turn
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.storage.models import Pupil, SchoolClass

PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class Way:
    """Where the taps of one flow lead: `to_class` has a class and a page, `to_pupil` a pupil; `back` goes below."""

    to_class: str
    to_pupil: str
    back: Row


async def classes(turn: Turn, among: Select[Pupil], way: Way) -> Screen:
    """Of which class? The only one opens by itself. `among` are pupils with their class joined."""
    found = (
        await turn.session.execute(
            among.order_by(None)
            .with_only_columns(SchoolClass.id, SchoolClass.name, func.count())
            .group_by(SchoolClass.id, SchoolClass.name)
            .order_by(SchoolClass.name)
        )
    ).all()
    if len(found) == 1:
        return await of_class(turn, among, way, found[0][0], 0)
    buttons = [button(name, way.to_class, class_id, 0) for class_id, name, _many in found]
    return screen("concerns/classes", *grid(buttons, 3), way.back, count=len(found))


async def of_class(turn: Turn, among: Select[Pupil], way: Way, class_id: int, page: int) -> Screen:
    """The pupils of one class, some at a time."""
    pupils = list(await turn.session.scalars(among.where(Pupil.class_id == class_id)))
    found = page_of(pupils, page, PER_PAGE)
    name = await turn.session.scalar(select(SchoolClass.name).where(SchoolClass.id == class_id)) if pupils else ""
    return screen(
        "concerns/pupils",
        *[(button(pupil.name, way.to_pupil, pupil.id),) for pupil in found.shown],
        *found.turns(way.to_class, class_id),
        way.back,
        protect=True,
        class_name=name or "",
        count=len(pupils),
    )
