"""One page for each member of staff: when she answers, what is promised, when she is away, who answers then."""

from bot.chat import drafts
from bot.chat.flows.hours.draft import MENU, flow, whose
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.promise_words import hours_phrase, within_phrase
from bot.domain.promises import load_promise
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services.hours import covering, keeping, leaves
from bot.storage.models import Leave, Person, RoleKind

SHOWN = 3


@flow.command("jam", "hours", "!jam layanan")
async def by_command(turn: Turn) -> Shown:
    """`/jam`, or the words."""
    return await opened(turn)


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """My own."""
    return await show(turn, turn.staff())


@flow.press("of")
async def of_colleague(turn: Turn, person_id: int) -> Shown:
    """A colleague's, for an administrator."""
    return await show(turn, await whose(turn, person_id))


async def show(turn: Turn, staff: Person, said: Phrase | None = None) -> Screen:
    """Her page; `said` is what was just done."""
    await drafts.stop_expecting(turn)
    mine = staff.id == turn.staff().id
    away = await leaves.coming(turn.session, staff, turn.now)
    cover = await covering.cover_of(turn.session, staff, turn.now)
    return screen(
        "hours/page",
        *_rows(turn, staff, away),
        name=staff.name,
        mine=mine,
        said=said,
        hours=hours_phrase(await keeping.hours_of(turn.session, turn.school, staff)),
        promise=within_phrase(load_promise(turn.school.promise)),
        cover=cover.name if cover else None,
        away=[{"first": one.first, "through": one.through, "one": one.first == one.through} for one in away],
        unlinked=not await covering.answers(turn.session, staff),
    )


def _rows(turn: Turn, staff: Person, away: list[Leave]) -> list[Row]:
    rows: list[Row] = [
        (button(_("Away from work"), "oh.away", staff.id, style=Style.PRIMARY),),
        (button(_("Change the hours"), "oh.hours", staff.id), button(_("Who covers"), "oh.cover", staff.id, 0)),
        *((button(_back_face(one), "oh.back", one.id, style=Style.SUCCESS),) for one in away[:SHOWN]),
    ]
    if RoleKind.ADMIN in turn.roles:
        rows.append((button(_("Colleagues' hours"), "oh.staff", 0), button(_("The school's promise"), "oh.promise")))
    return [*rows, MENU]


def _back_face(leave: Leave) -> Phrase:
    if leave.first == leave.through:
        return _("Back after all: %(day)s", day=leave.first)
    return _("Back after all: %(first)s – %(last)s", first=leave.first, last=leave.through)
