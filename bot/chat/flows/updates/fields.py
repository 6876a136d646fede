"""Filling in the facts of a template: one question at a time, most of them answered with a tap."""

from datetime import date, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.channels.base import Kind
from bot.chat.flows.updates import preview
from bot.chat.flows.updates.draft import Compose, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date, parse_time
from bot.domain.errors import StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.shelves.common import clock
from bot.domain.text import Phrase, _
from bot.domain.updates import LINE_LIMIT, TEXT_LIMIT, Field, FieldKind, FieldValue
from bot.services.calendar import quiet_rule
from bot.services.progress.guarding import guard_of

DAYS_OFFERED = 8
HOURS_OFFERED = clock(time(7, 15), time(8, 0), time(9, 0), time(10, 0), time(13, 0), time(14, 0))
SHORT_FACE = 16
LIMITS = {FieldKind.LINE: LINE_LIMIT, FieldKind.TEXT: TEXT_LIMIT}


async def ask_next(turn: Turn, draft: Compose) -> Shown:
    """Ask for the next fact that is missing; the preview when there is none."""
    wanted = draft.next_field
    if wanted is None:
        return await preview.show(turn, draft)
    return await ask(turn, draft, wanted)


async def ask(
    turn: Turn, draft: Compose, wanted: Field, problem: Phrase | None = None, *, bare: bool = False
) -> Screen:
    """Ask for one fact; `problem` says what was wrong with the last try, `bare` that the attachment was taken off.

    Where this fact alone is changed there is no count: it would promise more questions.
    """
    draft.asking = wanted.name
    await keep(turn, draft, "field")
    rows: list[Row] = [*grid(await taps(turn, wanted, _KEYS), columns(wanted))]
    if wanted.optional:
        rows.append((button(_("Skip this"), "u.skip"),))
    attached = _just_attached(turn, draft)
    if attached is not None:
        rows.append((button(_("Take the attachment away"), "u.bare"),))
    alone = draft.next_field is None
    rows.append(_leave(draft))
    return screen(
        "updates/field",
        *rows,
        prompt=wanted.prompt,
        title=draft.form.title,
        kind=wanted.kind.value,
        tappable=bool(wanted.choices),
        number=None if alone else [given.name for given in draft.form.fields].index(wanted.name) + 1,
        total=len(draft.form.fields),
        limit=LIMITS.get(wanted.kind),
        problem=problem,
        attached=attached,
        bare=bare,
    )


def _just_attached(turn: Turn, draft: Compose) -> str | None:
    """What has come with this very message and goes along, as the kind of file."""
    came = turn.received.file
    return came.kind.value if came is not None and draft.attachment == came else None


def columns(wanted: Field) -> int:
    """How many answers stand side by side, so that a small phone shows each in full."""
    if not wanted.choices or wanted.kind is FieldKind.TIME:
        return 3
    return 2 if all(len(face.msgid) <= SHORT_FACE for _key, face in wanted.choices) else 1


def _leave(draft: Compose) -> Row:
    if draft.correcting is not None:
        return (button(_("Leave it as it was"), "u.cancel"),)
    if draft.next_field is None:
        return (button(_("‹ Back to the preview"), "u.preview"),)
    return (button(_("‹ Another template"), "u.go"), button(_("Discard"), "u.cancel"))


class Keys(NamedTuple):
    """What a flow's buttons say for a day, an hour and any other common answer."""

    day: str
    hour: str
    choice: str


_KEYS = Keys("u.d", "u.h", "u.f")


async def taps(turn: Turn, wanted: Field, keys: Keys) -> list[Button]:
    """The common answers to a fact, as buttons of a flow."""
    if wanted.kind is FieldKind.DATE:
        return [button(_day_label(turn, day), keys.day, day.isoformat()) for day in await _school_days(turn)]
    if wanted.kind is FieldKind.TIME:
        return [button(face, keys.hour, key) for key, face in wanted.choices or HOURS_OFFERED]
    return [button(face, keys.choice, key) for key, face in wanted.choices]


def _day_label(turn: Turn, day: date) -> Phrase:
    ahead = (day - today(turn)).days
    if ahead == 0:
        return _("Today")
    return _("Tomorrow") if ahead == 1 else _("%(day)s", day=day)


async def _school_days(turn: Turn) -> list[date]:
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    days = [today(turn) + timedelta(days=ahead) for ahead in range(DAYS_OFFERED * 4)]
    return [day for day in days if not rule.is_closed(day)][:DAYS_OFFERED]


def today(turn: Turn) -> date:
    """The school's date."""
    return turn.now.astimezone(ZoneInfo(turn.school.timezone)).date()


def face_of(wanted: Field, key: str) -> Phrase:
    """The common answer that a button stands for; raises StaleScreen where it is none (an hour is no answer's face)."""
    faces = dict(wanted.choices)
    if key not in faces or wanted.kind is FieldKind.TIME:
        raise StaleScreen
    return faces[key]


def day_of(turn: Turn, day: str) -> date:
    """The day that a button stands for; raises StaleScreen."""
    if (found := parse_date(day, today(turn))) is None:
        raise StaleScreen
    return found


def hour_of(hour: str) -> time:
    """The hour that a button stands for (`0715`); raises StaleScreen."""
    if (found := parse_time(f"{hour[:2]}.{hour[2:]}")) is None:
        raise StaleScreen
    return found


@flow.press("f")
async def tap_choice(turn: Turn, key: str) -> Shown:
    """One of the common answers."""
    draft, wanted = await _asked(turn)
    return await _fill(turn, draft, wanted, face_of(wanted, key))


@flow.press("d")
async def tap_day(turn: Turn, day: str) -> Shown:
    """One of the next days."""
    draft, wanted = await _asked(turn, FieldKind.DATE)
    return await _fill(turn, draft, wanted, day_of(turn, day))


@flow.press("h")
async def tap_hour(turn: Turn, hour: str) -> Shown:
    """One of the usual hours."""
    draft, wanted = await _asked(turn, FieldKind.TIME)
    return await _fill(turn, draft, wanted, hour_of(hour))


@flow.press("skip")
async def skip(turn: Turn) -> Shown:
    """Leave an optional fact out."""
    draft, wanted = await _asked(turn)
    if not wanted.optional:
        raise StaleScreen
    return await _fill(turn, draft, wanted, None)


@flow.step("field")
async def typed(turn: Turn) -> Shown:
    """A fact that was typed; a photo or document sent meanwhile is attached."""
    draft, wanted = await _asked(turn)
    if turn.received.kind is Kind.FILE and turn.received.file is not None:
        if draft.correcting is not None:
            stays = _("The attachment stays as it was sent. Please type the words alone.")
            return await ask(turn, draft, wanted, stays)
        draft.attach(turn.received.file)
        if not turn.text:
            return await ask(turn, draft, wanted)
    value, problem = read(turn, wanted)
    if problem is not None:
        return await ask(turn, draft, wanted, problem)
    if isinstance(value, str) and (found := await named_in(turn, draft.class_ids, value)):
        draft.pending = value
        await keep(turn, draft, "field")
        return _names_a_pupil(draft, wanted, found, _just_attached(turn, draft))
    return await _fill(turn, draft, wanted, value)


async def named_in(turn: Turn, class_ids: list[int], text: str) -> list[str]:
    """Names and numbers of pupils that words to whole classes surely hold."""
    guard = await guard_of(turn.session, turn.school, class_ids)
    return [finding.words for finding in guard.look(text) if finding.sure]


def _names_a_pupil(draft: Compose, wanted: Field, found: list[str], attached: str | None) -> Screen:
    """A whole class would read of one child: is it not for that family alone?"""
    return screen(
        "updates/named",
        (button(_("Write it differently"), "u.ef", wanted.name, style=Style.PRIMARY),),
        (button(_("To that family alone"), "iu.new"),),
        (button(_("Everybody may read it"), "u.named", draft.stamp),),
        words=found,
        attached=attached,
    )


@flow.press("bare")
async def bare(turn: Turn) -> Shown:
    """Without the photo or document; the question stays."""
    draft, wanted = await _asked(turn)
    if draft.correcting is not None:
        raise StaleScreen
    draft.attach(None)
    return await ask(turn, draft, wanted, bare=True)


@flow.press("named")
async def named(turn: Turn, stamp: int) -> Shown:
    """The words are for all: a winner who is glad to be named, a teacher of the same name."""
    draft, wanted = await _asked(turn)
    if draft.pending is None or draft.stamp != stamp:
        raise StaleScreen
    return await _fill(turn, draft, wanted, draft.pending)


def read(turn: Turn, wanted: Field) -> tuple[FieldValue, Phrase | None]:
    """A typed fact as its field takes it, or what is wrong with it."""
    text = turn.text
    if not text:
        return None, _("Please type it as text.")
    if wanted.kind is FieldKind.DATE:
        day = parse_date(text, today(turn))
        return day, None if day else _("I could not read that as a date. For example: 20 August, 20/8 or Monday.")
    if wanted.kind is FieldKind.TIME:
        at = parse_time(text)
        return at, None if at else _("I could not read that as a time. For example: 07.15.")
    if wanted.kind is FieldKind.CHOICE:
        return None, _("Please tap one of the buttons.")
    limit = LIMITS[wanted.kind]
    if len(text) > limit:
        return None, _("That is %(length)s characters; here at most %(limit)s fit.", length=len(text), limit=limit)
    return (" ".join(text.split()) if wanted.kind is FieldKind.LINE else text), None


@flow.press("edit")
async def edit(turn: Turn) -> Shown:
    """Which fact to change."""
    draft = await load(turn)
    rows = [(button(given.prompt, "u.ef", given.name),) for given in draft.form.fields]
    return screen("updates/edit", *rows, (button(_("‹ Back to the preview"), "u.preview"),))


@flow.press("ef")
async def edit_field(turn: Turn, name: str) -> Shown:
    """Ask for one fact again."""
    draft = await load(turn)
    return await ask(turn, draft, draft.form.field(name))


async def _asked(turn: Turn, kind: FieldKind | None = None) -> tuple[Compose, Field]:
    draft = await load(turn)
    if draft.asking is None:
        raise StaleScreen
    wanted = draft.form.field(draft.asking)
    if kind is not None and wanted.kind is not kind:
        raise StaleScreen
    return draft, wanted


async def _fill(turn: Turn, draft: Compose, wanted: Field, value: FieldValue) -> Shown:
    draft.values[wanted.name] = value
    draft.other_words = {
        locale: {name: text for name, text in words.items() if name != wanted.name}
        for locale, words in draft.other_words.items()
    }
    draft.asking = None
    return await ask_next(turn, draft)
