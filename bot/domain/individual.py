"""Individual updates: the templates about single pupils by topic, and what fills them from a pupil's own course."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.observations import STRENGTHS, Observation, ObservationKind
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
AWAY = frozenset({ObservationKind.ABSENT})
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

    `steps` suggests a next step (a key among the field's choices) for what was observed; else the first is suggested.
    """

    template: UpdateTemplate
    topic: Topic
    sources: Mapping[str, Kinds] = field(default_factory=dict)
    steps: Mapping[ObservationKind, str] = field(default_factory=dict)

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
        key = self.steps.get(last.kind) if last else None
        return faces[key] if key else next(iter(faces.values()), None)

    def lacking(self, values: Values) -> tuple[str, ...]:
        """The fields that a pupil's values leave open; what may be skipped is none."""
        return tuple(
            given.name for given in self.template.fields if not given.optional and values.get(given.name) is None
        )


def fits(occasion: Occasion, seen: Collection[Observation]) -> bool:
    """Whether a pupil's course has something for each field that is filled from it."""
    return all(any(one.kind in kinds for one in seen) for kinds in occasion.sources.values())
