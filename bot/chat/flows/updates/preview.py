"""What a parent will see, in each language of the classes, and what happens when it is sent."""

from datetime import datetime

from bot.channels.base import Kind
from bot.chat.flows.updates.draft import Compose, composing, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import answer_rows
from bot.domain.delivery import Reason, Via
from bot.domain.errors import NotAllowed
from bot.domain.escalation import Plan, load_plan, step_phrase
from bot.domain.openers import NEWS, QUESTION
from bot.domain.provider import CHANNEL_NAMES
from bot.domain.quiet import QuietRule
from bot.domain.reasons import REASONS
from bot.domain.screens import Button, Press, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.audience import Audience, audience_of
from bot.services.calendar import quiet_rule
from bot.services.forecasts import Forecast, forecast
from bot.services.update_screens import Prose, greeting_line, sender_of
from bot.storage.models import SchoolClass

SHOWN_MISSED = 8
"""Families named in the preview as not reached; the rest is a number."""


@flow.press("preview")
async def back(turn: Turn) -> Shown:
    """The preview once more."""
    return await show(turn, await load(turn))


@flow.press("sample")
async def sample(turn: Turn) -> Shown:
    """A button inside a preview does nothing; it says so."""
    turn.staff()
    turn.say(screen("updates/sample"))
    return None


async def show(turn: Turn, draft: Compose) -> Shown:
    """The message as parents will see it, then the card with what is to be decided."""
    draft.asking = None
    await keep(turn, draft, "extra")
    classes = [await scope.class_of(turn.session, turn.staff(), class_id) for class_id in draft.class_ids]
    if not classes:
        raise NotAllowed
    audience = await audience_of(turn.session, draft.class_ids, turn.now)
    prose = await _prose(turn, draft, classes)
    shown = [_as_parent(prose, audience, locale) for locale in audience.locales]
    if draft.correcting is not None:
        return [*shown, _correction_card(draft)]
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    key = QUESTION if draft.form.answers else NEWS
    at = rule.next_good(turn.now) if rule.reason(turn.now) else turn.now
    ways = await forecast(turn.session, turn.school, draft.class_ids, key, at, turn.now)
    return [*shown, _card(draft, audience, classes, rule, turn, ways)]


@flow.step("extra")
async def extra(turn: Turn) -> Shown:
    """A photo or document sent while the preview is open goes with the message."""
    draft = await load(turn)
    if turn.received.kind is not Kind.FILE or turn.received.file is None or draft.correcting is not None:
        return screen("updates/use_buttons", (button(_("‹ Back to the preview"), "u.preview"),))
    draft.attach(turn.received.file)
    return await show(turn, draft)


@flow.press("attach")
async def attach(turn: Turn) -> Shown:
    """How to add a photo or document."""
    draft = await composing(turn)
    rows: list[Row] = [(button(_("‹ Back to the preview"), "u.preview"),)]
    if draft.file:
        rows.insert(0, (button(_("Take the attachment away"), "u.detach"),))
    return screen("updates/attach", *rows, attached=draft.file is not None)


@flow.press("detach")
async def detach(turn: Turn) -> Shown:
    """Send it without the photo or document."""
    draft = await composing(turn)
    draft.attach(None)
    return await show(turn, draft)


@flow.press("remind")
async def remind(turn: Turn) -> Shown:
    """Whether families that do not answer are reminded of this one."""
    draft = await composing(turn)
    draft.reminds = not draft.reminds
    return await show(turn, draft)


async def _prose(turn: Turn, draft: Compose, classes: list[SchoolClass]) -> Prose:
    return Prose(
        template=draft.form,
        values=draft.values,
        words_locale=draft.words_locale,
        other_words=draft.other_words,
        classes=tuple(found.name for found in classes),
        greeting_line=greeting_line(classes),
        sender=await sender_of(turn.session, turn.staff(), turn.school, classes),
        file=draft.attachment,
        corrected=draft.correcting is not None,
    )


def _as_parent(prose: Prose, audience: Audience, locale: str) -> Screen:
    children = [audience.example] if audience.example else []
    rows = tuple(
        tuple(Button(given.label, Press("u.sample")) for given in row) for row in answer_rows(0, prose.template.answers)
    )
    seen = prose.screen(locale, children, rows)
    return Screen(seen.template, seen.values, seen.rows, seen.file, seen.protect, locale)


def _card(
    draft: Compose, audience: Audience, classes: list[SchoolClass], rule: QuietRule, turn: Turn, ways: Forecast
) -> Screen:
    now, plan = turn.now, _plan(turn, draft)
    quiet = rule.reason(now)
    return screen(
        "updates/preview",
        *_send_rows(draft, quiet, rule.next_good(now)),
        *_more_rows(draft, audience, plan),
        (button(_("Discard"), "u.cancel"),),
        classes=[found.name for found in classes],
        children=audience.children,
        reached=audience.reached,
        missed=[
            {"name": child.name, "class_name": child.class_name, "reason": REASONS[reason]}
            for child, reason in audience.missed[:SHOWN_MISSED]
        ],
        missed_more=max(0, len(audience.missed) - SHOWN_MISSED),
        languages=audience.locales,
        capped=audience.capped,
        capped_until=audience.capped_until,
        quiet=quiet is not None,
        next_good=rule.next_good(now),
        untranslated=_untranslated(draft, audience),
        steps=[step_phrase(step) for step in plan] if draft.reminds else [],
        ways=_ways(ways) if ways.matters else [],
        openers=ways.openers,
        unapproved=ways.unapproved,
        beyond=ways.beyond,
        is_set=ways.is_set,
        until=ways.until,
        cost=ways.cost,
        country=turn.school.country,
    )


def _ways(ways: Forecast) -> list[dict[str, str | int]]:
    return [{"name": CHANNEL_NAMES[Via(channel)], "families": count} for channel, count in ways.families.items()]


def _send_rows(draft: Compose, quiet: Reason | None, next_good: datetime) -> list[Row]:
    if quiet is None:
        return [
            (button(_("Send now"), "u.send", draft.stamp, style=Style.SUCCESS),),
            (button(_("Send later"), "u.later"),),
        ]
    return [
        (button(_("Send on %(when)s", when=next_good), "u.send", draft.stamp, style=Style.SUCCESS),),
        (button(_("Another time"), "u.later"), button(_("Urgent: now"), "u.urgent", style=Style.DANGER)),
    ]


def _plan(turn: Turn, draft: Compose) -> Plan:
    """What could follow on silence; nothing where no answer is asked for."""
    return load_plan(turn.school.escalation) if draft.form.answers else ()


def _more_rows(draft: Compose, audience: Audience, plan: Plan) -> list[Row]:
    attachment = _("Attachment ✓") if draft.file else _("Photo or document")
    rows: list[Row] = [(button(_("Change"), "u.edit"), button(attachment, "u.attach"))]
    if _untranslated(draft, audience):
        rows.append((button(_("Add my words in the other language"), "u.words"),))
    if plan:
        rows.append((button(_("Without reminders") if draft.reminds else _("With reminders"), "u.remind"),))
    rows.append((button(_("Keep as my template"), "u.save"),))
    return rows


def _untranslated(draft: Compose, audience: Audience) -> str | None:
    """A language of the class in which the teacher's own words are not written yet."""
    if not draft.typed():
        return None
    typed = {given.name for given in draft.typed()}
    missing = [
        locale
        for locale in audience.locales
        if locale != draft.words_locale and not typed <= draft.other_words.get(locale, {}).keys()
    ]
    return missing[0] if missing else None


def _correction_card(draft: Compose) -> Screen:
    return screen(
        "updates/correction",
        (button(_("Correct it for everyone"), "u.fixed", draft.stamp, style=Style.SUCCESS),),
        (button(_("Change"), "u.edit"), button(_("Leave it as it was"), "u.cancel")),
    )
