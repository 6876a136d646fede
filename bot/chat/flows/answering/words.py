"""Words to a family in its thread: as a reply to the bot's message, after *Reply*, or sent although a colleague has
answered meanwhile."""

from dataclasses import replace

from bot.chat import drafts, kept_words
from bot.chat.flows.answering.afterwards import sent_in
from bot.chat.flows.answering.draft import LEAVE, MENU, Answering, flow, keep, load
from bot.chat.flows.answers.draft import press_behind, unsuitable, words_of
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.courtesy import Reader
from bot.domain.errors import AnsweredMeanwhile, StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.messages.voice import Voice
from bot.services.answers.conversations import family_card
from bot.services.stock import figures
from bot.services.threads import answering, views
from bot.storage.models import Outgoing, Person, Pupil

_SEEN = "qa.re"
_ABOUT = (_SEEN, "qa.go", "qa.done", "qa.again", "qa.show")
"""Buttons that say which thread a message of ours is about; the first also how much of it was seen."""


@flow.press("re")
async def ask(turn: Turn, thread_id: int, seen: int) -> Shown:
    """The next text, voice message, photo or document is the answer."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    await keep(turn, Answering(thread=thread.id, seen=seen), "say")
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    turn.say(Screen("answers/ask_reply", await family_card(turn.session, thread.person_id, [pupil]), (LEAVE,)))
    return None


@flow.step("say")
async def typed(turn: Turn) -> Shown:
    """Her words to the family."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    if not draft.thread:
        raise StaleScreen
    return await send(turn, draft.thread, words, draft.seen)


@flow.reply
async def replied_in_chat(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply in the chat to any message of a thread goes to the family whose thread it is."""
    press = await press_behind(turn, _ABOUT) if turn.roles else None
    if press is None:
        return PASS
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    seen = int(press.args[1]) if press.key == _SEEN else None
    return await send(turn, int(press.args[0]), words, seen)


@flow.press("ty")
async def welcome(turn: Turn, thread_id: int, seen: int) -> Shown:
    """*You are welcome*, with one tap: to thanks that need no more."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    guardian = await turn.session.get_one(Person, thread.person_id)
    locale = guardian.locale or turn.school.locale
    said = Voice(Reader(locale, turn.school.timezone), turn.now).phrase(_("You are welcome. We are glad to help."))
    shown = await send(turn, thread.id, Words(said, channel=turn.bot.channel, locale=locale), seen, own=False)
    if shown is not None:
        turn.say(shown)
    return None


@flow.press("go")
async def all_the_same(turn: Turn, thread_id: int) -> Shown:
    """Her words go to the family although a colleague has answered."""
    draft = await load(turn)
    if draft.thread != thread_id or not draft.words:
        raise StaleScreen
    shown: Shown = None
    for words in draft.pieces(turn):
        shown = await send(turn, thread_id, replace(words, stock_id=draft.stock or None), None)
    return shown


@flow.press("drop")
async def never_mind(turn: Turn) -> Shown:
    """Nothing was sent."""
    turn.staff()
    await drafts.drop(turn, flow.name)
    return screen("answers/dropped", MENU)


async def send(turn: Turn, thread_id: int, words: Words, seen: int | None, *, own: bool = True) -> Screen | None:
    """Answer in a thread; of an album only the first photo is confirmed. `own`: they are words worth keeping.

    When a colleague has answered after `seen`, the words wait until she has decided. Raises NotAllowed.
    """
    before = await load(turn)
    goes_on = bool(before.album) and before.album == turn.received.album
    try:
        given = await answering.answer(turn.session, turn.staff(), thread_id, words, turn.now, seen=seen)
    except AnsweredMeanwhile as error:
        return await _ask_again(turn, thread_id, words, error)
    if words.stock_id and not given.again:
        await figures.used(turn.session, words.stock_id)
    await keep(turn, Answering(last=thread_id, album=turn.received.album))
    return None if goes_on and before.last == thread_id else await sent_in(turn, given, own=own)


async def _ask_again(turn: Turn, thread_id: int, words: Words, error: AnsweredMeanwhile) -> Screen:
    await keep(
        turn,
        Answering(
            thread=thread_id,
            words=[kept_words.keep(words)],
            stock=words.stock_id or 0,
            album=turn.received.album,
        ),
    )
    return screen(
        "answering/meanwhile",
        (button(_("Send it all the same"), "qa.go", thread_id),),
        (button(_("The conversation"), "qa.show", thread_id), *LEAVE),
        by=error.by,
        at=error.at,
        words=words.text,
    )
