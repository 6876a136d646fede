"""Marks for the families: which become visible, how many families are told, and as they will read it."""

from collections.abc import Collection
from dataclasses import replace

from bot.chat.flows.marks.draft import MENU, Writing, expect, flow, writing
from bot.chat.flows.marks.listing import subjects
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.mark_words import assessment_words
from bot.domain.notices.marks import MarksPublished
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services import scope, updates
from bot.services.marks import assessment_for, publish, take_back, unpublished
from bot.services.marks.reach import Reach, reach_of
from bot.storage.models import Assessment

NAMED = 12
"""Assessments named before they are published; the rest is a number."""
UNHEARD = 8
"""Pupils named whose families are not told; the rest is a number."""


@flow.press("pubclass")
async def of_class(turn: Turn, class_id: int, term: str) -> Shown:
    """All of a class and half that families do not see yet."""
    found = await unpublished(turn.session, turn.staff(), class_id)
    back = button(_("‹ Back"), "mk.class", class_id, term)
    return await ask(turn, [one.id for one in found if one.term == term], back)


@flow.press("pubsubject")
async def of_subject(turn: Turn, assessment_id: int) -> Shown:
    """All of one subject."""
    of = await assessment_for(turn.session, turn.staff(), assessment_id)
    found = await unpublished(turn.session, turn.staff(), of.class_id)
    ids = [one.id for one in found if (one.subject, one.term) == (of.subject, of.term)]
    return await ask(turn, ids, button(_("‹ Back"), "mk.subject", of.id))


@flow.press("pubone")
async def of_one(turn: Turn, assessment_id: int) -> Shown:
    """One assessment."""
    of = await assessment_for(turn.session, turn.staff(), assessment_id)
    return await ask(turn, [of.id], button(_("‹ Back"), "mk.one", of.id))


@flow.press("pub")
async def publish_them(turn: Turn, seal: int) -> Shown:
    """Families see what was shown here, and nothing else; ten seconds later, so that it can be undone."""
    draft = await _sealed(turn, seal)
    reach = await reach_of(turn.session, turn.staff(), draft.publish)
    if not reach.assessments:
        return await _nothing_left(turn, draft.publish)
    first = await assessment_for(turn.session, turn.staff(), draft.publish[0])
    done = await publish(turn.session, turn.staff(), draft.publish, turn.now, after=updates.UNDO)
    await expect(turn, draft)
    rows: list[Row] = [(button(_("Undo"), "mk.unpub", draft.seal, style=Style.DANGER),)]
    if reach.unheard:
        rows.append((button(_("Write to single families"), "iu.new"),))
    return screen(
        "marks/published_now",
        *rows,
        (button(_("Marks of the class"), "mk.class", first.class_id, first.term), *MENU),
        assessments=done.assessments,
        pupils=done.pupils,
        told=done.told,
        unheard=reach.unheard[:UNHEARD],
        more=max(0, len(reach.unheard) - UNHEARD),
        protect=True,
    )


@flow.press("unpub")
async def undo(turn: Turn, seal: int) -> Shown:
    """Nothing becomes visible, and nobody is told: it is asked again. Too late, it says what can be done instead."""
    draft = await _sealed(turn, seal)
    first = await assessment_for(turn.session, turn.staff(), draft.publish[0])
    back = button(_("Marks of the class"), "mk.class", first.class_id, first.term)
    try:
        await take_back(turn.session, turn.staff(), draft.publish, turn.now)
    except StaleScreen:
        return screen("marks/published_already", (back, *MENU))
    return await ask(turn, draft.publish, back)


async def _sealed(turn: Turn, seal: int) -> Writing:
    """What was about to be published; raises StaleScreen when something else is by now."""
    draft = await writing(turn)
    if not draft.publish or draft.seal != seal:
        raise StaleScreen
    return draft


async def ask(turn: Turn, assessment_ids: Collection[int], back: Button) -> Shown:
    """What would become visible, as a family reads it, and to how many; it is done with the next tap."""
    reach = await reach_of(turn.session, turn.staff(), assessment_ids)
    if not reach.assessments:
        return await _nothing_left(turn, assessment_ids)
    draft = Writing(publish=[one.id for one, _name in reach.assessments])
    await expect(turn, draft)
    lines = [_line(one, name) for one, name in reach.assessments]
    card = screen(
        "marks/publish",
        (button(_("Yes, publish"), "mk.pub", draft.seal, style=Style.SUCCESS), back),
        MENU,
        lines=lines[:NAMED],
        more=max(0, len(lines) - NAMED),
        pupils=reach.pupils,
        families=reach.families,
        unheard=len(reach.unheard),
        protect=True,
    )
    return [_as_family(turn, reach), card]


def _as_family(turn: Turn, reach: Reach) -> Screen:
    """The message about one child, as its family gets it."""
    assert reach.example is not None
    example = reach.example
    notice = MarksPublished(
        pupil_id=example.pupil_id,
        child=example.child,
        class_name=example.class_name,
        school=turn.school.name,
        marks=[
            {"id": one.id, "subject": one.subject, "what": assessment_words(one.kind, one.title)}
            for one in example.assessments
        ],
    )
    return replace(notice.screen(), rows=(), locale=turn.locale)


def _line(one: Assessment, class_name: str) -> dict[str, str | Phrase]:
    return {"class_name": class_name, "subject": one.subject, "what": assessment_words(one.kind, one.title)}


async def _nothing_left(turn: Turn, assessment_ids: Collection[int]) -> Screen:
    """All of it is published already: the class's marks, as they are."""
    for assessment_id in assessment_ids:
        of = await assessment_for(turn.session, turn.staff(), assessment_id)
        class_ = await scope.class_of(turn.session, turn.staff(), of.class_id)
        return await subjects(turn, class_, of.term)
    raise StaleScreen
