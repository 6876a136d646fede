"""How a template about single pupils is declared; `progress.py` has them all."""

from collections.abc import Mapping, Sequence

from bot.domain.individual import Kinds, Occasion, Topic
from bot.domain.observations import ObservationKind
from bot.domain.shelves.common import Choices
from bot.domain.text import Phrase, _
from bot.domain.updates import Field, FieldKind, QuickAnswer, UpdateTemplate

FOLDER = "progress"


def line(name: str, prompt: Phrase, choices: Choices = ()) -> Field:
    return Field(name, FieldKind.LINE, prompt, choices=choices)


def fact(prompt: Phrase) -> Field:
    """A clause about the child: from its course, or in the teacher's words."""
    return line("fact", prompt)


STRENGTH = line("strength", _("What is going well?"))
IMPROVE = line("improve", _("What could become better?"))


def about(
    key: str,
    topic: Topic,
    title: Phrase,
    *fields: Field,
    answers: tuple[QuickAnswer, ...] = (),
    by: Mapping[ObservationKind, Sequence[str]] | None = None,
    usual: str = "",
    **sources: Kinds,
) -> Occasion:
    """A personal template; `sources` names the observations that fill a field, `by` the next steps that fit
    them, `usual` the next step where nothing was observed."""
    sealed = topic is Topic.CONCERN
    form = UpdateTemplate(key, None, title, fields, answers, folder=FOLDER, personal=True, sealed=sealed)
    return Occasion(form, topic, sources, by or {}, usual)
