"""A part in the teacher's own words."""

from bot.chat.flows.rounds import walking
from bot.chat.flows.rounds.draft import awaited, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.sentences import LIMIT, Said
from bot.domain.suggestions import TYPED
from bot.domain.text import Phrase, _
from bot.services.rounds import turns


@flow.step("typed")
async def typed(turn: Turn) -> Shown:
    """The part that is asked for, as she would say it; the full stop is ours."""
    walk, part = await awaited(turn)
    row, all_, one = await walking.at(turn, walk.round_id, walk.pupil_id)
    words = " ".join(turn.text.split()).rstrip(" .")
    if (problem := _flaw(words)) is not None:
        return await walking.show(turn, row, all_, one, problem)
    turns.say(one, part, Said(words, about=TYPED))
    known = await turns.seen(turn.session, turn.staff(), row, all_, turn.now)
    return await walking.said_and_on(turn, row, all_, one, known.get(one.pupil_id, []))


def _flaw(words: str) -> Phrase | None:
    if not words:
        return _("Please tap one of the buttons, or type a few words.")
    if len(words) > LIMIT:
        return _("That is %(length)s characters; here at most %(limit)s fit.", length=len(words), limit=LIMIT)
    return None
