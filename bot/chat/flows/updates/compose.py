"""The first taps: which classes, which template."""

from bot.chat import classes, drafts
from bot.chat.flows.updates import fields
from bot.chat.flows.updates.draft import Compose, composing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.domain.updates import GROUP_NAMES, Group
from bot.services import scope
from bot.services.updates.own_templates import usable_by
from bot.storage.models import SchoolClass

BACK = _("‹ Back")


@flow.command("kabar", "update")
@flow.press("new")
async def start(turn: Turn) -> Shown:
    """Begin an update. With one class there is nothing to choose."""
    found = await _classes(turn)
    if not found:
        return screen("updates/no_class", (button(_("Menu"), "home.menu"),))
    draft = Compose(words_locale=turn.locale, single=len(found) == 1)
    if draft.single:
        draft.class_ids = [found[0].id]
    await keep(turn, draft)
    return await shelves(turn, draft) if draft.single else _choose_classes(draft, found)


@flow.press("c")
async def toggle_class(turn: Turn, class_id: int) -> Shown:
    """Choose a class, or let go of it."""
    draft = await composing(turn)
    found = await _classes(turn)
    draft.class_ids = classes.toggled(draft.class_ids, found, class_id)
    await keep(turn, draft)
    return _choose_classes(draft, found)


@flow.press("all")
async def all_classes(turn: Turn) -> Shown:
    """Choose every class at once, or none."""
    draft = await composing(turn)
    found = await _classes(turn)
    draft.class_ids = classes.all_or_none(draft.class_ids, found)
    await keep(turn, draft)
    return _choose_classes(draft, found)


@flow.press("classes")
async def back_to_classes(turn: Turn) -> Shown:
    """Back to the classes."""
    return _choose_classes(await composing(turn), await _classes(turn))


@flow.press("go")
async def go_on(turn: Turn) -> Shown:
    """On to the templates."""
    draft = await composing(turn)
    if not draft.class_ids:
        raise StaleScreen
    return await shelves(turn, draft)


@flow.press("g")
async def open_shelf(turn: Turn, group: str) -> Shown:
    """The templates of one group."""
    await composing(turn)
    if group not in set(Group):
        raise StaleScreen
    rows = [(button(template.title, "u.t", template.key),) for template in SHELF.of(Group(group))]
    return screen("updates/shelf", *rows, (button(BACK, "u.go"),), group=GROUP_NAMES[Group(group)])


@flow.press("t")
async def choose_template(turn: Turn, key: str) -> Shown:
    """Take a template and ask for its first fact."""
    draft = await composing(turn)
    if not draft.class_ids:
        raise StaleScreen
    form = SHELF.get(key)
    if draft.template != form.key or draft.own_template_id is not None:
        draft.values, draft.other_words = {}, {}
    draft.template, draft.own_template_id = form.key, None
    return await fields.ask_next(turn, draft)


async def begin_with(turn: Turn, class_id: int, key: str) -> Shown:
    """Begin with class and template chosen; raises NotAllowed for a class that is not hers."""
    await scope.class_of(turn.session, turn.staff(), class_id)
    single = len(await _classes(turn)) == 1
    draft = Compose(template=SHELF.get(key).key, class_ids=[class_id], words_locale=turn.locale, single=single)
    return await fields.ask_next(turn, draft)


@flow.press("cancel")
async def cancel(turn: Turn) -> Shown:
    """Put the draft away; nothing was sent."""
    turn.staff()
    await drafts.drop(turn, flow.name)
    return screen("updates/put_away", (button(_("New update"), "u.new"), button(_("Menu"), "home.menu")))


async def shelves(turn: Turn, draft: Compose) -> Screen:
    """The five groups, and the teacher's own templates when there are any."""
    rows: list[Row] = [(button(name, "u.g", group.value),) for group, name in GROUP_NAMES.items()]
    if await usable_by(turn.session, turn.staff()):
        rows.append((button(_("My templates"), "u.own"),))
    rows.append((button(_("‹ Menu"), "home.menu") if draft.single else button(BACK, "u.classes"),))
    return screen("updates/shelves", *rows, classes=await class_names(turn, draft.class_ids))


async def class_names(turn: Turn, class_ids: list[int]) -> list[str]:
    """The names of chosen classes that this teacher may still write to."""
    return [found.name for found in await _classes(turn) if found.id in set(class_ids)]


async def _classes(turn: Turn) -> list[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))


def _choose_classes(draft: Compose, found: list[SchoolClass]) -> Screen:
    chosen = draft.class_ids
    last: Row = (button(_("‹ Menu"), "home.menu"),)
    if chosen:
        last += (button(_("Continue ›"), "u.go", style=Style.PRIMARY),)
    rows = (*classes.rows_of(chosen, found, "u.c", "u.all"), last)
    return screen("updates/choose_classes", *rows, count=len(chosen))
