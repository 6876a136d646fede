"""The first taps: what it is about, which template, which class, which pupils."""

from collections.abc import Collection

from bot.chat import drafts
from bot.chat.flows.individual import filling
from bot.chat.flows.individual.draft import (
    Several,
    candidates,
    changed,
    composing,
    flow,
    keep,
    occasion_of,
    own_occasion,
)
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.individual import TOPICS, Topic
from bot.domain.observations import ObservationKind
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.shelves.progress import OCCASIONS
from bot.domain.text import Phrase, _
from bot.services import scope
from bot.services.progress import individual
from bot.services.progress.individual import Candidate
from bot.storage.models import SchoolClass

BACK = _("‹ Back")
PICKED_PAGE = 12
NAME_FACE = 24


@flow.command("kabarmurid", "pupils")
@flow.press("new")
async def start(turn: Turn) -> Shown:
    """What is it about?"""
    if not await _classes(turn):
        return screen("updates/no_class", (button(_("Menu"), "home.menu"),))
    rows = [(button(name, "iu.g", topic.value),) for topic, name in TOPICS.items()]
    return screen("individual/topics", *rows, (button(_("‹ Menu"), "home.menu"),))


@flow.press("g")
async def open_topic(turn: Turn, topic: str) -> Shown:
    """The templates of one topic."""
    turn.staff()
    if topic not in set(Topic):
        raise StaleScreen
    offered = [one for one in OCCASIONS if one.topic is Topic(topic) and not one.template.retired]
    rows = [(button(one.template.title, "iu.t", one.key),) for one in offered]
    return screen("individual/templates", *rows, (button(BACK, "iu.new"),), topic=TOPICS[Topic(topic)])


@flow.press("t")
async def choose_template(turn: Turn, key: str) -> Shown:
    """Take a template; with one class there is nothing more to choose but the pupils."""
    classes = await _classes(turn)
    draft = Several(template=occasion_of(key).key, words_locale=turn.locale)
    changed(turn, draft)
    if len(classes) == 1:
        return await _of_class(turn, draft, classes[0].id)
    await keep(turn, draft)
    buttons = [button(found.name, "iu.c", found.id) for found in classes]
    back = button(BACK, "iu.g", draft.occasion.topic.value)
    return screen("individual/classes", *grid(buttons, 3), (back,), title=draft.occasion.template.title)


@flow.press("c")
async def choose_class(turn: Turn, class_id: int) -> Shown:
    """The pupils of one class."""
    return await _of_class(turn, await composing(turn), class_id)


async def _of_class(turn: Turn, draft: Several, class_id: int) -> Screen:
    await scope.class_of(turn.session, turn.staff(), class_id)
    draft.class_id, draft.chosen, draft.values = class_id, [], {}
    changed(turn, draft)
    await keep(turn, draft)
    return await _who(turn, draft)


@flow.press("back")
async def back_to_pupils(turn: Turn) -> Shown:
    """Whom is it for, once more."""
    return await _who(turn, await composing(turn))


async def _who(turn: Turn, draft: Several) -> Screen:
    there = list((await candidates(turn, draft)).values())
    of = await scope.class_of(turn.session, turn.staff(), draft.of_class)
    rows: list[Row] = [
        (button(_("%(group)s: %(count)s", group=name, count=len(found)), "iu.who", key),)
        for key, name in _GROUPS.items()
        if (found := _group(draft, key, there))
    ]
    if there:
        rows.append((button(_("Choose by hand"), "iu.pick", 0),))
    rows.append((button(BACK, "iu.g", draft.occasion.topic.value),))
    return screen("individual/who", *rows, title=draft.occasion.template.title, class_name=of.name, count=len(there))


_GROUPS: dict[str, Phrase] = {
    "fits": _("Those it fits"),
    "below": _("Below the school's line"),
    "missing": _("With missing work"),
    "all": _("The whole class"),
}


def _group(draft: Several, key: str, there: list[Candidate]) -> list[int]:
    """The pupils of one group; what a template takes from the courses decides whom it fits."""
    occasion = draft.occasion
    match key:
        case "fits":
            return [one.pupil_id for one in there if occasion.sources and one.fits(occasion)]
        case "below":
            return [one.pupil_id for one in there if one.has(ObservationKind.BELOW)]
        case "missing":
            return [one.pupil_id for one in there if one.has(ObservationKind.MISSING)]
        case "all":
            return [one.pupil_id for one in there]
    raise StaleScreen


@flow.press("who")
async def choose_group(turn: Turn, key: str) -> Shown:
    """All pupils of one group."""
    draft = await composing(turn)
    there = await candidates(turn, draft)
    return await _begin(turn, draft, there, _group(draft, key, list(there.values())))


@flow.press("pick")
async def pick(turn: Turn, page: int) -> Shown:
    """The class by name, to choose from."""
    return await _pick(turn, await composing(turn), page)


@flow.press("p")
async def toggle(turn: Turn, pupil_id: int, page: int) -> Shown:
    """Choose a pupil, or let go of one."""
    draft = await composing(turn)
    there = await candidates(turn, draft)
    if pupil_id not in there:
        raise StaleScreen
    chosen = set(draft.chosen) ^ {pupil_id}
    draft.chosen = [pupil for pupil in there if pupil in chosen]
    changed(turn, draft)
    await keep(turn, draft)
    return await _pick(turn, draft, page)


async def begin_with(turn: Turn, key: str, class_id: int, pupils: Collection[int]) -> Shown:
    """Begin with all of it chosen: what the courses fill is filled, and the teacher looks it through as ever.

    Raises NotAllowed for a class that is not hers, StaleScreen when none of these pupils is in it.
    """
    await scope.class_of(turn.session, turn.staff(), class_id)
    draft = Several(template=own_occasion(key).key, class_id=class_id, words_locale=turn.locale)
    return await _begin(turn, draft, await candidates(turn, draft), list(pupils))


@flow.press("go")
async def go_on(turn: Turn) -> Shown:
    """On with those who were chosen by hand."""
    draft = await composing(turn)
    return await _begin(turn, draft, await candidates(turn, draft), draft.chosen)


async def _pick(turn: Turn, draft: Several, page: int) -> Screen:
    found = page_of(list((await candidates(turn, draft)).values()), page, PICKED_PAGE)
    rows: list[Row] = [
        *grid([_pupil(one, found.number, chosen=one.pupil_id in draft.chosen) for one in found.shown], 2),
        *found.turns("iu.pick"),
    ]
    last: Row = (button(_("‹ Whom is it for?"), "iu.back"),)
    if draft.chosen:
        last += (button(_("Continue ›"), "iu.go", style=Style.PRIMARY),)
    rows.append(last)
    return screen("individual/pick", *rows, title=draft.occasion.template.title, count=len(draft.chosen))


def _pupil(one: Candidate, page: int, *, chosen: bool) -> Button:
    face = f"✓ {one.name[:NAME_FACE]}" if chosen else one.name[:NAME_FACE]
    return button(face, "iu.p", one.pupil_id, page, style=Style.SUCCESS if chosen else Style.PLAIN)


async def _begin(turn: Turn, draft: Several, there: dict[int, Candidate], chosen: list[int]) -> Shown:
    """Fill what the courses fill, keep what was filled before, and ask for the rest."""
    draft.chosen = [pupil for pupil in chosen if pupil in there]
    if not draft.chosen:
        raise StaleScreen
    fresh = individual.prefilled(draft.occasion, [there[pupil] for pupil in draft.chosen])
    draft.values = {str(pupil): {**fresh[pupil], **draft.values.get(str(pupil), {})} for pupil in draft.chosen}
    changed(turn, draft)
    return await filling.ask_next(turn, draft)


@flow.press("cancel")
async def cancel(turn: Turn) -> Shown:
    """Put the draft away; nothing was sent."""
    turn.staff()
    await drafts.drop(turn, flow.name)
    return screen("updates/put_away", (button(_("Updates about pupils"), "iu.new"), button(_("Menu"), "home.menu")))


async def _classes(turn: Turn) -> list[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))
