"""A part in the teacher's own words; the guard looks at them before they are taken."""

from bot.chat.flows.rounds import walking
from bot.chat.flows.rounds.draft import Walk, await_typed, awaited, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.guard import Finding
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.sentences import LIMIT, Part, Said, key_of
from bot.domain.suggestions import TYPED
from bot.domain.text import Phrase, _
from bot.services.progress.guarding import guard_of
from bot.services.rounds import turns
from bot.storage.models import Round


@flow.step("typed")
async def typed(turn: Turn) -> Shown:
    """The part that is asked for, as she would say it; the full stop is ours."""
    walk, part = await awaited(turn)
    row, all_, one = await walking.at(turn, walk.round_id, walk.pupil_id)
    words = " ".join(turn.text.split()).rstrip(" .")
    if (problem := _flaw(words)) is not None:
        return await walking.show(turn, row, all_, one, problem)
    guard = await guard_of(turn.session, turn.school, [row.class_id])
    if found := guard.look(words, {one.pupil_id}):
        return await _guarded(turn, row, walk, words, found)
    return await _take(turn, walk, part, words)


@flow.press("ok")
async def no_pupil(turn: Turn, key: str) -> Shown:
    """The word that looked like another child's name means something else: it is taken as typed."""
    walk, part = await awaited(turn)
    if not walk.doubtful or key_of(walk.doubtful) != key:
        raise StaleScreen
    return await _take(turn, walk, part, walk.doubtful)


async def _take(turn: Turn, walk: Walk, part: Part, words: str) -> Shown:
    row, all_, one = await walking.at(turn, walk.round_id, walk.pupil_id)
    turns.say(one, part, Said(words, about=TYPED))
    return await walking.said_and_on(turn, row, all_, one, await walking.known_of(turn, row, one))


async def _guarded(turn: Turn, row: Round, walk: Walk, words: str, found: tuple[Finding, ...]) -> Screen:
    """What is surely another child's stops; of anything else she is asked."""
    sure = found[0].sure
    walk.doubtful = "" if sure else words
    await await_typed(turn, walk)
    rows: list[Row] = [(button(_("Type it anew"), "wr.go", row.id, walk.pupil_id),)]
    if not sure:
        rows.insert(0, (button(_("That is no pupil, go on"), "wr.ok", key_of(words), style=Style.SUCCESS),))
    shown = [{"leak": one.leak.value, "words": one.words} for one in found if one.sure == sure]
    return screen("individual/guarded", *rows, found=shown, sure=sure, one=True)


def _flaw(words: str) -> Phrase | None:
    if not words:
        return _("Please tap one of the buttons, or type a few words.")
    if len(words) > LIMIT:
        return _("That is %(length)s characters; here at most %(limit)s fit.", length=len(words), limit=LIMIT)
    return None
