"""The concerns that a member of staff is in; and the first taps of a new one: which class, which pupil."""

from collections.abc import Mapping
from datetime import date

from bot.chat import pupils
from bot.chat.flows.concerns.draft import BACK, MENU, Case, done, flow, keep
from bot.chat.pupils import Way
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.concerns import AREAS, ConcernState, step_words
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, _
from bot.services import scope
from bot.services.concerns import rights
from bot.storage.models import Concern, Person, Pupil, SchoolClass

SHOWN = 6
_WAY = Way("cn.class", "cn.pupil", (button(BACK, "cn.list", 0), *MENU))


@flow.command("pendampingan", "concerns")
async def by_command(turn: Turn) -> Shown:
    """`/pendampingan`."""
    return await _list(turn, ConcernState.OPEN, 0)


@flow.press("list")
async def opened(turn: Turn, page: int) -> Shown:
    """Those that are open, the next step's day first."""
    return await _list(turn, ConcernState.OPEN, page)


@flow.press("past")
async def past(turn: Turn, page: int) -> Shown:
    """Those that are closed, the newest first."""
    return await _list(turn, ConcernState.CLOSED, page)


async def _list(turn: Turn, state: ConcernState, page: int) -> Screen:
    staff = turn.staff()
    await done(turn)
    order = (Concern.next_on, Concern.id) if state is ConcernState.OPEN else (Concern.closed_at.desc(), Concern.id)
    rows = (
        await turn.session.execute(
            scope.concerns_of(staff)
            .join(Pupil, Pupil.id == Concern.pupil_id)
            .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
            .join(Person, Person.id == Concern.keeper_id)
            .where(Concern.state == state)
            .add_columns(Pupil.name, SchoolClass.name, Person.name)
            .order_by(*order)
        )
    ).all()
    found = page_of(rows, page, SHOWN)
    is_open = state is ConcernState.OPEN
    first = found.number * SHOWN + 1
    numbers = [
        button(_("%(number)s. %(child)s", number=first + at, child=name), "cn.one", concern.id)
        for at, (concern, name, _of, _keeper) in enumerate(found.shown)
    ]
    actions: list[Row] = [(button(_("Raise a concern"), "cn.new", style=Style.PRIMARY),)] if is_open else []
    other = button(_("Closed ones"), "cn.past", 0) if is_open else button(_("Open ones"), "cn.list", 0)
    return screen(
        "concerns/list",
        *grid(numbers, 1),
        *found.turns("cn.list" if is_open else "cn.past"),
        *actions,
        (other, *MENU),
        protect=True,
        open=is_open,
        count=len(rows),
        first=first,
        lines=[
            _line(concern, name, of, keeper if concern.keeper_id != staff.id else "")
            for concern, name, of, keeper in found.shown
        ],
    )


def _line(concern: Concern, name: str, of: str | None, keeper: str) -> Mapping[str, Label | date | None]:
    return {
        "child": name,
        "class_name": of or "",
        "area": AREAS[concern.area],
        "step": step_words(concern.next_step),
        "on": concern.next_on,
        "keeper": keeper,
    }


@flow.press("new")
async def new(turn: Turn) -> Shown:
    """About whom? The only class opens by itself."""
    staff = turn.staff()
    await done(turn)
    return await pupils.classes(turn, scope.pupils_to_worry_about(staff), _WAY)


@flow.press("class")
async def one_class(turn: Turn, class_id: int, page: int) -> Shown:
    """The pupils of one class."""
    return await pupils.of_class(turn, scope.pupils_to_worry_about(turn.staff()), _WAY, class_id, page)


@flow.press("pupil")
async def chosen(turn: Turn, pupil_id: int) -> Shown:
    """What is it about?"""
    pupil = await rights.pupil_to_raise(turn.session, turn.staff(), pupil_id)
    await keep(turn, Case(pupil=pupil.id))
    rows = [(button(name, "cn.area", area.value),) for area, name in AREAS.items()]
    return screen(
        "concerns/area", *rows, (button(BACK, "cn.class", pupil.class_id, 0), *MENU), protect=True, child=pupil.name
    )
