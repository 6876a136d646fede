"""The homeroom teacher's side: what families wrote, confirmed one by one or all with one tap."""

from bot.chat import drafts
from bot.chat.flows.absences.draft import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.notices.absences import of_note
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.absences import handling, views
from bot.services.absences.telling import items_of
from bot.services.attendance.registers import today
from bot.storage.models import AbsenceNote, NoteState

PER_PAGE = 6


@flow.press("list")
async def listed(turn: Turn, page: int = 0) -> Shown:
    """What is not confirmed yet, each a tap from being looked at."""
    await drafts.stop_expecting(turn)
    return await _listed(turn, page)


async def _listed(turn: Turn, page: int = 0, done: int = 0) -> Screen:
    staff = turn.staff()
    notes = list(await turn.session.scalars(await views.open_for(turn.session, staff, turn.school, turn.now)))
    waiting = list(await turn.session.scalars(await views.hers(turn.session, staff, turn.school, turn.now)))
    part = page_of(notes, page, PER_PAGE)
    items = await items_of(turn.session, part.shown, turn.now)
    rows: list[Row] = []
    if len(waiting) > 1:
        face, last = _("Confirm all %(count)s", count=len(waiting)), max(note.id for note in waiting)
        rows.append((button(face, "ab.all", last, style=Style.SUCCESS),))
    rows += [
        (button(_("%(child)s: %(reason)s", child=item["child"], reason=item["reason"]), "ab.one", item["id"]),)
        for item in items
    ]
    return screen(
        "absences/list",
        *rows,
        *part.turns("ab.list"),
        (button(_("Attendance"), "at.open"), *MENU),
        protect=True,
        items=items,
        count=len(notes),
        done=done,
        page=part.number + 1,
        pages=part.pages,
    )


@flow.press("one")
async def one(turn: Turn, note_id: int) -> Shown:
    """One note, and what can be done with it."""
    await drafts.stop_expecting(turn)
    note, _pupil = await views.seen_by(turn.session, turn.staff(), note_id, turn.now)
    return await _one(turn, note)


async def _one(turn: Turn, note: AbsenceNote, *, just: bool = False) -> Screen:
    (item,) = await items_of(turn.session, [note], turn.now)
    open_ = note.state in (NoteState.SENT, NoteState.ASKED)
    rows: list[Row] = list(of_note(item)) if open_ else list(of_note(item)[1:])
    newest = today(turn.school, turn.now)
    if note.first <= newest:
        rows.append((button(_("The pupil's day"), "at.who", note.pupil_id, min(note.through, newest)),))
    return screen(
        "absences/one",
        *rows,
        (button(_("Absence notes"), "ab.list"), *MENU),
        protect=True,
        item=item,
        state=note.state.value,
        just=just,
    )


@flow.press("ok")
async def confirm(turn: Turn, note_id: int) -> Shown:
    """She has seen it."""
    await handling.confirm(turn.session, turn.staff(), note_id, turn.now)
    note, _pupil = await views.seen_by(turn.session, turn.staff(), note_id, turn.now)
    return await _one(turn, note, just=True)


@flow.press("all")
async def confirm_all(turn: Turn, up_to: int) -> Shown:
    """All that she was told of, with one tap."""
    done = await handling.confirm_all(turn.session, turn.staff(), up_to, turn.now)
    return await _listed(turn, done=len(done))


@flow.press("paper")
async def paper(turn: Turn, note_id: int) -> Shown:
    """The letters that came with it, below."""
    note, pupil = await views.seen_by(turn.session, turn.staff(), note_id, turn.now)
    found = (await views.papers_of(turn.session, [note]))[note.id]
    for file in found:
        turn.say(screen("absences/paper", file=file, protect=True, child=pupil.name, first=note.first))
    if not found:
        return screen("absences/no_paper", (button(_("Absence notes"), "ab.list"), *MENU))
    return None
