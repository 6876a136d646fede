"""Words that nothing waited for: the rest of an album, or an answer that was typed without saying to whom."""

from datetime import timedelta

from bot.chat import kept_words
from bot.chat.flows.answering.draft import LEAVE, Answering, flow, keep, load
from bot.chat.flows.answering.lines import faces
from bot.chat.flows.answering.words import send
from bot.chat.flows.answers.draft import words_of
from bot.chat.flows.concerns.writing import to_family_of
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words, excerpt
from bot.domain.concerns import AREAS
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Row, button, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.concerns import waiting
from bot.services.threads import views
from bot.storage.models import Thread

OFFERED = 5
JUST = timedelta(days=2)
"""So long after a family's words about a concern an answer that is no reply may be meant for it."""


@flow.otherwise
async def loose_words(turn: Turn) -> Shown | Pass:
    """An answer that was typed below a question, not as a reply to it: to whom? Asked, never guessed: another family
    must not read it."""
    words = words_of(turn)
    if words is None or not turn.roles:
        return PASS
    draft = await load(turn)
    if draft.album and draft.album == turn.received.album:
        return await _more_of_an_album(turn, draft, words)
    staff = turn.staff()
    if not draft.words and await turn.session.scalar(scope.children_of(staff).limit(1)) is not None:
        return PASS  # a parent, too: such words are for her own child's teachers
    threads = await _meant(turn, draft)
    concerns = await _concerns(turn)
    if not threads and not concerns:
        return PASS
    draft = Answering(words=[*draft.words, kept_words.keep(words)], last=draft.last)
    await keep(turn, draft)
    labels = await faces(turn.session, threads)
    rows: list[Row] = [*concerns, *((button(labels[thread.id], "qa.for", thread.id),) for thread in threads)]
    first = str(draft.words[0]["text"])
    return screen(
        "answering/for_whom",
        *rows,
        LEAVE,
        protect=bool(concerns),
        words=excerpt(first),
        count=len(draft.words),
    )


@flow.press("for")
async def for_family(turn: Turn, thread_id: int) -> Shown:
    """The words are for this family."""
    draft = await load(turn)
    if not draft.words or draft.thread:
        raise StaleScreen
    shown: Shown = None
    for words in draft.pieces(turn):
        shown = await send(turn, thread_id, words, None)
    return shown


@flow.press("cn")
async def for_concern(turn: Turn, concern_id: int) -> Shown:
    """The words answer the family of a child that needs care."""
    draft = await load(turn)
    if not draft.words or draft.thread:
        raise StaleScreen
    pieces = draft.pieces(turn)
    await keep(turn, Answering(last=draft.last))
    shown: Shown = None
    for words in pieces:
        shown = await to_family_of(turn, concern_id, words)
    return shown


async def _concerns(turn: Turn) -> list[Row]:
    """The families that have just spoken about a concern which she is in."""
    found = await waiting.heard_from(turn.session, turn.staff(), turn.now - JUST, OFFERED)
    return [
        (button(_("💬 About %(child)s: %(area)s", child=name, area=AREAS[concern.area]), "qa.cn", concern.id),)
        for concern, name in found
    ]


async def _more_of_an_album(turn: Turn, draft: Answering, words: Words) -> Shown:
    if draft.words:  # the first photo waits for a decision, and the others with it
        draft.words.append(kept_words.keep(words))
        await keep(turn, draft)
        return None
    return await send(turn, draft.last, words, None)


async def _meant(turn: Turn, draft: Answering) -> list[Thread]:
    """The thread she spoke in last, then those that wait for her."""
    found: list[Thread] = []
    if draft.last:
        try:
            found.append(await views.thread_for_staff(turn.session, turn.staff(), draft.last))
        except NotAllowed:
            pass  # it is hers to read no longer
    owed = await turn.session.scalars(views.owed(turn.staff()).limit(OFFERED))
    return [*found, *(thread for thread in owed if thread.id != draft.last)][:OFFERED]
