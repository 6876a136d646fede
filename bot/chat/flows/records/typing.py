"""Words or a name to look for: children of that name are offered, and the words are looked for in what was said."""

from bot.chat import drafts
from bot.chat.flows.records.draft import MENU, flow, keep, load, looking
from bot.chat.flows.records.showing import found_for
from bot.chat.router import Shown
from bot.chat.spreadsheets import looking_in
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.records import WORDS_LIMIT, About, Looking
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.storage.models import Pupil, SchoolClass

NAMED = 6
"""Children of a typed name who are offered."""


@flow.press("find")
async def find(turn: Turn, of: int, about: str, sort: str, since: str, words: int) -> Shown:
    """Which words?"""
    turn.staff()
    meant = await looking(turn, (of, about, sort, since, words))
    draft = await load(turn)
    draft.place = [str(arg) for arg in meant.other(words="").args]
    await keep(turn, draft, "words")
    return screen("records/find", (button(_("‹ Back"), "rc.show", *meant.args, 0),), limit=WORDS_LIMIT, unread=False)


@flow.step("words")
async def typed(turn: Turn) -> Shown:
    """Look for them; a child of that name, whoever looks in everything, can be meant as well."""
    turn.staff()
    draft = await load(turn)
    if draft.place is None:
        raise StaleScreen
    place = looking_in(draft.place, "")
    words = " ".join(turn.text.split())
    if not words or len(words) > WORDS_LIMIT:
        back: Row = (button(_("‹ Back"), "rc.show", *place.args, 0),)
        return screen("records/find", back, limit=WORDS_LIMIT, unread=True)
    draft.words = words
    await keep(turn, draft, "words")
    if place.about is About.ALL:
        children = await _named(turn, words)
        if children:
            return _which(place.other(words=words), words, children)
    return await found_for(turn, place.other(words=words), 0)


async def _named(turn: Turn, words: str) -> list[tuple[Pupil, str]]:
    query = scope.pupils_for(turn.staff())
    for word in words.split():
        query = query.where(Pupil.name.icontains(word, autoescape=True))
    rows = await turn.session.execute(
        query.join(SchoolClass, SchoolClass.id == Pupil.class_id).add_columns(SchoolClass.name).limit(NAMED)
    )
    return [(pupil, of) for pupil, of in rows]


def _which(place: Looking, words: str, children: list[tuple[Pupil, str]]) -> Screen:
    faces = [
        button(f"{pupil.name} ({of})", "rc.show", *Looking(About.CHILD, pupil.id).args, 0) for pupil, of in children
    ]
    every: Row = (button(_("Search everything for “%(words)s”", words=words), "rc.show", *place.args, 0),)
    return screen("records/which", *grid(faces, 1), every, MENU, words=words, protect=True)


@flow.press("nowords")
async def without(turn: Turn, of: int, about: str, sort: str, since: str) -> Shown:
    """The same without the words."""
    turn.staff()
    await drafts.stop_expecting(turn)
    return await found_for(turn, await looking(turn, (of, about, sort, since, 0)), 0)
