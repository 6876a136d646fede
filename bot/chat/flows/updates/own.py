"""A teacher's own templates: kept from a filled message, used again, shared with colleagues."""

from bot.chat import drafts
from bot.chat.flows.updates import fields
from bot.chat.flows.updates.draft import Compose, composing, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Style, button, screen
from bot.domain.text import _
from bot.services import updates
from bot.services.updates import own_templates
from bot.storage.models import OwnTemplate

SHOWN = 20


@flow.press("save")
async def save(turn: Turn) -> Shown:
    """Under which name to keep the message."""
    draft = await load(turn)
    await keep(turn, draft, "name")
    return screen(
        "updates/name_template", (button(_("‹ Back to the preview"), "u.preview"),), limit=own_templates.NAME_LIMIT
    )


@flow.step("name")
async def named(turn: Turn) -> Shown:
    """Keep it under this name."""
    draft = await load(turn)
    if not turn.text:
        return await save(turn)
    row = await own_templates.save(
        turn.session, turn.staff(), turn.text, draft.form.key, draft.values, draft.words_locale, turn.now
    )
    await keep(turn, draft, "extra")
    return screen(
        "updates/template_kept",
        (button(_("Share it with colleagues"), "u.share", row.id),),
        (button(_("‹ Back to the preview"), "u.preview"),),
        name=row.name,
    )


@flow.press("own")
async def shelf(turn: Turn) -> Shown:
    """Her own templates, and those that colleagues share."""
    await composing(turn)
    staff = turn.staff()
    rows: list[Row] = [
        (
            button(row.name if row.author_id == staff.id else f"{row.name} ↗", "u.ot", row.id),
            *((button(_("Manage"), "u.om", row.id),) if row.author_id == staff.id else ()),
        )
        for row in (await own_templates.usable_by(turn.session, staff))[:SHOWN]
    ]
    return screen("updates/own", *rows, (button(_("‹ Back"), "u.go"),))


@flow.press("ot")
async def use(turn: Turn, template_id: int) -> Shown:
    """Fill the message as it was kept; days and times are asked anew, for they have passed."""
    draft = await composing(turn)
    row = await own_templates.one_usable_by(turn.session, turn.staff(), template_id)
    if not draft.class_ids:
        raise StaleScreen
    draft.template, draft.own_template_id, draft.words_locale = row.template, row.id, row.words_locale
    draft.other_words = {}
    lasting = {given.name for given in draft.form.fields if given.kind not in ("date", "time")}
    draft.values = {name: value for name, value in updates.load_values(row.values).items() if name in lasting}
    return await fields.ask_next(turn, draft)


@flow.press("om")
async def manage(turn: Turn, template_id: int) -> Shown:
    """Share one of her own, keep it to herself, or delete it."""
    return await _manage(turn, await own_templates.one_of(turn.session, turn.staff(), template_id))


@flow.press("share")
async def share(turn: Turn, template_id: int) -> Shown:
    """Share it with the school's teachers, or no longer."""
    row = await own_templates.one_of(turn.session, turn.staff(), template_id)
    row.shared_at = None if row.shared_at else turn.now
    return await _manage(turn, row)


@flow.press("forget")
async def forget(turn: Turn, template_id: int) -> Shown:
    """Delete it; updates made from it stay as they are."""
    row = await own_templates.one_of(turn.session, turn.staff(), template_id)
    row.deleted_at = turn.now
    return screen(
        "updates/template_gone", (button(_("‹ Back"), "u.own"), button(_("Menu"), "home.menu")), name=row.name
    )


async def _manage(turn: Turn, row: OwnTemplate) -> Shown:
    draft = await drafts.load(turn, flow.name, Compose)
    ready = draft is not None and draft.template is not None and draft.next_field is None
    back = ((button(_("‹ Back to the preview"), "u.preview"),),) if ready else ()
    share = _("Keep it to myself") if row.shared_at else _("Share it with colleagues")
    return screen(
        "updates/manage_template",
        (button(share, "u.share", row.id),),
        (button(_("Delete"), "u.forget", row.id, style=Style.DANGER), button(_("‹ Back"), "u.own")),
        *back,
        name=row.name,
        shared=row.shared_at is not None,
        used=row.used,
    )
