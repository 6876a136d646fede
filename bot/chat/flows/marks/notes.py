"""A teacher's notes about a pupil: typed in a line, kept for the school, or for the family to read as well."""

from collections.abc import Mapping, Sequence

from bot.chat.flows.marks.draft import (
    MENU,
    PER_PAGE,
    News,
    Writing,
    by_hand,
    done_writing,
    expect,
    flow,
    page_with,
    writing,
)
from bot.chat.flows.marks.looking import instead
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Value, _
from bot.services import scope
from bot.services.progress import notes
from bot.services.progress.notes import LIMIT, Noted, NoteHoldsAnothers
from bot.storage.models import Pupil, SchoolClass

AT_ONCE = 5
"""Notes shown at once."""


@flow.press("notes")
async def classes(turn: Turn) -> Shown:
    """Whose notes? The classes of this person; the only one opens by itself."""
    await done_writing(turn)
    found = await _classes(turn)
    if len(found) == 1:
        return await _pupils(turn, found[0], 0)
    buttons = [button(of.name, "mk.nclass", of.id, 0) for of in found]
    return screen("marks/note_classes", *grid(buttons, 3), MENU, count=len(found))


@flow.press("nclass")
async def one_class(turn: Turn, class_id: int, page: int) -> Shown:
    """The pupils of a class, with how many notes there are about each."""
    await done_writing(turn)
    return await _pupils(turn, await scope.class_of(turn.session, turn.staff(), class_id), page)


@flow.press("npupil")
async def one_pupil(turn: Turn, pupil_id: int, page: int = 0) -> Shown:
    """What is noted of a pupil; what is typed now is a new note."""
    pupil = await scope.pupil_of(turn.session, turn.staff(), pupil_id)
    return await _notes(turn, pupil, page)


@by_hand.step("note")
async def typed(turn: Turn) -> Shown:
    """The note, in her own words; the family does not read it before she says so."""
    if (file := await instead(turn)) is not None:
        return file
    draft = await writing(turn)
    try:
        row = await notes.add(turn.session, turn.staff(), draft.pupil_id, turn.text, False, turn.now)
    except InvalidValue as error:
        pupil = await scope.pupil_of(turn.session, turn.staff(), draft.pupil_id)
        return await _notes(turn, pupil, 0, error)
    await done_writing(turn)
    return await _note(turn, row.id, _("The note is kept, for the school only."))


@flow.press("nnote")
async def one_note(turn: Turn, note_id: int) -> Shown:
    """One note, and who reads it."""
    return await _note(turn, note_id)


@flow.press("nshow")
async def show(turn: Turn, note_id: int) -> Shown:
    """The family may read it, unless it holds what is another child's."""
    return await _shown(turn, note_id, certain=False)


@flow.press("nsure")
async def show_certainly(turn: Turn, note_id: int) -> Shown:
    """The word that was asked about means something else."""
    return await _shown(turn, note_id, certain=True)


@flow.press("nhide")
async def hide(turn: Turn, note_id: int) -> Shown:
    """It is for the school only, after all."""
    await notes.show(turn.session, turn.staff(), note_id, False, turn.now)
    return await _note(turn, note_id, _("The note is for the school only now."))


@flow.press("nask")
async def ask_erase(turn: Turn, note_id: int) -> Shown:
    """What taking a note away means, before it is done."""
    row, pupil = await notes.note_of(turn.session, turn.staff(), note_id)
    return screen(
        "marks/note_erase",
        (button(_("Yes, take the note away"), "mk.nerase", row.id, style=Style.DANGER),),
        (button(_("‹ Back"), "mk.nnote", row.id),),
        child=pupil.name,
        text=row.text,
        shown=row.shown,
        protect=True,
    )


@flow.press("nerase")
async def erase(turn: Turn, note_id: int) -> Shown:
    """The note is gone."""
    pupil = await notes.erase(turn.session, turn.staff(), note_id, turn.now)
    return await _notes(turn, pupil, 0, news=_("The note is taken away."))


async def _shown(turn: Turn, note_id: int, *, certain: bool) -> Screen:
    try:
        await notes.show(turn.session, turn.staff(), note_id, True, turn.now, certain=certain)
    except NoteHoldsAnothers as error:
        return await _guarded(turn, note_id, error)
    return await _note(turn, note_id, _("The family can read this note now."))


async def _guarded(turn: Turn, note_id: int, error: NoteHoldsAnothers) -> Screen:
    """What is surely another child's stops; of the rest she is asked."""
    _row, pupil = await notes.note_of(turn.session, turn.staff(), note_id)
    rows: list[Row] = [(button(_("‹ Back"), "mk.nnote", note_id),)]
    if not error.sure:
        rows.insert(0, (button(_("That is no pupil, go on"), "mk.nsure", note_id),))
    return screen(
        "marks/note_guarded",
        *rows,
        child=pupil.name,
        found=[{"leak": one.leak.value, "words": one.words} for one in error.found],
        sure=error.sure,
        protect=True,
    )


async def _pupils(turn: Turn, of: SchoolClass, page: int) -> Screen:
    pupils = await _pupils_of(turn, of.id)
    counts = await notes.counts_in(turn.session, turn.staff(), of.id)
    several = (button(_("‹ Classes"), "mk.notes"),) if len(await _classes(turn)) > 1 else ()
    found = page_of(pupils, page, PER_PAGE)
    return screen(
        "marks/note_pupils",
        *[(_face(pupil, counts.get(pupil.id, 0)),) for pupil in found.shown],
        *found.turns("mk.nclass", of.id),
        (*several, *MENU),
        class_name=of.name,
        count=len(pupils),
        page=found.number + 1,
        pages=found.pages,
        protect=True,
    )


def _face(pupil: Pupil, count: int) -> Button:
    face = _("%(name)s (%(count)s)", name=pupil.name, count=count) if count else pupil.name
    return button(face, "mk.npupil", pupil.id)


async def _notes(turn: Turn, pupil: Pupil, page: int, problem: InvalidValue | None = None, news: News = None) -> Screen:
    """The notes of a pupil, newest first; the next line typed is a note."""
    await expect(turn, Writing(pupil_id=pupil.id), "note")
    found = page_of(await notes.of_pupil(turn.session, turn.staff(), pupil.id), page, AT_ONCE)
    first = found.number * AT_ONCE + 1
    numbers = [button(f"{first + at}", "mk.nnote", one.id) for at, one in enumerate(found.shown)]
    return screen(
        "marks/notes",
        *grid(numbers, AT_ONCE),
        *found.turns("mk.npupil", pupil.id),
        await _back(turn, pupil),
        child=pupil.name,
        notes=_listed(found.shown, first),
        noted=news,
        problem=problem.reason if problem else None,
        limit=LIMIT,
        protect=True,
    )


def _listed(shown: Sequence[Noted], first: int) -> list[Mapping[str, Value]]:
    return [
        {
            "number": first + at,
            "text": one.text,
            "author": one.author,
            "own": one.own,
            "shown": one.shown,
            "day": one.at,
        }
        for at, one in enumerate(shown)
    ]


async def _note(turn: Turn, note_id: int, news: News = None) -> Screen:
    await done_writing(turn)
    staff = turn.staff()
    row, pupil = await notes.note_of(turn.session, staff, note_id)
    own = row.author_id == staff.id
    homeroom = await notes.may_take_back(turn.session, staff, pupil.class_id)
    manages = own or homeroom
    actions: list[Row] = []
    if row.shown and manages:
        actions.append((button(_("For the school only"), "mk.nhide", row.id),))
    elif own and not row.shown:
        actions.append((button(_("The family may read it"), "mk.nshow", row.id, style=Style.SUCCESS),))
    if manages:
        actions.append((button(_("Take the note away"), "mk.nask", row.id),))
    back = button(_("‹ Notes"), "mk.npupil", pupil.id)
    more = (button(_("Another note"), "mk.npupil", pupil.id), *(await _back(turn, pupil))[:1]) if news else (back,)
    return screen(
        "marks/note",
        *actions,
        more,
        MENU,
        child=pupil.name,
        text=row.text,
        shown=row.shown,
        own=own,
        homeroom=homeroom,
        noted=news,
        protect=True,
    )


async def _back(turn: Turn, pupil: Pupil) -> Row:
    page = page_with([one.id for one in await _pupils_of(turn, pupil.class_id)], pupil.id)
    return (button(_("‹ Pupils"), "mk.nclass", pupil.class_id, page), *MENU)


async def _classes(turn: Turn) -> Sequence[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))


async def _pupils_of(turn: Turn, class_id: int | None) -> Sequence[Pupil]:
    return list(await turn.session.scalars(scope.pupils_for(turn.staff()).where(Pupil.class_id == class_id)))
