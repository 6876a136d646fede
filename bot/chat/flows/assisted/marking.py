"""One tap each: sent, not sent after all, whose the number is, what the family answered."""

from datetime import UTC, datetime, timedelta

from bot.chat import drafts
from bot.chat.flows.assisted.card import card, following
from bot.chat.flows.assisted.draft import Noting, flow
from bot.chat.flows.assisted.texts import words_for
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.assisted import WORDS_LIMIT, Step, Words
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.services import assisted
from bot.services.assisted import Contact, Family, Worklist

STILL_SENT = timedelta(days=2)
"""So long after its words were filled in, nobody can say any more that just these were sent."""


@flow.press("sent")
async def sent(turn: Turn, update_id: int, contact: str, filled_at: int) -> Shown:
    """The words as they were filled in at that second (since 1970) were sent; the next family follows."""
    staff, at = turn.staff(), moment(filled_at, turn.now)
    found, family, one = await assisted.contact_of(turn.session, staff, update_id, contact, turn.now)
    if one.step is Step.OPEN:
        filled = await words_for(turn.session, staff, found, one, at)
        await assisted.mark(turn.session, staff, found, one, filled.text, filled.locale, turn.now)
        found = await assisted.worklist(turn.session, staff, update_id, turn.now)
    undo: Row = (button(_("Undo"), "by.undo", update_id, contact),)
    return await following(turn, found, family.pupil_id, marked(family, one), undo)


@flow.press("undo")
async def undo(turn: Turn, update_id: int, contact: str) -> Shown:
    """It was not sent after all: the same family's card, as before."""
    staff = turn.staff()
    found, family, one = await assisted.contact_of(turn.session, staff, update_id, contact, turn.now)
    await assisted.unmark(turn.session, staff, found, one, turn.now)
    return await _again(turn, update_id, family, None)


@flow.press("ok")
async def confirm(turn: Turn, update_id: int, contact: str, tie_id: int) -> Shown:
    """It is known now whose number it is: from now on it gets the family's own words."""
    staff = turn.staff()
    found, family, one = await assisted.contact_of(turn.session, staff, update_id, contact, turn.now)
    person = await assisted.confirm_number(turn.session, staff, found, one, tie_id, turn.now)
    undo: Row = (button(_("Not sure after all"), "by.doubt", update_id, tie_id),)
    return await _again(turn, update_id, family, _("The number is %(name)s's.", name=person.name), undo)


@flow.press("doubt")
async def doubt(turn: Turn, update_id: int, tie_id: int) -> Shown:
    """It is not sure after all: an invitation is all that the number gets."""
    staff = turn.staff()
    found, family, _one = await assisted.contact_of(turn.session, staff, update_id, f"g{tie_id}", turn.now)
    await assisted.doubt_number(turn.session, staff, found, tie_id, turn.now)
    return await _again(turn, update_id, family, None)


@flow.press("note")
async def note(turn: Turn, update_id: int, contact: str) -> Shown:
    """What did they answer? A tap, or their words."""
    found, family, one = await _sent_to(turn, update_id, contact)
    await drafts.keep(turn, flow.name, Noting(update_id, contact), "words")
    return _asking(found, family, one)


@flow.press("ans")
async def tapped_answer(turn: Turn, update_id: int, contact: str, key: str) -> Shown:
    """One of the update's quick answers."""
    found, family, one = await _sent_to(turn, update_id, contact)
    await assisted.note_choice(turn.session, turn.staff(), found, one, key, turn.now)
    await drafts.drop(turn, flow.name)
    return await _again(turn, update_id, family, noted(family))


@flow.step("words")
async def typed_answer(turn: Turn) -> Shown:
    """The family's own words, as she writes them down."""
    draft = await drafts.needed(turn, flow.name, Noting)
    found, family, one = await _sent_to(turn, draft.update_id, draft.contact)
    try:
        await assisted.note_words(turn.session, turn.staff(), found, one, turn.text, turn.now)
    except InvalidValue:
        return _asking(found, family, one, limit=WORDS_LIMIT)
    await drafts.drop(turn, flow.name)
    return await _again(turn, draft.update_id, family, noted(family))


def moment(seconds: int, now: datetime) -> datetime:
    """When words were filled in; raises StaleScreen for what cannot be."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise StaleScreen from None
    if not now - STILL_SENT <= at <= now:
        raise StaleScreen
    return at


def marked(family: Family, contact: Contact) -> Phrase:
    """What was just marked, in a line."""
    if contact.words is Words.INVITATION:
        return _("Noted: the family of %(child)s was invited.", child=family.child.name)
    return _("Noted: sent to the family of %(child)s.", child=family.child.name)


def noted(family: Family) -> Phrase:
    """That an answer was written down, in a line."""
    return _("The answer of the family of %(child)s is noted.", child=family.child.name)


def _asking(found: Worklist, family: Family, contact: Contact, limit: int | None = None) -> Screen:
    answers = SHELF.get(found.update.template).answers
    taps = [button(answer.face, "by.ans", found.update.id, contact.key, answer.key) for answer in answers]
    assert contact.person is not None
    assert contact.relation is not None
    return screen(
        "assisted/note",
        *grid(taps, 2),
        (button(_("‹ Back"), "by.fam", found.update.id, family.pupil_id),),
        who={
            "guardian": contact.person.name,
            "relation": RELATIONS[contact.relation.value],
            "child": family.child.name,
            "class_name": family.child.class_name,
        },
        answers=bool(answers),
        limit=limit,
    )


async def _sent_to(turn: Turn, update_id: int, contact: str) -> tuple[Worklist, Family, Contact]:
    found, family, one = await assisted.contact_of(turn.session, turn.staff(), update_id, contact, turn.now)
    if one.step is not Step.SENT or one.person is None:
        raise StaleScreen
    return found, family, one


async def _again(turn: Turn, update_id: int, family: Family, news: Phrase | None, undo: Row = ()) -> Screen:
    found = await assisted.worklist(turn.session, turn.staff(), update_id, turn.now)
    return await card(turn, found, found.family(family.pupil_id), news, undo)
