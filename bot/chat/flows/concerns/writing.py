"""Words in a concern: to the family, among colleagues, what was agreed, how it ended."""

from bot.chat.flows.answers.draft import unsuitable, words_of
from bot.chat.flows.concerns import family, raising
from bot.chat.flows.concerns.draft import (
    BACK,
    MENU,
    Case,
    Flawed,
    done,
    flow,
    keep,
    load,
    refused,
)
from bot.chat.flows.concerns.page import news_of, shown
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.concerns import AGREED_LIMIT, ENDINGS, WORDS_LIMIT
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services.concerns import keeping, leaving, rights, talking
from bot.storage.models import Concern, Outgoing, Pupil


async def _open(turn: Turn, concern_id: int) -> tuple[Concern, str]:
    concern = await rights.for_staff(turn.session, turn.staff(), concern_id, is_open=True)
    return concern, (await turn.session.get_one(Pupil, concern.pupil_id)).name


def _leave(concern_id: int) -> Row:
    return (button(BACK, "cn.one", concern_id), *MENU)


@flow.press("reply")
async def reply(turn: Turn, concern_id: int) -> Shown:
    """What is typed, spoken or photographed now goes to the family."""
    concern, child = await _open(turn, concern_id)
    if concern.told_at is None:
        raise StaleScreen
    await keep(turn, Case(concern=concern.id), "reply")
    return screen("concerns/reply", _leave(concern.id), protect=True, child=child)


@flow.step("reply")
async def typed_reply(turn: Turn) -> Shown:
    """The words."""
    words = words_of(turn)
    draft = await load(turn)
    if words is None:
        return screen("answers/unsuitable", _leave(draft.concern), empty=turn.received.empty)
    return await to_family_of(turn, draft.concern, words)


@flow.press("rsure")
async def reply_certainly(turn: Turn) -> Shown:
    """The word that was asked about is no other pupil."""
    draft = await load(turn)
    if not draft.text:
        raise StaleScreen
    words = Words(draft.text, channel=turn.bot.channel, locale=turn.locale)
    return await to_family_of(turn, draft.concern, words, certain=True)


async def to_family_of(turn: Turn, concern_id: int, words: Words, *, certain: bool = False) -> Screen:
    """The teacher's words go to the family, unless they judge or name another pupil: then she is told so."""
    try:
        concern, reached = await talking.reply(turn.session, turn.staff(), concern_id, words, turn.now, certain=certain)
    except Flawed as error:
        concern, child = await _open(turn, concern_id)
        await keep(turn, Case(concern=concern.id, text=words.text[:WORDS_LIMIT]), "reply")
        again = button(_("That is no pupil, send it"), "cn.rsure")
        return refused(error, child, again, _leave(concern.id))
    await done(turn)
    return await shown(turn, concern.id, news=news_of(reached=reached))


@flow.reply
async def replied_in_chat(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply in the chat to a message about a concern: to the family, or from it."""
    concern_id = leaving.concern_of(message)
    if concern_id is None:
        return PASS
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    if await rights.is_in(turn.session, turn.person, concern_id):
        concern, _child = await _open(turn, concern_id)
        return await to_family_of(turn, concern.id, words) if concern.told_at else await shown(turn, concern.id)
    return await family.written(turn, concern_id, words)


@flow.press("note")
async def note(turn: Turn, concern_id: int) -> Shown:
    """A line for the colleagues who are in it."""
    concern = await rights.for_staff(turn.session, turn.staff(), concern_id)
    child = (await turn.session.get_one(Pupil, concern.pupil_id)).name
    await keep(turn, Case(concern=concern.id), "note")
    return screen("concerns/note", _leave(concern.id), protect=True, child=child)


@flow.step("note")
async def typed_note(turn: Turn) -> Shown:
    """The line."""
    draft = await load(turn)
    try:
        concern = await keeping.add_note(turn.session, turn.staff(), draft.concern, turn.text, turn.now)
    except InvalidValue as error:
        return refused(error, "", button(BACK, "cn.note", draft.concern), _leave(draft.concern))
    await done(turn)
    return await shown(turn, concern.id, news=_("Noted. Only colleagues in it read this."))


@flow.press("agree")
async def agree(turn: Turn, concern_id: int) -> Shown:
    """What was agreed with the family: typed in a few lines, and read by it as they are."""
    concern, child = await _open(turn, concern_id)
    await keep(turn, Case(concern=concern.id), "agreed")
    return screen(
        "concerns/agree", _leave(concern.id), protect=True, child=child, before=concern.agreed, limit=AGREED_LIMIT
    )


@flow.step("agreed")
async def typed_agreed(turn: Turn) -> Shown:
    """The lines; then the day on which the school looks again."""
    draft = await load(turn)
    return await _agreed(turn, draft.concern, turn.text)


@flow.press("asure")
async def agreed_certainly(turn: Turn) -> Shown:
    """The word that was asked about is no other pupil."""
    draft = await load(turn)
    return await _agreed(turn, draft.concern, draft.text, certain=True)


async def _agreed(turn: Turn, concern_id: int, text: str, *, certain: bool = False) -> Screen:
    concern, child = await _open(turn, concern_id)
    draft = Case(concern=concern.id, text=text[: 2 * AGREED_LIMIT])
    try:
        draft.text = await keeping.agreed_words(turn.session, concern, text, certain=certain)
    except Flawed as error:
        await keep(turn, draft, "agreed")
        return refused(error, child, button(_("That is no pupil, go on"), "cn.asure"), _leave(concern.id))
    return await raising.ask_day(turn, draft)


@flow.press("close")
async def close(turn: Turn, concern_id: int) -> Shown:
    """How did it end? A tap, or a word."""
    concern, child = await _open(turn, concern_id)
    await keep(turn, Case(concern=concern.id), "ending")
    taps = [button(face, "cn.end", concern.id, key) for key, face in ENDINGS.items()]
    return screen(
        "concerns/close",
        *grid(taps, 1),
        _leave(concern.id),
        protect=True,
        child=child,
        told=concern.told_at is not None,
    )


@flow.press("end")
async def end(turn: Turn, concern_id: int, key: str) -> Shown:
    """A ready-made ending."""
    if key not in ENDINGS:
        raise StaleScreen
    return await _close(turn, concern_id, key)


@flow.step("ending")
async def typed_ending(turn: Turn) -> Shown:
    """Her own word."""
    draft = await load(turn)
    return await _close(turn, draft.concern, turn.text)


async def _close(turn: Turn, concern_id: int, ending: str) -> Screen:
    try:
        concern = await keeping.close(turn.session, turn.staff(), concern_id, ending, turn.now)
    except InvalidValue as error:
        return refused(error, "", button(BACK, "cn.close", concern_id), _leave(concern_id))
    await done(turn)
    return await shown(turn, concern.id, news=_("The concern is closed. You can open it again at any time."))
