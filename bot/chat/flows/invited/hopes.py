"""What we hope for our child, and what the school should know: two short steps, typed or spoken, each to be skipped.

What was said can be said anew, or taken back, for as long as the meeting is still to come.
"""

from bot.chat import drafts
from bot.chat.flows.invited.draft import ALL, MENU, Invited, Place, flow, place_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import MEDIA, Words, excerpt
from bot.domain.errors import StaleScreen
from bot.domain.screens import FileKind, Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.services.answers.conversations import teacher_card
from bot.services.meetings import hopes
from bot.services.meetings.hopes import Part, Said
from bot.storage.models import Person

STEP = "hope"
SPOKEN = (FileKind.VOICE, FileKind.AUDIO)


@flow.press("hope")
async def begin(turn: Turn, recipient_id: int) -> Shown:
    """The first question; with several children first: for which of them?"""
    turn.say(await _first(turn, await place_of(turn, recipient_id)))
    return None


@flow.press("for")
async def for_child(turn: Turn, recipient_id: int, pupil_id: int) -> Shown:
    """For this child, or for all of them."""
    return await _go_on(turn, recipient_id, pupil_id, Part.HOPE)


@flow.press("skip")
async def skip(turn: Turn, recipient_id: int, pupil_id: int, part: str) -> Shown:
    """Nothing to say, or it stays as it was said."""
    following = _part(part).next
    if following is not None:
        return await _go_on(turn, recipient_id, pupil_id, following)
    return await _finish(turn, await place_of(turn, recipient_id, pupil_id), pupil_id)


@flow.press("unsay")
async def take_back(turn: Turn, recipient_id: int, pupil_id: int, part: str) -> Shown:
    """It was said, and is not to be read any more."""
    place = await place_of(turn, recipient_id, pupil_id)
    if not hopes.is_open(place.meeting, turn.now):
        return _late(place)
    how = Words(channel=turn.bot.channel, locale=turn.locale)
    await hopes.say(turn.session, turn.known(), place.meeting, place.children, _part(part), how, turn.now)
    return await skip(turn, recipient_id, pupil_id, part)


@flow.step(STEP)
async def said(turn: Turn) -> Shown:
    """The words, or a voice message."""
    draft = await drafts.needed(turn, flow.name, Invited)
    place, part = await place_of(turn, draft.recipient, draft.pupil), _part(draft.part)
    if not hopes.is_open(place.meeting, turn.now):
        await drafts.drop(turn, flow.name)
        return _late(place)
    file = turn.received.file
    if len(turn.text) > hopes.LIMIT or not (turn.text or file) or (file is not None and file.kind not in SPOKEN):
        problem = "too_long" if len(turn.text) > hopes.LIMIT else "unsuitable"
        return await _ask(turn, place, draft.pupil, part, problem)
    words = Words(turn.text, file, turn.received.message, turn.bot.channel, turn.locale)
    await hopes.say(turn.session, turn.known(), place.meeting, place.children, part, words, turn.now)
    return await skip(turn, draft.recipient, draft.pupil, part.value)


async def _first(turn: Turn, place: Place) -> Screen:
    """What is shown below the invitation, which stays as it is."""
    if not hopes.is_open(place.meeting, turn.now):
        return _late(place)
    if len(place.children) == 1:
        return await _ask(turn, place, place.children[0].id, Part.HOPE)
    recipient = place.recipient.id
    rows: list[Row] = [(button(child.name, "mi.for", recipient, child.id),) for child in place.children]
    return screen("invited/hope_child", *rows, (button(_("All of them"), "mi.for", recipient, ALL),))


async def _go_on(turn: Turn, recipient_id: int, pupil_id: int, part: Part) -> Screen:
    place = await place_of(turn, recipient_id, pupil_id)
    if not hopes.is_open(place.meeting, turn.now):
        return _late(place)
    return await _ask(turn, place, pupil_id, part)


async def _ask(turn: Turn, place: Place, pupil_id: int, part: Part, problem: str | None = None) -> Screen:
    """The question, and what was answered before; the next words are the answer."""
    await drafts.keep(turn, flow.name, Invited(place.recipient.id, pupil_id, part.value), STEP)
    before = await _before(turn, place, part)
    about = (place.recipient.id, pupil_id, part.value)
    leave = button(_("Leave it as it is") if before else _("Skip"), "mi.skip", *about)
    undo = (button(_("Erase what was said"), "mi.unsay", *about),) if before else ()
    return screen(
        "invited/hope_ask",
        (leave, *undo),
        (button(_("Never mind"), "mi.quit"),),
        part=part.value,
        children=[child.name for child in place.children],
        before=_quoted(before),
        problem=problem,
        limit=hopes.LIMIT,
    )


async def _finish(turn: Turn, place: Place, pupil_id: int) -> Screen:
    """What the teacher will read; nothing at all is fine, too."""
    await drafts.drop(turn, flow.name)
    host = await turn.session.get_one(Person, place.meeting.host_id)
    found = {part: await _before(turn, place, part) for part in Part}
    return screen(
        "invited/hope_noted",
        (button(_("Change it"), "mi.for", place.recipient.id, pupil_id), *MENU),
        teacher=teacher_card(host),
        children=[child.name for child in place.children],
        hope=_quoted(found[Part.HOPE]),
        know=_quoted(found[Part.KNOW]),
    )


async def _before(turn: Turn, place: Place, part: Part) -> Said | None:
    """What they themselves said last, for one of these children."""
    mine = await hopes.mine(turn.session, turn.known(), place.meeting, place.children)
    found = [parts[part] for parts in mine.values() if part in parts]
    return max(found, key=lambda one: one.entry_id, default=None)


def _quoted(said: Said | None) -> str | Phrase | None:
    if said is None:
        return None
    return excerpt(said.text) or (MEDIA[said.file.kind] if said.file else None)


def _late(place: Place) -> Screen:
    """The meeting is over, or was called off: the words still find the teacher."""
    return screen("invited/hope_late", (button(_("Write an answer"), "a.say", place.recipient.id),), MENU)


def _part(name: str) -> Part:
    if name not in tuple(Part):
        raise StaleScreen
    return Part(name)
