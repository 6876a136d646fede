"""A new assessment by hand: subject, kind and title with a tap each, then mark after mark."""

from collections.abc import Sequence

from bot.chat.flows.marks.draft import MENU, Writing, by_hand, done_writing, expect, flow, writing
from bot.chat.flows.marks.entering import first_open
from bot.chat.flows.marks.looking import instead
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.mark_words import KINDS
from bot.domain.marks import MarkKind, term_at
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.marks import assessments_of, new_assessment, subjects_in
from bot.storage.models import SchoolClass

TITLED = frozenset({MarkKind.TASK, MarkKind.FORMATIVE, MarkKind.SCOPE})
"""Kinds of which there are several in a half: they have a title."""


@flow.press("new")
async def which_subject(turn: Turn, class_id: int) -> Shown:
    """Of which subject? The only one is taken."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    found = await subjects_in(turn.session, turn.staff(), of.id)
    if len(found) == 1:
        return await _which_kind(turn, of, found[0])
    await expect(turn, Writing(class_id=of.id), "subject")
    buttons = [button(name, "mk.nsub", of.id, number) for number, name in enumerate(found)]
    return _ask("subject", of, grid(buttons, 2))


@flow.press("nsub")
async def tapped_subject(turn: Turn, class_id: int, number: int) -> Shown:
    """This subject."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    found = await subjects_in(turn.session, turn.staff(), of.id)
    if number >= len(found):
        raise StaleScreen
    return await _which_kind(turn, of, found[number])


@by_hand.step("subject")
async def typed_subject(turn: Turn) -> Shown:
    """A subject that has no marks here yet."""
    if (file := await instead(turn)) is not None:
        return file
    draft = await writing(turn)
    of = await scope.class_of(turn.session, turn.staff(), draft.class_id)
    subject = " ".join(turn.text.split())
    if not subject or len(subject) > 60:
        return _ask("subject", of, (), problem=True)
    return await _which_kind(turn, of, subject)


@flow.press("nkind")
async def tapped_kind(turn: Turn, kind: str) -> Shown:
    """What kind it is; of those that come several times a title is asked."""
    draft = await writing(turn)
    if kind not in set(MarkKind) or not draft.subject:
        raise StaleScreen
    draft.kind = kind
    if MarkKind(kind) not in TITLED:
        return await _made(turn, draft, "")
    await expect(turn, draft, "title")
    return await _which_title(turn, draft)


@flow.press("ntitle")
async def suggested_title(turn: Turn, number: int) -> Shown:
    """The title that was suggested; what it says is counted anew."""
    draft = await writing(turn)
    if not draft.kind or number != await _following(turn, draft):
        raise StaleScreen
    return await _made(turn, draft, _suggested(MarkKind(draft.kind), number))


@by_hand.step("title")
async def typed_title(turn: Turn) -> Shown:
    """A title of her own."""
    if (file := await instead(turn)) is not None:
        return file
    draft = await writing(turn)
    if not turn.text:
        return await _which_title(turn, draft, problem=True)
    try:
        return await _made(turn, draft, turn.text)
    except InvalidValue:
        return await _which_title(turn, draft, problem=True)


async def _which_kind(turn: Turn, of: SchoolClass, subject: str) -> Screen:
    await expect(turn, Writing(class_id=of.id, subject=subject))
    return _ask("kind", of, grid([button(KINDS[kind], "mk.nkind", kind.value) for kind in MarkKind], 2), subject)


async def _which_title(turn: Turn, draft: Writing, *, problem: bool = False) -> Screen:
    of = await scope.class_of(turn.session, turn.staff(), draft.class_id)
    number = await _following(turn, draft)
    suggestion = button(_suggested(MarkKind(draft.kind), number), "mk.ntitle", number)
    return _ask("title", of, ((suggestion,),), draft.subject, problem=problem)


async def _following(turn: Turn, draft: Writing) -> int:
    """The number after those of this kind that there are."""
    term = term_at(turn.now, turn.school.timezone)
    found = await assessments_of(turn.session, turn.staff(), draft.class_id, term)
    return 1 + sum(one.subject == draft.subject and one.kind.value == draft.kind for one in found)


def _suggested(kind: MarkKind, number: int) -> str:
    """As schools number them; a title is data, and the same in every language."""
    return {MarkKind.TASK: f"Tugas {number}", MarkKind.SCOPE: f"TP {number}"}.get(kind, f"Formatif {number}")


async def _made(turn: Turn, draft: Writing, title: str) -> Screen:
    staff = turn.staff()
    if not draft.subject or draft.kind not in set(MarkKind):
        raise StaleScreen
    made = await new_assessment(
        turn.session, staff, draft.class_id, draft.subject, MarkKind(draft.kind), turn.now, title=title
    )
    await done_writing(turn)
    return await first_open(turn, made)


def _ask(asks: str, of: SchoolClass, rows: Sequence[Row], subject: str = "", *, problem: bool = False) -> Screen:
    return screen(
        "marks/new",
        *rows,
        (button(_("‹ Marks"), "mk.class", of.id), *MENU),
        asks=asks,
        class_name=of.name,
        subject=subject,
        problem=problem,
    )
