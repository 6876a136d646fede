"""A guardian reports a message of the school: why, in a tap or in words. Whom it is about does not handle it."""

from bot.chat import drafts
from bot.chat.flows.safety.draft import MENU, Typing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import Reader
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.notices.safety import Reported
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.messages.voice import Voice
from bot.services.answers.conversations import teacher_card
from bot.services.safety import complaints

REASONS: dict[str, Phrase] = {
    "words": _("The words are not fitting"),
    "false": _("What it says is not true"),
    "other": _("It is about somebody else's child"),
}


@flow.press("report")
async def ask(turn: Turn, what: str, number: int) -> Shown:
    """Why? A message of its own, so that what is reported stays in view."""
    author, _entry, _update = await complaints.about(turn.session, turn.known(), _what(what), number)
    await keep(turn, Typing(what, number), "why")
    rows: list[Row] = [(button(face, "sf.why", what, number, key),) for key, face in REASONS.items()]
    turn.say(screen("safety/report", *rows, (button(_("Never mind"), "sf.drop"),), teacher=teacher_card(author)))
    return None


@flow.press("why")
async def tapped(turn: Turn, what: str, number: int, key: str) -> Shown:
    """One of the usual reasons."""
    if key not in REASONS:
        raise StaleScreen
    said = Voice(Reader(turn.locale, turn.school.timezone), turn.now).phrase(REASONS[key])
    return await _report(turn, _what(what), number, said)


@flow.step("why")
async def typed(turn: Turn) -> Shown:
    """The guardian's own words."""
    draft = await drafts.needed(turn, flow.name, Typing)
    try:
        return await _report(turn, _what(draft.what), draft.number, turn.text)
    except InvalidValue:
        return screen("safety/words", (button(_("Never mind"), "sf.drop"),), limit=complaints.LONGEST)


@flow.press("drop")
async def never_mind(turn: Turn) -> Shown:
    """Nothing was reported, or answered, or opened."""
    turn.known()
    await drafts.drop(turn, flow.name)
    return screen("answers/dropped", MENU)


async def _report(turn: Turn, what: Reported, number: int, words: str) -> Screen:
    complaint, due = await complaints.report(turn.session, turn.known(), what, number, words, turn.now)
    await drafts.drop(turn, flow.name)
    author, _entry, _update = await complaints.about(turn.session, turn.known(), what, number)
    someone = bool(await complaints.handlers(turn.session, complaint))
    return screen("safety/reported", MENU, teacher=teacher_card(author), due=due, someone=someone)


def _what(what: str) -> Reported:
    try:
        return Reported(what)
    except ValueError:
        raise StaleScreen from None
