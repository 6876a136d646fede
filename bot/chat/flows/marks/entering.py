"""A mark by hand: two taps (the ten, then the number) or typed; then the next pupil who has none."""

import math
import re
from collections.abc import Sequence

from bot.chat.flows.marks.draft import MENU, News, Writing, by_hand, done_writing, expect, flow, page_with, writing
from bot.chat.flows.marks.listing import assessment, is_entered, said
from bot.chat.flows.marks.looking import instead
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.mark_words import DONE_AT_HOME, assessment_words, rounded
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.marks import entering, listing
from bot.services.marks.rights import assessment_for
from bot.services.marks.values import PupilMark
from bot.storage.models import Assessment

_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
_TEN = 10


@flow.press("mark")
async def one_mark(turn: Turn, assessment_id: int, pupil_id: int) -> Shown:
    """One pupil's mark: tap it together, or type it."""
    of, one, _everybody = await _found(turn, assessment_id, pupil_id)
    return await _card(turn, of, one)


@flow.press("tens")
async def tens(turn: Turn, assessment_id: int, pupil_id: int, number: int) -> Shown:
    """The ten numbers that begin so."""
    of, one, _everybody = await _found(turn, assessment_id, pupil_id)
    if number * _TEN > of.best:
        raise StaleScreen
    return await _card(turn, of, one, tens=number)


@flow.press("set")
async def tapped(turn: Turn, assessment_id: int, pupil_id: int, score: str) -> Shown:
    """This is the mark; of one that a family can see it is asked once more."""
    number = _as_number(score)
    if number is None:
        raise StaleScreen
    return await _take(turn, assessment_id, pupil_id, number)


@flow.press("fix")
async def corrected(turn: Turn, assessment_id: int, pupil_id: int, score: str) -> Shown:
    """The family is told that the mark is another one."""
    number = None if score in (NONE, MISSING) else _as_number(score)
    if number is None and score not in (NONE, MISSING):
        raise StaleScreen
    return await _entered(turn, assessment_id, pupil_id, number, missing=score == MISSING)


NONE, MISSING = "none", "missing"
"""In place of a mark: there is none, or nothing was handed in."""


@flow.press("without")
async def without(turn: Turn, assessment_id: int, pupil_id: int, score: str) -> Shown:
    """There is no mark after all, or nothing was handed in."""
    if score not in (NONE, MISSING):
        raise StaleScreen
    return await _take(turn, assessment_id, pupil_id, None, missing=score == MISSING)


@by_hand.step("score")
async def typed(turn: Turn) -> Shown:
    """The mark, as it is typed: 85, or 85,5."""
    if (file := await instead(turn)) is not None:
        return file
    draft = await writing(turn)
    number = _as_number(turn.text)
    if number is None:
        of, one, _everybody = await _found(turn, draft.assessment_id, draft.pupil_id)
        return await _card(turn, of, one, problem="unread")
    return await _take(turn, draft.assessment_id, draft.pupil_id, number)


async def first_open(turn: Turn, of: Assessment) -> Screen:
    """Begin with the first pupil who has no mark; where all have one, the list."""
    everybody = await listing.marks_of(turn.session, turn.staff(), of.id)
    waiting = [one for one in everybody if not is_entered(one.reached)]
    return await _card(turn, of, waiting[0]) if waiting else await assessment(turn, of, 0)


async def _take(turn: Turn, assessment_id: int, pupil_id: int, score: float | None, *, missing: bool = False) -> Screen:
    of, one, _everybody = await _found(turn, assessment_id, pupil_id)
    if score is not None and score > of.best:
        return await _card(turn, of, one, problem="range")
    same = one.reached is not None and (one.reached.score, one.reached.missing) == (score, missing)
    if of.published_at is not None and is_entered(one.reached) and not same:
        return await _ask(turn, of, one, score, missing)
    return await _entered(turn, assessment_id, pupil_id, score, missing=missing)


async def _ask(turn: Turn, of: Assessment, one: PupilMark, score: float | None, missing: bool) -> Screen:
    """The family sees this mark: it is told of the change, so it is asked once more."""
    await done_writing(turn)
    word = MISSING if missing else NONE if score is None else f"{score:g}"
    return screen(
        "marks/correct",
        (button(_("Yes, change it and tell the family"), "mk.fix", of.id, one.pupil_id, word, style=Style.PRIMARY),),
        (button(_("‹ Back"), "mk.mark", of.id, one.pupil_id),),
        child=one.name,
        subject=of.subject,
        what=assessment_words(of.kind, of.title),
        old=said(one.reached),
        new=_("not handed in") if missing else None if score is None else rounded(score),
        protect=True,
    )


async def _entered(
    turn: Turn, assessment_id: int, pupil_id: int, score: float | None, *, missing: bool = False
) -> Screen:
    """Write it down; then comes the next pupil without a mark, or the list where this one was corrected."""
    of, one, everybody = await _found(turn, assessment_id, pupil_id)
    was_open = not is_entered(one.reached)
    try:
        done = await entering.enter(turn.session, turn.staff(), of.id, pupil_id, score, missing, turn.now)
    except InvalidValue:
        return await _card(turn, of, one, problem="range")
    mark = said(done.new)
    news = _("Kept: %(name)s, %(mark)s.", name=one.name, mark="–" if mark is None else mark)
    if done.told:
        news = _("Kept: %(name)s, %(mark)s. The family is told.", name=one.name, mark="–" if mark is None else mark)
    following = _next_open(everybody, pupil_id) if was_open and is_entered(done.new) else None
    if following is not None:
        return await _card(turn, of, following, news=news)
    await done_writing(turn)
    return await assessment(turn, of, page_with([each.pupil_id for each in everybody], pupil_id), news)


def _next_open(everybody: Sequence[PupilMark], pupil_id: int) -> PupilMark | None:
    """Whoever has no mark yet: first those below this pupil, then those above."""
    at = next((number for number, one in enumerate(everybody) if one.pupil_id == pupil_id), -1)
    around = (*everybody[at + 1 :], *everybody[: max(at, 0)])
    return next((one for one in around if not is_entered(one.reached)), None)


async def _card(
    turn: Turn,
    of: Assessment,
    one: PupilMark,
    *,
    tens: int | None = None,
    problem: str | None = None,
    news: News = None,
) -> Screen:
    """One pupil's mark, with the numbers to tap; a typed one is for this pupil."""
    await expect(turn, Writing(assessment_id=of.id, pupil_id=one.pupil_id), "score")
    everybody = [each.pupil_id for each in await listing.marks_of(turn.session, turn.staff(), of.id)]
    page = page_with(everybody, one.pupil_id)
    return screen(
        "marks/mark",
        *(_numbers(of, one, tens) if tens is not None else (*_tens(of, one), *_others(of, one))),
        (button(_("‹ List"), "mk.one", of.id, page), *MENU),
        noted=news,
        problem=problem,
        child=one.name,
        number=everybody.index(one.pupil_id) + 1,
        pupils=len(everybody),
        subject=of.subject,
        what=assessment_words(of.kind, of.title),
        mark=said(one.reached),
        best=rounded(of.best),
        tens=tens is not None,
        published=of.published_at is not None,
        protect=True,
    )


def _tens(of: Assessment, one: PupilMark) -> Sequence[Row]:
    """What is tapped first: the best mark, or the ten; where the best is small, the mark itself."""
    if of.best <= _TEN * 2:
        return grid([_number(of, one, each) for each in range(int(of.best), -1, -1)], 5)
    whole = range(math.ceil(of.best / _TEN) - 1, -1, -1)
    best = [_number(of, one, int(of.best))] if of.best == int(of.best) else []
    groups = [button(_face(each), "mk.tens", of.id, one.pupil_id, each) for each in whole]
    return grid([*best, *groups], 4)


def _face(tens: int) -> str:
    return f"{tens}…" if tens else "0–9"


def _numbers(of: Assessment, one: PupilMark, tens: int) -> Sequence[Row]:
    shown = [number for number in range(tens * _TEN, tens * _TEN + _TEN) if number <= of.best]
    other = (button(_("‹ Another number"), "mk.mark", of.id, one.pupil_id),)
    return (*grid([_number(of, one, number) for number in shown], 5), other)


def _number(of: Assessment, one: PupilMark, number: int) -> Button:
    return button(str(number), "mk.set", of.id, one.pupil_id, number)


def _others(of: Assessment, one: PupilMark) -> Sequence[Row]:
    row: Row = ()
    if of.kind in DONE_AT_HOME and not (one.reached is not None and one.reached.missing):
        row += (button(_("Not handed in"), "mk.without", of.id, one.pupil_id, MISSING),)
    if is_entered(one.reached):
        row += (button(_("Clear the mark"), "mk.without", of.id, one.pupil_id, NONE),)
    return (row,) if row else ()


def _as_number(text: str) -> float | None:
    """A mark as it is typed or tapped."""
    text = text.strip()
    if not (text.isascii() and _NUMBER.fullmatch(text)):
        return None
    return float(text.replace(",", "."))


async def _found(turn: Turn, assessment_id: int, pupil_id: int) -> tuple[Assessment, PupilMark, Sequence[PupilMark]]:
    """An assessment of hers, one pupil in it, and everybody; raises NotAllowed, StaleScreen for a pupil who left."""
    of = await assessment_for(turn.session, turn.staff(), assessment_id)
    everybody = await listing.marks_of(turn.session, turn.staff(), of.id)
    one = next((each for each in everybody if each.pupil_id == pupil_id), None)
    if one is None:
        raise StaleScreen
    return of, one, everybody
