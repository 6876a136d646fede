"""Sending: now, at the next good hour, at a chosen time, or at once with a reason; and ten seconds to undo."""

from datetime import datetime

from bot.chat import drafts, moments
from bot.chat.flows.updates.compose import class_names
from bot.chat.flows.updates.draft import Compose, composing, flow, keep
from bot.chat.flows.updates.owned import meeting_screen
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.domain.update_cards import waiting_card
from bot.services import updates
from bot.services.calendar import quiet_rule
from bot.services.updates import own_templates

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
    return screen("updates/later", *moments.day_rows(turn, rule, "u.day", draft.stamp), *_back())


@flow.press("day")
async def choose_day(turn: Turn, day: str, stamp: int) -> Shown:
    """When to send it: an hour of that day."""
    await _ready(turn, stamp)
    chosen = moments.day_of(turn, day)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return screen("updates/later", *moments.hour_rows(turn, rule, chosen, "u.at", stamp), *_back(), day=chosen)


@flow.press("at")
async def choose_moment(turn: Turn, moment: str, stamp: int) -> Shown:
    """Send at this moment (UTC, as `yyyymmddHHMM`)."""
    return await _schedule(turn, await _ready(turn, stamp), moments.moment_of(moment))


@flow.step("when")
async def typed_moment(turn: Turn) -> Shown:
    """A typed time such as `besok 07.00` or `20/8 pukul 15`."""
    if (at := moments.typed_moment(turn)) is None:
        return await later(turn)
    return await _schedule(turn, await composing(turn), at)


async def _schedule(turn: Turn, draft: Compose, at: datetime) -> Shown:
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    if not moments.can_be(turn, at):
        return await later(turn)
    return await _create(turn, draft, rule.next_good(at))


@flow.press("undo")
async def undo(turn: Turn, update_id: int) -> Shown:
    """Nothing leaves; the message is a draft again."""
    if (of_meeting := await meeting_screen(turn, update_id)) is not None:
        return of_meeting
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


def _back() -> tuple[Row, ...]:
    return ((button(_("‹ Back to the preview"), "u.preview"),),)
