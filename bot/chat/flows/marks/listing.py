"""The marks of a class: its subjects, the assessments of one, and what each pupil reached."""

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.chat.flows.marks.draft import MENU, PER_PAGE, News, done_writing, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.mark_words import assessment_words, rounded, term_words
from bot.domain.marks import term_at, term_before
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, Phrase, _
from bot.services import scope
from bot.services.marks import listing
from bot.services.marks.rights import assessment_for
from bot.services.marks.values import Listed, PupilMark, Reached
from bot.storage.models import Assessment, SchoolClass

_TERM = re.compile(r"\d{4}[12]")


@flow.command("nilai", "marks")
@flow.press("list")
async def classes(turn: Turn) -> Shown:
    """The classes whose marks this person may see; the only one opens by itself."""
    await done_writing(turn)
    found = await _classes(turn)
    if len(found) == 1:
        return await subjects(turn, found[0])
    buttons = [button(of.name, "mk.class", of.id) for of in found]
    send = (button(_("Send a file of marks"), "mk.file"),) if found else ()
    return screen("marks/classes", *grid(buttons, 3), send, MENU, count=len(found))


@flow.press("class")
async def one_class(turn: Turn, class_id: int, term: str = "") -> Shown:
    """The subjects of a class in a half of the year, this one where nothing else is said."""
    await done_writing(turn)
    if term and not _TERM.fullmatch(term):
        raise StaleScreen
    return await subjects(turn, await scope.class_of(turn.session, turn.staff(), class_id), term)


@flow.press("subject")
async def one_subject(turn: Turn, assessment_id: int) -> Shown:
    """The assessments of a subject, whose first one the button names."""
    await done_writing(turn)
    return await subject(turn, await assessment_for(turn.session, turn.staff(), assessment_id))


@flow.press("one")
async def one_assessment(turn: Turn, assessment_id: int, page: int = 0) -> Shown:
    """What each pupil reached."""
    await done_writing(turn)
    return await assessment(turn, await assessment_for(turn.session, turn.staff(), assessment_id), page)


async def subjects(turn: Turn, of: SchoolClass, term: str = "") -> Screen:
    """The subjects of a class: how many assessments each has, and how many of them families do not see yet."""
    term = term or term_at(turn.now, turn.school.timezone)
    found = await listing.assessments_of(turn.session, turn.staff(), of.id, term)
    by_subject: defaultdict[str, list[Listed]] = defaultdict(list)
    for one in found:
        by_subject[one.subject].append(one)
    hidden = [one for one in found if _waits(one)]
    rows: list[Row] = [(_subject_face(name, some),) for name, some in by_subject.items()]
    if hidden:
        publish = _("Publish to families (%(count)s)", count=len(hidden))
        rows.append((button(publish, "mk.pubclass", of.id, term, style=Style.SUCCESS),))
    rows.append((button(_("Enter marks"), "mk.new", of.id), button(_("Send a file of marks"), "mk.file")))
    earlier = button(_("Half-year before"), "mk.class", of.id, term_before(term))
    rows.append((earlier, *((button(_("‹ Classes"), "mk.list"),) if len(await _classes(turn)) > 1 else ())))
    return screen(
        "marks/class",
        *rows,
        (button(_("Notes about pupils"), "mk.nclass", of.id, 0), *MENU),
        class_name=of.name,
        term=term_words(term),
        subjects=len(by_subject),
        assessments=len(found),
        hidden=len(hidden),
    )


async def subject(turn: Turn, of: Assessment) -> Screen:
    """The assessments of one subject in its class and half."""
    found = await listing.assessments_of(turn.session, turn.staff(), of.class_id, of.term)
    some = [one for one in found if one.subject == of.subject]
    hidden = [one for one in some if _waits(one)]
    class_ = await scope.class_of(turn.session, turn.staff(), of.class_id)
    rows: list[Row] = [(_assessment_face(one),) for one in some]
    if hidden:
        publish = _("Publish to families (%(count)s)", count=len(hidden))
        rows.append((button(publish, "mk.pubsubject", of.id, style=Style.SUCCESS),))
    return screen(
        "marks/subject",
        *rows,
        (button(_("New assessment"), "mk.new", of.class_id), button(_("‹ Subjects"), "mk.class", of.class_id, of.term)),
        MENU,
        class_name=class_.name,
        subject=of.subject,
        term=term_words(of.term),
        hidden=len(hidden),
    )


async def assessment(turn: Turn, of: Assessment, page: int, news: News = None) -> Screen:
    """The pupils of an assessment's class, each with the mark; a tap enters or corrects it."""
    found = await listing.marks_of(turn.session, turn.staff(), of.id)
    class_ = await scope.class_of(turn.session, turn.staff(), of.class_id)
    of_page = page_of(found, page, PER_PAGE)
    open_ = [one for one in found if not is_entered(one.reached)]
    rows: list[Row] = []
    if open_:
        rows.append((button(_("Enter in turn (%(count)s)", count=len(open_)), "mk.mark", of.id, open_[0].pupil_id),))
    rows += [(_pupil_face(of, one),) for one in of_page.shown]
    rows += of_page.turns("mk.one", of.id)
    if of.published_at is None and len(open_) < len(found):
        rows.append((button(_("Publish to families"), "mk.pubone", of.id, style=Style.SUCCESS),))
    return screen(
        "marks/assessment",
        *rows,
        (button(_("‹ Assessments"), "mk.subject", of.id), *MENU),
        class_name=class_.name,
        subject=of.subject,
        what=assessment_words(of.kind, of.title),
        best=None if of.best == 100 else of.best,
        entered=len(found) - len(open_),
        pupils=len(found),
        published=of.published_at is not None,
        noted=news,
        page=of_page.number + 1,
        pages=of_page.pages,
        protect=True,
    )


def is_entered(reached: Reached | None) -> bool:
    """Whether a mark says anything."""
    return reached is not None and (reached.score is not None or reached.missing)


def said(reached: Reached | None) -> Label | float | None:
    """A mark in words; None where nothing is entered."""
    if reached is None or not is_entered(reached):
        return None
    return _("not handed in") if reached.score is None else rounded(reached.score)


def _waits(one: Listed) -> bool:
    return not one.published and bool(one.marks or one.missing)


def _subject_face(name: str, some: Sequence[Listed]) -> Button:
    hidden = sum(_waits(one) for one in some)
    face = _("%(name)s (%(count)s)", name=name, count=len(some))
    if hidden:
        face = _("%(name)s (%(count)s, %(hidden)s not published)", name=name, count=len(some), hidden=hidden)
    return button(face, "mk.subject", some[0].id)


def _assessment_face(one: Listed) -> Button:
    sign = "✓" if one.published else "○"
    what = assessment_words(one.kind, one.title)
    face: Phrase = _(
        "%(sign)s %(what)s: %(marks)s of %(pupils)s",
        sign=sign,
        what=what,
        marks=one.marks + one.missing,
        pupils=one.pupils,
    )
    return button(face, "mk.one", one.id)


def _pupil_face(of: Assessment, one: PupilMark) -> Button:
    mark = said(one.reached)
    face = _("%(name)s: %(mark)s", name=one.name, mark="–" if mark is None else mark)
    return button(face, "mk.mark", of.id, one.pupil_id)


async def _classes(turn: Turn) -> Sequence[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))
