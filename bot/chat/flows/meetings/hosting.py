"""Which teachers hold a meeting: colleagues by tap, or all homeroom teachers at once."""

from bot.chat.flows.meetings.draft import Plan, changing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import MeetingKind
from bot.domain.screens import Row, Style, button, grid, screen
from bot.domain.text import _
from bot.services import staff as colleagues
from bot.services.meetings import hosts

PAGE = 12


async def show(turn: Turn, draft: Plan, page: int) -> Shown:
    """Everybody of the staff; who holds it is marked."""
    await keep(turn, draft)
    everyone = await colleagues.members(turn.session, turn.school)
    chosen = set(draft.hosts)
    buttons = [
        button(f"✓ {one.name}", "m.ho", one.id, page, style=Style.SUCCESS)
        if one.id in chosen
        else button(one.name, "m.ho", one.id, page)
        for one in everyone[page * PAGE : (page + 1) * PAGE]
    ]
    turns: Row = ()
    if page:
        turns += (button(_("‹ Back"), "m.hp", page - 1),)
    if len(everyone) > (page + 1) * PAGE:
        turns += (button(_("More ›"), "m.hp", page + 1),)
    rows = [*grid(buttons, 2), *((turns,) if turns else ()), *_all_at_once(draft)]
    return screen(
        "meetings/hosts",
        *rows,
        (button(_("Done"), "m.done", style=Style.SUCCESS),),
        hosts=[one.name for one in everyone if one.id in chosen],
        joint=draft.joint,
        talks=draft.form is not MeetingKind.CLASS,
    )


@flow.press("hp")
async def turn_page(turn: Turn, page: int) -> Shown:
    """Another page of colleagues."""
    return await show(turn, await changing(turn), page)


@flow.press("ho")
async def toggle(turn: Turn, person_id: int, page: int) -> Shown:
    """Ask a colleague, or let one go; somebody always holds it."""
    draft = await changing(turn)
    everyone = [one.id for one in await colleagues.members(turn.session, turn.school)]
    if person_id not in everyone:
        raise StaleScreen
    chosen = set(draft.hosts) ^ {person_id}
    if chosen:
        draft.hosts = [one for one in everyone if one in chosen]
    return await show(turn, draft, page)


@flow.press("hh")
async def homerooms(turn: Turn) -> Shown:
    """The homeroom teachers of the classes, and nobody else."""
    draft = await changing(turn)
    draft.hosts = await hosts.homerooms_of(turn.session, draft.class_ids) or draft.hosts
    return await show(turn, draft, 0)


@flow.press("hj")
async def together(turn: Turn) -> Shown:
    """Whether a family talks with all of them at once, or with each alone."""
    draft = await changing(turn)
    draft.joint = not draft.joint
    return await show(turn, draft, 0)


def _all_at_once(draft: Plan) -> list[Row]:
    rows: list[Row] = [(button(_("The homeroom teachers"), "m.hh"),)]
    if draft.form is not MeetingKind.CLASS and len(draft.hosts) > 1:
        face = _("Each teacher alone") if draft.joint else _("All teachers together")
        rows.append((button(face, "m.hj"),))
    return rows
