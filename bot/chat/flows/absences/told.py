"""A guardian writes in a sentence what could be tapped: who, when and why; or wrote it where nothing was asked."""

from dataclasses import replace

from bot.chat import drafts, kept_words
from bot.chat.flows.absences.draft import CODES, LETTERS, TOLD, Absent, flow, waiting
from bot.chat.flows.absences.family import children_of, understood, which
from bot.chat.flows.answers import draft as answers
from bot.chat.flows.answers.draft import unsuitable, words_of
from bot.chat.flows.questions import asking
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_notes import child_told, days_told
from bot.domain.absence_notes import check_span
from bot.domain.absence_words import reason_in
from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen
from bot.services.absences import views
from bot.services.attendance.registers import today


@flow.step(TOLD)
async def typed(turn: Turn) -> Shown:
    """`Yanti: besok sakit demam`: what it says of child, day and reason counts, and the rest is asked for."""
    words = words_of(turn)
    return unsuitable(turn) if words is None else await _told(turn, await waiting(turn), [words])


@flow.press("said")
async def said(turn: Turn) -> Shown:
    """The words that wait for their addressee are about a day on which a child does not come."""
    words = (await answers.load(turn)).pieces(turn)
    shown = await _told(turn, Absent(), words)
    await drafts.drop(turn, answers.flow.name)
    return shown


@flow.press("else")
async def something_else(turn: Turn) -> Shown:
    """What was typed is for somebody at school: the questions take it from here."""
    draft = await waiting(turn)
    if not draft.words:
        raise StaleScreen
    await drafts.drop(turn, flow.name)
    return await asking.choose(turn, kept_words.pieces(turn, draft.words))


async def _told(turn: Turn, draft: Absent, words: list[Words]) -> Screen:
    text = "\n".join(one.text for one in words)
    children = await children_of(turn)
    draft, read = await _read(turn, replace(draft, words=[*draft.words, *map(kept_words.keep, words)]), text)
    place = child_told(text, [child.name for child in children])
    if place is None and len(children) > 1:
        known = next((child for child in children if child.id == draft.pupil), None)
        if known is None:
            return await which(turn, children, draft)
        return await understood(turn, known, draft, unread=bool(text) and not read)
    return await understood(turn, children[place or 0], draft, unread=bool(text) and not read)


async def _read(turn: Turn, draft: Absent, text: str) -> tuple[Absent, bool]:
    """The draft with what the words say, and whether they say anything; raises NoteRefused for days not to be meant."""
    newest = today(turn.school, turn.now)
    days = days_told(text, newest, await views.rule_of(turn.session, turn.school, turn.now))
    reason = reason_in(text)
    if days is not None:
        check_span(*days, newest)
        draft = replace(draft, first=days[0], through=days[1])
    if reason is not None:
        draft = replace(draft, why=CODES[reason])
    return replace(draft, why=draft.why if draft.why in LETTERS else ""), days is not None or reason is not None
