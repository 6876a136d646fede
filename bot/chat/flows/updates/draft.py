"""The update a teacher is putting together."""

from dataclasses import dataclass, field

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.codec import dump_file, load_file
from bot.domain.errors import StaleScreen
from bot.domain.screens import FileRef
from bot.domain.shelf import SHELF
from bot.domain.updates import Field, FieldValue, UpdateTemplate
from bot.services.updates import NewUpdate

flow = Flow("updates", "u")


@dataclass(slots=True)
class Compose:
    """What is chosen and filled so far.

    `stamp` grows with every change: a button of an older preview is recognised by it. `asking` is the field whose value
    is awaited; `translating` the language in which typed fields are being added. `correcting` is the sent update whose
    words are being changed. `reminds`: whether the school's steps follow when a family does not answer. `pending` are
    typed words that seem to name a pupil, until the teacher says what is meant.
    """

    class_ids: list[int] = field(default_factory=list)
    template: str | None = None
    own_template_id: int | None = None
    values: dict[str, FieldValue] = field(default_factory=dict)
    other_words: dict[str, dict[str, str]] = field(default_factory=dict)
    words_locale: str = "id"
    file: dict[str, str | int | None] | None = None
    asking: str | None = None
    translating: str | None = None
    correcting: int | None = None
    single: bool = False
    reminds: bool = True
    stamp: int = 0
    pending: str | None = None

    @property
    def form(self) -> UpdateTemplate:
        """The chosen template; raises StaleScreen before one is chosen, or when it has been retired."""
        if self.template is None:
            raise StaleScreen
        return SHELF.get(self.template)

    @property
    def next_field(self) -> Field | None:
        """The first field that is neither filled nor skipped."""
        return next(iter(self.form.missing(self.values)), None)

    @property
    def attachment(self) -> FileRef | None:
        """The photo or document that goes with it."""
        return load_file(self.file) if self.file else None

    def attach(self, file: FileRef | None) -> None:
        """Add a photo or document, or take it away."""
        self.file = dump_file(file) if file else None

    def typed(self) -> list[Field]:
        """The fields that hold the teacher's own words."""
        return [given for given in self.form.fields if isinstance(self.values.get(given.name), str)]

    def as_new(self, urgent_reason: str | None = None) -> NewUpdate:
        """What the service takes."""
        return NewUpdate(
            class_ids=self.class_ids,
            template=self.form.key,
            values=self.values,
            words_locale=self.words_locale,
            other_words=self.other_words,
            file=self.attachment,
            own_template_id=self.own_template_id,
            urgent_reason=urgent_reason,
            reminds=self.reminds,
        )


async def load(turn: Turn) -> Compose:
    """The teacher's draft; raises NotAllowed for others and StaleScreen when there is none."""
    turn.staff()
    return await drafts.needed(turn, flow.name, Compose)


async def composing(turn: Turn) -> Compose:
    """The draft of a new update; raises StaleScreen where a sent one is being corrected, of which only facts change."""
    draft = await load(turn)
    if draft.correcting is not None:
        raise StaleScreen
    return draft


async def keep(turn: Turn, draft: Compose, step: str | None = None) -> None:
    """Keep the draft; older previews go stale, and so do those of earlier drafts: stamps go on from the clock."""
    draft.stamp = max(draft.stamp + 1, int(turn.now.timestamp()))
    await drafts.keep(turn, flow.name, draft, step)
