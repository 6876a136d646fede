"""Sending: now, at the next good hour, at a chosen time, or at once with a reason; and ten seconds to undo."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat import drafts
from bot.chat.flows.updates.compose import class_names
from bot.chat.flows.updates.draft import Compose, composing, flow, keep
from bot.chat.flows.updates.fields import today
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date, parse_time
from bot.domain.errors import StaleScreen
from bot.domain.quiet import QuietRule
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.domain.update_cards import waiting_card
from bot.services import own_templates, updates
from bot.services.calendar import quiet_rule

SEND_HOURS = (time(6, 30), time(7, 0), time(12, 0), time(15, 0), time(16, 0), time(18, 0))
DAYS_OFFERED = 4
REASON_LIMIT = 200
REASONS: dict[str, Phrase] = {
    "safety": _("Safety of the pupils"),
    "early": _("Pupils go home early today"),
    "closed": _("School is closed tomorrow"),
    "weather": _("Weather or a disaster"),
}


@flow.press("send")
async def send(turn: Turn, stamp: int) -> Shown:
    """Send at the first good moment; ten seconds are left to undo."""
    draft = await _ready(turn, stamp)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return await _create(turn, draft, rule.next_good(turn.now + updates.UNDO))


@flow.press("urgent")
async def urgent(turn: Turn) -> Shown:
    """Why it cannot wait: the reason is logged."""
    draft = await composing(turn)
    await keep(turn, draft, "reason")
    rows = [(button(face, "u.why", key, draft.stamp),) for key, face in REASONS.items()]
    return screen("updates/urgent", *rows, (button(_("‹ Back to the preview"), "u.preview"),))


@flow.press("why")
async def tapped_reason(turn: Turn, key: str, stamp: int) -> Shown:
    """One of the usual reasons."""
    draft = await _ready(turn, stamp)
    if key not in REASONS:
        raise StaleScreen
    return await _send_urgently(turn, draft, REASONS[key].msgid)


@flow.step("reason")
async def typed_reason(turn: Turn) -> Shown:
    """A reason in her own words."""
    if not turn.text:
        return await urgent(turn)
    return await _send_urgently(turn, await composing(turn), turn.text[:REASON_LIMIT])


async def _send_urgently(turn: Turn, draft: Compose, reason: str) -> Shown:
    return await _create(turn, draft, turn.now + updates.UNDO, reason)


@flow.press("later")
async def later(turn: Turn) -> Shown:
    """When to send it: a day."""
    draft = await composing(turn)
    await keep(turn, draft, "when")
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return screen(
        "updates/later", *grid([_day_button(day, draft.stamp) for day in _open_days(turn, rule)], 2), *_back()
    )


@flow.press("day")
async def choose_day(turn: Turn, day: str, stamp: int) -> Shown:
    """When to send it: an hour of that day."""
    await _ready(turn, stamp)
    chosen = parse_date(day, today(turn))
    if chosen is None:
        raise StaleScreen
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    moments = [_moment(turn, chosen, clock) for clock in SEND_HOURS]
    good = [moment for moment in moments if moment > turn.now and rule.reason(moment) is None]
    buttons = [button(_("%(when)s", when=_clock(turn, at)), "u.at", f"{at:%Y%m%d%H%M}", stamp) for at in good]
    return screen("updates/later", *grid(buttons, 3), *_back(), day=chosen)


@flow.press("at")
async def choose_moment(turn: Turn, moment: str, stamp: int) -> Shown:
    """Send at this moment (UTC, as `yyyymmddHHMM`)."""
    draft = await _ready(turn, stamp)
    try:
        at = datetime.strptime(moment + "+0000", "%Y%m%d%H%M%z")
    except ValueError:
        raise StaleScreen from None
    return await _schedule(turn, draft, at)


@flow.step("when")
async def typed_moment(turn: Turn) -> Shown:
    """A typed time such as `besok 07.00` or `20/8 pukul 15`."""
    words = turn.text.split()
    for cut in range(len(words), -1, -1):
        day = parse_date(" ".join(words[:cut]), today(turn)) if cut else today(turn)
        clock = parse_time(" ".join(words[cut:])) if cut < len(words) else None
        if day is not None and clock is not None:
            return await _schedule(turn, await composing(turn), _moment(turn, day, clock))
    return await later(turn)


async def _schedule(turn: Turn, draft: Compose, at: datetime) -> Shown:
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    if at <= turn.now or at > turn.now + timedelta(days=366):
        return await later(turn)
    return await _create(turn, draft, rule.next_good(at))


@flow.press("undo")
async def undo(turn: Turn, update_id: int) -> Shown:
    """Nothing leaves; the message is a draft again."""
    row = await updates.cancel(turn.session, turn.staff(), update_id, turn.now)
    draft = Compose(
        class_ids=[found.id for found in await updates.classes_of(turn.session, row.id)],
        template=row.template,
        own_template_id=row.own_template_id,
        values=updates.load_values(row.values),
        other_words=row.other_words,
        words_locale=row.words_locale,
        file=row.file,
        reminds=row.escalation is not None or not turn.school.escalation,
    )
    await keep(turn, draft, "extra")
    return screen(
        "updates/undone",
        (button(_("Back to the preview"), "u.preview"), button(_("Discard"), "u.cancel")),
        title=draft.form.title,
    )


async def _ready(turn: Turn, stamp: int) -> Compose:
    draft = await composing(turn)
    if draft.stamp != stamp:
        raise StaleScreen
    return draft


async def _create(turn: Turn, draft: Compose, send_at: datetime, reason: str | None = None) -> Screen:
    if draft.next_field is not None or draft.correcting is not None:
        raise StaleScreen
    row = await updates.create(turn.session, turn.staff(), draft.as_new(reason), send_at, turn.now)
    row.progress_account_id, row.progress_message = turn.account.id, turn.edits
    if draft.own_template_id is not None:
        await own_templates.count_use(turn.session, draft.own_template_id)
    classes = await class_names(turn, draft.class_ids)
    await drafts.drop(turn, flow.name)
    soon = send_at <= turn.now + updates.UNDO
    return waiting_card(row.id, title=draft.form.title, classes=classes, send_at=send_at, soon=soon)


def _open_days(turn: Turn, rule: QuietRule) -> list[date]:
    days = [today(turn) + timedelta(days=ahead) for ahead in range(30)]
    return [day for day in days if not rule.is_closed(day)][:DAYS_OFFERED]


def _day_button(day: date, stamp: int) -> Button:
    return button(_("%(day)s", day=day), "u.day", day.isoformat(), stamp)


def _moment(turn: Turn, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(turn.school.timezone)).astimezone(ZoneInfo("UTC"))


def _clock(turn: Turn, at: datetime) -> time:
    return at.astimezone(ZoneInfo(turn.school.timezone)).time()


def _back() -> tuple[Row, ...]:
    return ((button(_("‹ Back to the preview"), "u.preview"),),)
