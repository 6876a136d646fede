"""A guardian says that a child does not come: which child, when and why, in three taps at most."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.chat import drafts, kept_words
from bot.chat.apologies import apologises
from bot.chat.flows.absences.draft import CODES, MENU, TOLD, Absent, flow, keep, meant, of_child, reason_of, waiting
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
    children = await children_of(turn)
    if len(children) == 1:
        return await asked(turn, children[0], Absent())
    return await which(turn, children, Absent())


async def children_of(turn: Turn) -> Sequence[Pupil]:
    """The children of whom this guardian may speak; raises NotAllowed, and Unconfirmed where that comes later."""
    guardian = turn.known()
    children = list(await turn.session.scalars(scope.told_of(guardian)))
    if not children:
        known = await turn.session.scalar(scope.children_of(guardian).limit(1))
        raise NotAllowed if known is None else Unconfirmed
    return children


async def which(turn: Turn, children: Sequence[Pupil], draft: Absent) -> Screen:
    """Which child? What was typed already is kept meanwhile."""
    await keep(turn, of_child(draft, 0), TOLD)
    faces = [button(child.name, "ab.child", child.id) for child in children]
    return screen("absences/child", *grid(faces, 1), MENU, protect=True, said=bool(draft.words))


@flow.press("child")
async def child(turn: Turn, pupil_id: int) -> Shown:
    """When, and why? What was typed before the child was known counts for it."""
    draft = await waiting(turn)
    pupil = await child_of(turn.session, turn.known(), pupil_id)
    if draft.pupil not in (0, pupil.id):
        draft = Absent()
    return await understood(turn, pupil, draft)


async def understood(turn: Turn, pupil: Pupil, draft: Absent, *, unread: bool = False) -> Screen:
    """Note it where both day and reason are known; else ask for what is not."""
    if draft.first and draft.through and draft.why:
        await keep(turn, of_child(draft, pupil.id), TOLD)
        return await noted(turn, pupil.id, draft.first, draft.through, reason_of(draft.why))
    return await asked(turn, pupil, draft, unread=unread)


async def asked(turn: Turn, pupil: Pupil, draft: Absent, *, unread: bool = False) -> Screen:
    """One tap for a day and its reason; what the guardian has said already stands above, and can be taken back.

    Of what was typed, only what could not be read is asked for; `unread`: that was all of it.
    """
    await keep(turn, of_child(draft, pupil.id), TOLD)
    rule = await views.rule_of(turn.session, turn.school, turn.now)
    newest = today(turn.school, turn.now)
    ahead = await views.next_day(turn.session, turn.school, turn.now)
    days = [] if rule.is_closed(newest) else [newest]
    days += [] if ahead is None else [ahead]
    rows = _choices(pupil, draft, days, newest)
    if draft.words:
        rows.append((button(_("Ask the school"), "ab.else"),))
    if last_school_days(newest, rule) and draft.first is None:
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
        reason=STATES[reason_of(draft.why)] if draft.why else None,
        first=draft.first,
        through=draft.through,
        unread=unread,
        letter=any(one["file"] for one in draft.words),
    )


def _choices(pupil: Pupil, draft: Absent, days: Sequence[date], newest: date) -> list[Row]:
    """What may be meant, one tap each: of all days and reasons, those that fit what is known."""
    if draft.first and draft.through:
        span = (pupil.id, draft.first, draft.through)
        return [(button(_("Because of illness"), "ab.put", *span, "s"), button(_("Excused"), "ab.put", *span, "i"))]
    whys = (draft.why,) if draft.why else _WHYS
    rows: list[Row] = [tuple(_one(pupil, day, why, newest) for why in whys) for day in days]
    if days:
        rows.append(tuple(button(_SEVERAL[why], "ab.until", pupil.id, why, days[0].isoformat()) for why in whys))
    return rows


def _one(pupil: Pupil, day: date, why: str, newest: date) -> Button:
    near = {newest: _TODAY, newest + timedelta(days=1): _TOMORROW}.get(day)
    return button(near[why] if near else _on(day, why), "ab.put", pupil.id, day, day, why)


_SEVERAL = {"s": _("Ill, several days"), "i": _("Excused, several days")}
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
    draft = await waiting(turn)
    words = kept_words.pieces(turn, draft.words) if draft.pupil in (0, pupil_id) else []
    how = words[0] if words else Words(channel=turn.bot.channel, locale=turn.locale)
    found = await noting.note(turn.session, guardian, pupil_id, first, through, reason, how, turn.now)
    for more in words if found.again else words[1:]:
        await noting.add(turn.session, guardian, found.note.id, more, turn.now)
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
