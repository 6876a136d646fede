"""A guardian says that a child does not come: which child, when and why, in three taps at most."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.chat import drafts
from bot.chat.apologies import apologises
from bot.chat.flows.absences.draft import CODES, MENU, Absent, flow, keep, meant, reason_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.absence_notes import NoteBegun, NoteRefused, Unconfirmed, asks_for_letter, last_school_days
from bot.domain.answers import Words
from bot.domain.attendance import STATES, DayState
from bot.domain.errors import AppError, NotAllowed
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services import scope
from bot.services.absences import noting, taking_back, views
from bot.services.absences.noting import Noted, child_of
from bot.services.answers.conversations import children_card, teacher_card
from bot.services.attendance.registers import today
from bot.storage.models import AbsenceNote, NoteState, Pupil

OWN_SHOWN = 4
"""Notes of one child that are listed, and can be taken back."""
_WHYS = (CODES[DayState.SICK], CODES[DayState.EXCUSED])


@flow.command("izin", "!izin", "!tidak masuk", "!tidak masuk sekolah")
async def by_command(turn: Turn) -> Shown:
    """`/izin`, or the words."""
    return await new(turn)


@flow.press("new")
async def new(turn: Turn) -> Shown:
    """Which child? Who has one is asked for the day at once."""
    guardian = turn.known()
    await drafts.stop_expecting(turn)
    children = list(await turn.session.scalars(scope.told_of(guardian)))
    if not children:
        known = await turn.session.scalar(scope.children_of(guardian).limit(1))
        raise NotAllowed if known is None else Unconfirmed
    if len(children) == 1:
        return await asked(turn, children[0])
    faces = [button(child.name, "ab.child", child.id) for child in children]
    return screen("absences/child", *grid(faces, 1), MENU, protect=True)


@flow.press("child")
async def child(turn: Turn, pupil_id: int) -> Shown:
    """When, and why?"""
    await drafts.stop_expecting(turn)
    return await asked(turn, await child_of(turn.session, turn.known(), pupil_id))


async def asked(turn: Turn, pupil: Pupil) -> Screen:
    """One tap for a day and its reason; what the guardian has said already stands above, and can be taken back."""
    rule = await views.rule_of(turn.session, turn.school, turn.now)
    newest = today(turn.school, turn.now)
    ahead = await views.next_day(turn.session, turn.school, turn.now)
    days = [] if rule.is_closed(newest) else [newest]
    days += [] if ahead is None else [ahead]
    rows: list[Row] = [tuple(_one(pupil, day, why, newest) for why in _WHYS) for day in days]
    if days:
        rows.append(
            (
                button(_("Ill, several days"), "ab.until", pupil.id, "s", days[0].isoformat()),
                button(_("Excused, several days"), "ab.until", pupil.id, "i", days[0].isoformat()),
            )
        )
    if last_school_days(newest, rule):
        rows.append((button(_("A day that is past"), "ab.past", pupil.id),))
    notes = (await views.of_child(turn.session, turn.known(), pupil, turn.now))[:OWN_SHOWN]
    rows += [(button(_("Take back: %(day)s", day=note.first), "ab.sure", note.id),) for note in notes]
    return screen(
        "absences/days",
        *rows,
        MENU,
        protect=True,
        child=(await children_card(turn.session, [pupil]))[0],
        closed=rule.is_closed(newest),
        today=newest,
        notes=[_said(note) for note in notes],
    )


def _one(pupil: Pupil, day: date, why: str, newest: date) -> Button:
    near = {newest: _TODAY, newest + timedelta(days=1): _TOMORROW}.get(day)
    return button(near[why] if near else _on(day, why), "ab.put", pupil.id, day, day, why)


_TODAY = {"s": _("Ill today"), "i": _("Excused today")}
_TOMORROW = {"s": _("Ill tomorrow"), "i": _("Excused tomorrow")}


def _on(day: date, why: str) -> Phrase:
    return _("Ill: %(day)s", day=day) if reason_of(why) is DayState.SICK else _("Excused: %(day)s", day=day)


def _said(note: AbsenceNote) -> dict[str, Phrase | date | bool]:
    return {
        "reason": STATES[note.reason],
        "first": note.first,
        "through": note.through,
        "confirmed": note.state is NoteState.CONFIRMED,
    }


@flow.press("past")
async def past(turn: Turn, pupil_id: int) -> Shown:
    """A day that is past, as far back as it helps."""
    pupil = await child_of(turn.session, turn.known(), pupil_id)
    rule = await views.rule_of(turn.session, turn.school, turn.now)
    days = last_school_days(today(turn.school, turn.now), rule)
    rows = [tuple(button(_on(day, why), "ab.put", pupil.id, day, day, why) for why in _WHYS) for day in days]
    back: Row = (button(_("‹ Back"), "ab.child", pupil.id), *MENU)
    cards = await children_card(turn.session, [pupil])
    return screen("absences/past", *rows, back, protect=True, child=cards[0])


@flow.press("put")
async def put(turn: Turn, pupil_id: int, first: str, through: str, why: str) -> Shown:
    """It is noted, and stands at once."""
    return await noted(turn, pupil_id, meant(first), meant(through), reason_of(why))


async def noted(turn: Turn, pupil_id: int, first: date, through: date, reason: DayState) -> Screen:
    """Note it, and say what happens now; a photo of a letter, or words, can follow at once."""
    guardian = turn.known()
    how = Words(channel=turn.bot.channel, locale=turn.locale)
    found = await noting.note(turn.session, guardian, pupil_id, first, through, reason, how, turn.now)
    await drafts.stop_expecting(turn)
    await keep(turn, Absent(note=found.note.id, noted_at=turn.now))
    return await _noted(turn, found)


async def _noted(turn: Turn, found: Noted) -> Screen:
    note, pupil = found.note, found.pupil
    rows: list[Row] = [
        (button(_("Also for %(child)s", child=other.name), "ab.put", other.id, *_span(note)),)
        for other in await _siblings(turn, found)
    ]
    if await taking_back.days_left(turn.session, note, pupil, turn.now):
        rows.append((button(_("Take it back"), "ab.sure", note.id),))
    return screen(
        "absences/noted",
        *rows,
        MENU,
        protect=True,
        child=(await children_card(turn.session, [pupil]))[0],
        reason=STATES[note.reason],
        ill=note.reason is DayState.SICK,
        first=found.days[0],
        through=found.days[-1],
        days=len(found.days),
        differ=len(found.differ),
        past=found.days[-1] < today(turn.school, turn.now),
        teacher=teacher_card(found.teacher) if found.teacher else None,
        again=found.again,
        has_letter=note.file is not None,
        asks=asks_for_letter(note.reason, len(found.days)),
        note_id=note.id,
    )


def _span(note: AbsenceNote) -> tuple[date, date, str]:
    return note.first, note.through, CODES[note.reason]


async def _siblings(turn: Turn, found: Noted) -> Sequence[Pupil]:
    """The guardian's other children of whom the same is not said yet."""
    others = []
    for other in await turn.session.scalars(scope.told_of(turn.known()).where(Pupil.id != found.pupil.id)):
        said = await views.of_child(turn.session, turn.known(), other, turn.now)
        if not any(_span(note) == _span(found.note) for note in said):
            others.append(other)
    return others[:OWN_SHOWN]


@flow.press("sure")
async def sure(turn: Turn, note_id: int) -> Shown:
    """Is it to be taken back? Of one that has begun, the days that are left."""
    note = await views.own(turn.session, turn.known(), note_id)
    pupil = await child_of(turn.session, turn.known(), note.pupil_id)
    days = await taking_back.days_left(turn.session, note, pupil, turn.now)
    if not days:
        raise NoteBegun
    rows: tuple[Row, ...] = (
        (button(_("Yes, take it back"), "ab.back", note.id, style=Style.DANGER),),
        (button(_("‹ Back"), "ab.child", pupil.id), *MENU),
    )
    return screen("absences/sure", *rows, protect=True, **await _about(turn, note, pupil, days))


@flow.press("back")
async def back(turn: Turn, note_id: int) -> Shown:
    """It is taken back."""
    guardian = turn.known()
    days = await taking_back.take_back(turn.session, guardian, note_id, turn.now)
    note = await views.own(turn.session, guardian, note_id)
    pupil = await child_of(turn.session, guardian, note.pupil_id)
    rows: Row = (button(_("Not coming to school"), "ab.child", pupil.id), *MENU)
    return screen("absences/back", rows, protect=True, **await _about(turn, note, pupil, days))


async def _about(turn: Turn, note: AbsenceNote, pupil: Pupil, days: Sequence[date]) -> dict[str, Any]:
    return {
        "child": (await children_card(turn.session, [pupil]))[0],
        "reason": STATES[note.reason],
        "first": days[0],
        "through": days[-1],
        "partly": note.first < days[0],
    }


@apologises(Unconfirmed)
def _unconfirmed(turn: Turn, error: AppError) -> Screen:
    return screen("absences/unconfirmed", (button(_("My children"), "s.data"), *MENU))


@apologises(NoteRefused)
def _refused(turn: Turn, error: AppError) -> Screen:
    assert isinstance(error, NoteRefused)
    row: Row = (button(_("Not coming to school"), "ab.new"), *MENU)
    return screen("absences/refused", row, why=error.why.value, day=error.day)


@apologises(NoteBegun)
def _begun(turn: Turn, error: AppError) -> Screen:
    return screen("absences/begun", (button(_("Ask the school"), "qs.new"), *MENU))
