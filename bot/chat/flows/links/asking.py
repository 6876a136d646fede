"""Someone without a code asks for access, in a few taps and two names; they learn nothing of who is in a class."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.consent import consent_screen, wording
from bot.chat.flows.links.entry import MENU, enter
from bot.chat.flows.settings import courtesy_rows
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.courtesy import Child
from bot.domain.errors import StaleScreen
from bot.domain.invitations import looks_like_code
from bot.domain.links import code_in
from bot.domain.names import checked
from bot.domain.relations import relation_in
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.links import requests
from bot.services.links.requests import NAME_LIMIT, Asked
from bot.storage.models import AccessRequest, Pupil, Relation, SchoolClass

asking = Flow("asking", "l")
PER_PAGE = 24
COLUMNS = 3
CANCEL: Row = (button(_("Cancel"), "l.ask_off"),)


@dataclass(slots=True)
class Asking:
    """A request in the making."""

    relation: str = ""
    own_name: str = ""
    child_name: str = ""


@asking.press("ask")
async def ask(turn: Turn) -> Shown:
    """Begin: what they are to the child."""
    if not await requests.has_room(turn.session, turn.account):
        return screen("links/asked_enough", MENU)
    await drafts.keep(turn, asking.name, Asking(), "relation")
    return _relations(turn, again=False)


def _relations(turn: Turn, *, again: bool) -> Screen:
    relations = [button(face, "l.ask_rel", key) for key, face in RELATIONS.items()]
    return screen("links/ask_relation", tuple(relations), CANCEL, school=turn.school.name, again=again)


@asking.press("ask_rel")
async def relation(turn: Turn, key: str) -> Shown:
    """Father, mother or guardian was tapped; next the own name."""
    if key not in RELATIONS:
        raise StaleScreen
    return await _is(turn, key)


@asking.step("relation")
async def typed_relation(turn: Turn) -> Shown:
    """It was typed (or a code after all); what says no relation is asked once more."""
    if (code := code_in(turn.text, stranger=turn.person is None)) is not None:
        return await enter(turn, code)
    key = relation_in(turn.text)
    return _relations(turn, again=True) if key is None else await _is(turn, key)


async def _is(turn: Turn, key: str) -> Screen:
    draft = await _draft(turn)
    draft.relation = key
    await drafts.keep(turn, asking.name, draft, "own_name")
    return screen("links/ask_own_name", CANCEL)


@asking.step("own_name")
async def own_name(turn: Turn) -> Shown:
    """The own name was typed (or a code after all); next the child's."""
    if looks_like_code(turn.text):
        return await enter(turn, turn.text)
    draft = await _draft(turn)
    draft.own_name = checked("name", turn.text, NAME_LIMIT)
    await drafts.keep(turn, asking.name, draft, "child_name")
    return screen("links/ask_child_name", CANCEL)


@asking.step("child_name")
async def child_name(turn: Turn) -> Shown:
    """The child's name was typed; next the class."""
    draft = await _draft(turn)
    draft.child_name = checked("name", turn.text, NAME_LIMIT)
    await drafts.keep(turn, asking.name, draft)
    return await _classes(turn, 0)


@asking.press("ask_page")
async def page(turn: Turn, number: int) -> Shown:
    """More classes."""
    await _draft(turn)
    return await _classes(turn, number)


@asking.press("ask_class")
async def school_class(turn: Turn, class_id: int) -> Shown:
    """The class was tapped: the request goes to its homeroom teacher."""
    draft = await _draft(turn)
    if not (draft.relation and draft.own_name and draft.child_name):
        raise StaleScreen
    asked = Asked(draft.own_name, draft.child_name, class_id, Relation(draft.relation))
    await requests.ask(turn.session, turn.account, turn.school, asked, turn.now)
    await drafts.drop(turn, asking.name)
    return screen("links/ask_sent", child=draft.child_name)


@asking.press("ask_off")
async def cancel(turn: Turn) -> Shown:
    """Put the request away."""
    await drafts.drop(turn, asking.name)
    return screen("links/ask_off", MENU)


def approved_screen(school: str, row: AccessRequest, pupil: Pupil, of: SchoolClass) -> Screen:
    """To the asker: approved; what agreeing means, and one button to agree."""
    agree = (button(_("I agree"), "l.accept", row.id, style=Style.SUCCESS),)
    return consent_screen(school, [Child(pupil.name, of.name)], row.own_name).with_rows(agree)


@asking.press("accept")
async def accept(turn: Turn, request_id: int) -> Shown:
    """The asker agrees: linked, and confirmed already."""
    row, pupil = await requests.approved_for(turn.session, turn.account, request_id)
    of = await turn.session.get_one(SchoolClass, row.class_id)
    words = wording(turn, approved_screen(turn.school.name, row, pupil, of))
    person, pupil = await requests.accept(turn.session, turn.account, request_id, words, turn.now)
    rows = courtesy_rows(person, turn.locale, "w")
    return screen("links/welcome", *rows, child=pupil.name, class_name=of.name, confirmed=True)


async def _draft(turn: Turn) -> Asking:
    return await drafts.needed(turn, asking.name, Asking)


async def _classes(turn: Turn, number: int) -> Screen:
    classes = await requests.classes(turn.session, turn.school)
    shown = classes[number * PER_PAGE : (number + 1) * PER_PAGE]
    rows = grid([button(of.name, "l.ask_class", of.id) for of in shown], COLUMNS)
    turns: list[Row] = []
    if number > 0:
        turns.append((button(_("‹ Back"), "l.ask_page", number - 1),))
    if len(classes) > (number + 1) * PER_PAGE:
        turns.append((button(_("More ›"), "l.ask_page", number + 1),))
    return screen("links/ask_class", *rows, *turns, CANCEL)
