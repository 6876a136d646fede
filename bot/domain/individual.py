"""Individual updates: the templates about single pupils by topic, and what fills them from a pupil's own course."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.observations import STRENGTHS, Observation, ObservationKind
from bot.domain.sentences import one_of
from bot.domain.text import Phrase, _
from bot.domain.updates import FieldValue, UpdateTemplate, Values

Kinds = frozenset[ObservationKind]
GOOD: Kinds = STRENGTHS
MARKS = frozenset(
    {
        ObservationKind.IMPROVED,
        ObservationKind.STRONG,
        ObservationKind.STEADY,
        ObservationKind.DROPPED,
        ObservationKind.BELOW,
    }
)
"""What says where a mark stands."""
HARD = frozenset({ObservationKind.DROPPED, ObservationKind.BELOW, ObservationKind.OPEN})
"""What is hard in a subject at present."""
OWED = frozenset({ObservationKind.MISSING})
NO_WORD = frozenset({ObservationKind.ABSENT})
SICK = frozenset({ObservationKind.SICK})
EXCUSED = frozenset({ObservationKind.EXCUSED})
AWAY = frozenset({ObservationKind.AWAY})
LATE = frozenset({ObservationKind.LATE})
TO_IMPROVE = HARD | OWED | LATE


class Topic(StrEnum):
    """Where a teacher finds a template about single pupils."""

    GOOD = "good"
    LEARNING = "learning"
    TASKS = "tasks"
    ATTENDANCE = "attendance"
    CONCERN = "concern"
    TERM = "term"


TOPICS: Mapping[Topic, Phrase] = {
    Topic.GOOD: _("Good news about a pupil"),
    Topic.LEARNING: _("Learning and marks"),
    Topic.TASKS: _("Missing work"),
    Topic.ATTENDANCE: _("Absence and lateness"),
    Topic.CONCERN: _("Concern, and a talk"),
    Topic.TERM: _("Half-way and end of term"),
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A template about single pupils: its topic, and by field which observations of the pupil's course can fill it.

    `steps` has the next steps (keys among the field's choices) that fit what was observed; which of them is suggested
    follows from what is said, so that not all families get the same. Else it is `usual`, or the first.
    """

    template: UpdateTemplate
    topic: Topic
    sources: Mapping[str, Kinds] = field(default_factory=dict)
    steps: Mapping[ObservationKind, Sequence[str]] = field(default_factory=dict)
    usual: str = ""

    @property
    def key(self) -> str:
        """The template's key."""
        return self.template.key

    def prefilled(self, seen: Sequence[Observation]) -> dict[str, FieldValue]:
        """What a pupil's course fills by itself: of each field's kinds the heaviest, none of them twice."""
        used: dict[str, Observation] = {}
        for name, kinds in self.sources.items():
            free = (one for one in seen if one.kind in kinds and one not in used.values())
            if (best := next(free, None)) is not None:
                used[name] = best
        values: dict[str, FieldValue] = {name: one.fact for name, one in used.items()}
        if step := self._step(used):
            values["step"] = step
        return values

    def _step(self, used: Mapping[str, Observation]) -> Phrase | None:
        """The next step that follows from what is to be improved."""
        if "step" not in {given.name for given in self.template.fields}:
            return None
        faces = dict(self.template.field("step").choices)
        last = next((one for name, one in reversed(list(used.items())) if name in self.sources), None)
        fitting = self.steps.get(last.kind, ()) if last else ()
        if last and fitting:
            return faces[one_of(fitting, last.fact)]
        return faces.get(self.usual) or next(iter(faces.values()), None)

    def lacking(self, values: Values) -> tuple[str, ...]:
        """The fields that a pupil's values leave open; what may be skipped is none."""
        return tuple(
            given.name for given in self.template.fields if not given.optional and values.get(given.name) is None
        )


def fits(occasion: Occasion, seen: Collection[Observation]) -> bool:
    """Whether a pupil's course has something for each field that is filled from it."""
    return all(any(one.kind in kinds for one in seen) for kinds in occasion.sources.values())
