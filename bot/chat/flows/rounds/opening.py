"""Which class, whose turn it is there, and the round's own page: begin, go on, put away."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.chat import drafts
from bot.chat.flows.rounds import review, walking
from bot.chat.flows.rounds.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.rounds import SIZES, due
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.rounds import opening, turns
from bot.storage.models import Round, SchoolClass, TurnState

BACK = _("‹ Back")


async def classes_of(turn: Turn) -> list[SchoolClass]:
    """The classes of this member of staff."""
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))


@flow.press("list")
async def choose_class(turn: Turn) -> Shown:
    """Which class; with one there is nothing to choose."""
    classes = await classes_of(turn)
    if len(classes) == 1:
        return await of_class(turn, classes[0].id)
    faces = [button(found.name, "wr.of", found.id) for found in classes]
    return screen("rounds/classes", *grid(faces, 3), (button(BACK, "wr.hub"),), count=len(classes))


@flow.press("of")
async def of_class(turn: Turn, class_id: int) -> Shown:
    """The class's round: the open one, or whose turn comes next."""
    found = await scope.class_of(turn.session, turn.staff(), class_id)
    await drafts.stop_expecting(turn)
    open_ = await opening.current(turn.session, turn.staff(), class_id)
    return await _open_page(turn, found, open_) if open_ else await _next_page(turn, found)


@flow.press("begin")
async def begin(turn: Turn, class_id: int, size: int) -> Shown:
    """Begin, with the first pupil."""
    if size not in SIZES:
        raise StaleScreen
    row = await opening.begin(turn.session, turn.staff(), class_id, size, turn.now)
    return await _go_on(turn, row)


@flow.press("on")
async def go_on(turn: Turn, round_id: int) -> Shown:
    """On with whoever waits."""
    return await _go_on(turn, await opening.opened(turn.session, turn.staff(), round_id))


@flow.press("away")
async def put_away(turn: Turn, round_id: int) -> Shown:
    """Really? What was chosen is gone then."""
    row = await opening.opened(turn.session, turn.staff(), round_id)
    kept = sum(one.row.state is TurnState.KEPT for one in await turns.turns_of(turn.session, row))
    return screen(
        "rounds/away",
        (button(_("Put it away"), "wr.drop", row.id, style=Style.DANGER),),
        (button(BACK, "wr.of", row.class_id),),
        kept=kept,
    )


@flow.press("drop")
async def drop(turn: Turn, round_id: int) -> Shown:
    """Put it away; nothing was sent."""
    row = await opening.drop(turn.session, turn.staff(), round_id, turn.now)
    await drafts.drop(turn, flow.name)
    return await of_class(turn, row.class_id)


async def _go_on(turn: Turn, row: Round) -> Shown:
    all_ = await turns.turns_of(turn.session, row)
    waiting = turns.next_turn(all_)
    return await walking.show(turn, row, all_, waiting) if waiting else await review.show(turn, row, all_)


async def _next_page(turn: Turn, found: SchoolClass) -> Screen:
    everybody = await opening.candidates(turn.session, turn.staff(), found, turn.now)
    coming = due(everybody, SIZES[-1])
    names = {one.id: one.name for one in await turn.session.scalars(opening.pupils_of(found.id))}
    last = await opening.newest(turn.session, turn.staff(), found.id)
    sizes = [size for size in SIZES if size < len(everybody)] or [SIZES[-1]] * bool(everybody)
    begins = [
        button(
            _("Begin with %(count)s pupils", count=min(size, len(everybody))),
            "wr.begin",
            found.id,
            size,
            style=Style.SUCCESS if size == sizes[-1] else Style.PLAIN,
        )
        for size in reversed(sizes)
    ]
    return screen(
        "rounds/next",
        *grid(begins, 1),
        (button(BACK, "wr.hub"),),
        class_name=found.name,
        coming=[{"name": names[one.pupil_id], "why": one.why} for one in coming],
        last=_day(turn, last),
    )


async def _open_page(turn: Turn, found: SchoolClass, row: Round) -> Screen:
    all_ = await turns.turns_of(turn.session, row)
    kept = [one for one in all_ if one.row.state is TurnState.KEPT]
    rows: list[Row] = []
    if turns.next_turn(all_) is not None:
        rows.append((button(_("Go on ›"), "wr.on", row.id, style=Style.PRIMARY),))
    if kept:
        rows.append((button(_("Look at all and send"), "wr.review", row.id, style=Style.SUCCESS),))
    pupils = [button(f"{place}. {one.name}", "wr.go", row.id, one.pupil_id) for place, one in enumerate(all_, 1)]
    return screen(
        "rounds/open",
        *rows,
        *grid(pupils, 2),
        (button(_("Put this round away"), "wr.away", row.id), button(BACK, "wr.hub")),
        class_name=found.name,
        begun=row.created_at,
        pupils=[{"name": one.name, "state": one.row.state.value} for one in all_],
        kept=len(kept),
    )


def _day(turn: Turn, last: Round | None) -> date | None:
    if last is None or last.closed_at is None:
        return None
    return last.closed_at.astimezone(ZoneInfo(turn.school.timezone)).date()
