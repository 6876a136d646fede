"""Adding the teacher's own words in the other language of her class."""

from bot.chat.flows.updates import preview
from bot.chat.flows.updates.draft import Compose, flow, keep, load
from bot.chat.flows.updates.fields import LIMITS
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import LOCALES
from bot.domain.errors import StaleScreen
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.domain.updates import Field


@flow.press("words")
async def begin(turn: Turn) -> Shown:
    """Ask for each of her typed facts that is not there in the other language yet."""
    draft = await load(turn)
    draft.translating = next((locale for locale in LOCALES if locale != draft.words_locale), None)
    if draft.translating is None:
        raise StaleScreen
    known = draft.other_words.get(draft.translating, {})
    draft.other_words = {**draft.other_words, draft.translating: known}
    return await _ask(turn, draft)


@flow.step("words")
async def typed(turn: Turn) -> Shown:
    """One fact in the other language."""
    draft = await load(turn)
    wanted = _next(draft)
    if draft.translating is None or wanted is None:
        raise StaleScreen
    limit = LIMITS[wanted.kind]
    if turn.text and len(turn.text) <= limit:
        draft.other_words[draft.translating][wanted.name] = turn.text
    return await _ask(turn, draft)


async def _ask(turn: Turn, draft: Compose) -> Shown:
    wanted = _next(draft)
    if wanted is None:
        draft.translating = None
        return await preview.show(turn, draft)
    await keep(turn, draft, "words")
    return screen(
        "updates/words",
        (button(_("‹ Back to the preview"), "u.unword"),),
        prompt=wanted.prompt,
        words=str(draft.values[wanted.name]),
        language=draft.translating or "",
        limit=LIMITS[wanted.kind],
    )


@flow.press("unword")
async def leave(turn: Turn) -> Shown:
    """Leave her words in one language after all."""
    draft = await load(turn)
    if draft.translating:
        draft.other_words.pop(draft.translating, None)
    draft.translating = None
    return await preview.show(turn, draft)


def _next(draft: Compose) -> Field | None:
    done = draft.other_words.get(draft.translating or "", {})
    return next((given for given in draft.typed() if given.name not in done), None)
