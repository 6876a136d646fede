"""The individual updates that are being put together."""

from dataclasses import dataclass, field
from typing import Any

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import NotFound, StaleScreen
from bot.domain.individual import Occasion, Topic
from bot.domain.shelf import SHELF
from bot.domain.shelves.progress import OCCASIONS
from bot.domain.updates import Field, FieldValue
from bot.services.progress import individual
from bot.services.progress.individual import Candidate

flow = Flow("individual", "iu")
PAGE = 6
"""Pupils on one screen: each with what is said of it, readable on a small phone."""
_BY_KEY = {occasion.key: occasion for occasion in OCCASIONS}


@dataclass(slots=True)
class Several:
    """What is chosen and filled so far.

    `values` has by pupil (as text, for it is kept as JSON) what is said of this one. `asking` is the field that is
    awaited, `about` the pupil for whom alone (None: for all). `pending` are typed words of which the teacher is asked
    whether they name a pupil. `pages` of the list and the `examples` have been seen in the shape of `stamp`.
    `correcting` is the sent update of which one pupil's part is being changed.
    """

    template: str | None = None
    class_id: int | None = None
    chosen: list[int] = field(default_factory=list)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    asking: str | None = None
    about: int | None = None
    pending: str | None = None
    pages: list[int] = field(default_factory=list)
    examples: bool = False
    words_locale: str = "id"
    correcting: int | None = None
    stamp: int = 0

    @property
    def occasion(self) -> Occasion:
        """The chosen template; raises StaleScreen before one is chosen."""
        return occasion_of(self.template or "")

    @property
    def of_class(self) -> int:
        """The chosen class; raises StaleScreen before one is chosen."""
        if self.class_id is None:
            raise StaleScreen
        return self.class_id

    def of(self, pupil_id: int) -> dict[str, FieldValue]:
        """What is said of a pupil; raises StaleScreen for one who is not chosen."""
        if pupil_id not in self.chosen:
            raise StaleScreen
        return self.values.get(str(pupil_id), {})

    def say(self, pupils: list[int], name: str, value: FieldValue) -> None:
        """Fill a field for these pupils."""
        for pupil in pupils:
            self.values[str(pupil)] = {**self.of(pupil), name: value}

    def common(self) -> Field | None:
        """The next field that is the same for all and not filled yet."""
        occasion = self.occasion
        for given in occasion.template.fields:
            if given.name not in occasion.sources and all(given.name not in self.of(pupil) for pupil in self.chosen):
                return given
        return None

    def lacking(self) -> list[int]:
        """The chosen pupils of whom something is still to be said."""
        return [pupil for pupil in self.chosen if self.occasion.lacking(self.of(pupil))]

    @property
    def all_pages(self) -> range:
        """The pages of the whole list."""
        return range(-(-len(self.chosen) // PAGE))

    @property
    def looked_through(self) -> bool:
        """Whether the teacher has seen three examples and the whole list, as they are now."""
        return self.examples and set(self.all_pages) <= set(self.pages)


def own_occasion(key: str) -> Occasion:
    """A template that this flow sends; raises StaleScreen for any other."""
    if key not in _BY_KEY:
        raise StaleScreen
    return _BY_KEY[key]


def occasion_of(key: str) -> Occasion:
    """The template about single pupils; one that a flow of its own sends is filled by hand. Raises StaleScreen where
    there is none."""
    if key in _BY_KEY:
        return _BY_KEY[key]
    if key not in SHELF or not SHELF.get(key).personal:
        raise StaleScreen
    return Occasion(SHELF.get(key), Topic.LEARNING)


async def load(turn: Turn) -> Several:
    """The teacher's draft; raises NotAllowed for others and StaleScreen when there is none."""
    turn.staff()
    return await drafts.needed(turn, flow.name, Several)


async def composing(turn: Turn) -> Several:
    """The draft of a new one; raises StaleScreen where one pupil's part of a sent one is being changed."""
    draft = await load(turn)
    if draft.correcting is not None:
        raise StaleScreen
    return draft


async def keep(turn: Turn, draft: Several, step: str | None = None) -> None:
    """Keep the draft as it is."""
    await drafts.keep(turn, flow.name, draft, step)


def changed(turn: Turn, draft: Several) -> None:
    """What was seen before is no more what would be sent; older buttons go stale."""
    draft.pages, draft.examples = [], False
    draft.stamp = max(draft.stamp + 1, int(turn.now.timestamp()))


async def candidates(turn: Turn, draft: Several) -> dict[int, Candidate]:
    """The pupils of the chosen class; raises NotAllowed when it is hers no more."""
    found = await individual.candidates(turn.session, turn.staff(), draft.of_class, turn.now)
    return {one.pupil_id: one for one in found}


async def still(turn: Turn, draft: Several) -> dict[int, Candidate]:
    """The chosen pupils as they are now; who has left the class is taken out. Raises NotFound when nobody is left."""
    there = await candidates(turn, draft)
    if gone := [pupil for pupil in draft.chosen if pupil not in there]:
        draft.chosen = [pupil for pupil in draft.chosen if pupil in there]
        draft.values = {pupil: said for pupil, said in draft.values.items() if int(pupil) not in gone}
        changed(turn, draft)
    if not draft.chosen:
        raise NotFound("pupil")
    return {pupil: there[pupil] for pupil in draft.chosen}
