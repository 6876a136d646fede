"""A family asks the school: about which child, whom, and the words; or the words first, and then whom."""

from collections.abc import Mapping, Sequence

from bot.chat import drafts, kept_words
from bot.chat.flows.answers.draft import unsuitable, words_of
from bot.chat.flows.questions.draft import LEAVE, MENU, Asking, flow, keep, load, spoken_in
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Button, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.domain.threads import Addressed
from bot.services import scope
from bot.services.answers.conversations import teacher_card
from bot.services.threads import opening
from bot.services.threads.addressees import Addressee
from bot.storage.models import Person, Pupil


@flow.command("tanya", "ask")
async def by_command(turn: Turn) -> Shown:
    """`/tanya`."""
    return await new(turn)


@flow.press("new")
async def new(turn: Turn) -> Shown:
    """Ask the school: first about which child, where there are several."""
    await keep(turn, Asking())
    return await choose(turn, ())


async def choose(turn: Turn, words: Sequence[Words]) -> Screen:
    """About which child, and whom; words that were said already are kept meanwhile."""
    children = list(await turn.session.scalars(scope.children_of(turn.known())))
    if not children:
        raise NotAllowed
    await keep(turn, Asking(words=[kept_words.keep(one) for one in words]), "whom" if words else None)
    if len(children) == 1:
        return await _whom(turn, children[0])
    rows = [(button(child.name, "qs.child", child.id),) for child in children]
    return screen("questions/which_child", *rows, LEAVE)


@flow.press("child")
async def for_child(turn: Turn, pupil_id: int) -> Shown:
    """The question is about this child."""
    return await _whom(turn, await scope.child_of(turn.session, turn.known(), pupil_id))


@flow.press("to")
async def to(turn: Turn, pupil_id: int, whom: str) -> Shown:
    """The question is for this person: now the words, or off they go if they were said before."""
    pupil = await scope.child_of(turn.session, turn.known(), pupil_id)
    one = await _addressee(turn, pupil, whom)
    draft = await load(turn)
    if draft.words:
        return await ask(turn, pupil, one, kept_words.pieces(turn, draft.words))
    await keep(turn, Asking(pupil=pupil.id, whom=whom), "say")
    return screen(
        "questions/ask",
        LEAVE,
        child=pupil.name,
        teacher=teacher_card(one.person),
        role=_role(one),
    )


@flow.step("say")
async def said(turn: Turn) -> Shown:
    """The question itself."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    if not draft.pupil:
        raise StaleScreen
    pupil = await scope.child_of(turn.session, turn.known(), draft.pupil)
    return await ask(turn, pupil, await _addressee(turn, pupil, draft.whom), [words])


@flow.step("whom")
async def more_words(turn: Turn) -> Shown:
    """More words while it is still asked for whom they are."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    return await choose(turn, [*kept_words.pieces(turn, draft.words), words])


@flow.press("drop")
async def never_mind(turn: Turn) -> Shown:
    """Nothing was asked."""
    await drafts.drop(turn, flow.name)
    return screen("answers/dropped", MENU)


async def ask_homeroom(turn: Turn, pupil: Pupil, words: Sequence[Words]) -> Screen:
    """Ask the one who is suggested first: the homeroom teacher, or whoever there is."""
    found = await opening.whom(turn.session, turn.known(), pupil)
    if not found:
        return screen("questions/nobody", MENU, school=turn.school.name)
    return await ask(turn, pupil, found[0], words)


async def ask(turn: Turn, pupil: Pupil, one: Addressee, words: Sequence[Words]) -> Screen:
    """Open the thread: it has arrived, and by when an answer comes."""
    opened = await opening.open_thread(
        turn.session, turn.known(), pupil, one.addressed, one.subject, words, turn.now, one.person
    )
    await spoken_in(turn, opened.thread.id)
    promised = opened.promised
    stands_in = promised.responsible.id != one.person.id
    return screen(
        "questions/asked",
        (button(_("Look at the question"), "qs.show", opened.thread.id), *MENU),
        child=pupil.name,
        teacher=teacher_card(promised.responsible),
        covers=teacher_card(one.person) if stands_in else None,
        promised_at=promised.at,
        outside=promised.outside,
        told=opened.told,
        count=len(words),
    )


async def _whom(turn: Turn, pupil: Pupil) -> Screen:
    found = await opening.whom(turn.session, turn.known(), pupil)
    if not found:
        return screen("questions/nobody", MENU, school=turn.school.name)
    draft = await load(turn)
    rows = [(_face(one, pupil, first=place == 0),) for place, one in enumerate(found)]
    return screen("questions/whom", *rows, LEAVE, child=pupil.name, count=len(draft.words))


async def _addressee(turn: Turn, pupil: Pupil, key: str) -> Addressee:
    found = await opening.whom(turn.session, turn.known(), pupil)
    one = next((one for one in found if one.key == key), None)
    if one is None:  # she teaches there no more, or the button was forged
        raise StaleScreen
    return one


def _face(one: Addressee, pupil: Pupil, *, first: bool) -> Button:
    style = Style.PRIMARY if first else Style.PLAIN
    face = _("%(role)s: %(name)s", role=_role(one), name=_named(one.person))
    return button(face, "qs.to", pupil.id, one.key, style=style)


def _named(person: Person) -> Phrase:
    card = teacher_card(person)
    return _("%(honorific)s %(name)s", honorific=card["honorific"], name=person.name)


def _role(one: Addressee) -> Phrase | str:
    return one.subject if one.addressed is Addressed.SUBJECT else ROLES[one.addressed]


ROLES: Mapping[Addressed, Phrase] = {
    Addressed.HOMEROOM: _("Homeroom teacher"),
    Addressed.COUNSELLOR: _("School counsellor"),
    Addressed.OFFICE: _("School office"),
}
