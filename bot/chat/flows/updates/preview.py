"""What a parent will see, in each language of the classes, and what happens when it is sent."""

from bot.channels.base import Kind
from bot.chat import previews
from bot.chat.flows.updates.draft import Compose, composing, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed
from bot.domain.escalation import Plan, load_plan
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services import scope, updates
from bot.services.updates import corrections
from bot.services.updates.audience import Audience
from bot.services.updates.screens import Prose, greeting_line, sender_of
from bot.storage.models import SchoolClass


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
    reach = await previews.reach_of(turn, classes, asks=bool(draft.form.answers))
    prose = await _prose(turn, draft, classes)
    shown = previews.as_parents(prose, reach.audience)
    if draft.correcting is not None:
        return [*shown, await _correction_card(turn, draft, draft.correcting)]
    plan = _plan(turn, draft)
    card = previews.card(
        turn,
        reach,
        *_send_rows(draft, reach),
        *_more_rows(draft, reach.audience, plan),
        (button(_("Discard"), "u.cancel"),),
        untranslated=_untranslated(draft, reach.audience),
        plan=plan if draft.reminds else (),
    )
    return [*shown, card]


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


def _send_rows(draft: Compose, reach: previews.Reach) -> list[Row]:
    if not reach.quiet:
        return [
            (button(_("Send now"), "u.send", draft.stamp, style=Style.SUCCESS),),
            (button(_("Send later"), "u.later"),),
        ]
    return [
        (button(_("Send on %(when)s", when=reach.send_at), "u.send", draft.stamp, style=Style.SUCCESS),),
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


async def _correction_card(turn: Turn, draft: Compose, update_id: int) -> Screen:
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    shown = await corrections.shown_by(turn.session, row)
    anew = sum(count for bot_id, count in shown.items() if bot_id in turn.fixed)
    return screen(
        "updates/correction",
        (button(_("Correct it for everyone"), "u.fixed", draft.stamp, style=Style.SUCCESS),),
        (button(_("Change"), "u.edit"), button(_("Leave it as it was"), "u.cancel")),
        changed=sum(shown.values()) - anew,
        anew=anew,
    )
