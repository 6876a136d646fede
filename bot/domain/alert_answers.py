"""How a family answers what the bot asked by itself, with one tap; and the sentence that the teacher reads then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.alerts import AlertKind
from bot.domain.text import Phrase, _, p_


@dataclass(frozen=True, slots=True)
class Reply:
    """One tap. `said` is the sentence in the family's name; with `asks` the teacher's reply is waited for.

    A sentence may have a place for the `subject` it is about.
    """

    key: str
    face: Phrase
    said: Phrase
    asks: bool = False

    def sentence(self, subject: str) -> Phrase:
        """What the teacher reads."""
        return replace(self.said, values={"subject": subject})


REPLIES: Mapping[AlertKind, tuple[Reply, ...]] = {
    AlertKind.NOT_YET: (
        Reply("sick", p_("answer of a family", "Is ill"), _("My child is ill today.")),
        Reply("leave", p_("answer of a family", "Has leave"), _("My child is excused from school today.")),
        Reply("coming", p_("answer of a family", "On the way"), _("My child is on the way to school.")),
        Reply(
            "left",
            p_("answer of a family", "Left as usual"),
            _("My child left for school this morning. Please look whether all is well."),
            asks=True,
        ),
    ),
    AlertKind.MISSING: (
        Reply("will", p_("answer of a family", "We will see to it"), _("%(subject)s: we will see to it.", subject="")),
        Reply(
            "help",
            p_("answer of a family", "We need help"),
            _("%(subject)s: my child finds it hard to hand this in. May we ask for advice?", subject=""),
            asks=True,
        ),
    ),
    AlertKind.BELOW: (
        Reply(
            "will", p_("answer of a family", "We practise together"), _("%(subject)s: we will practise.", subject="")
        ),
        Reply(
            "talk",
            p_("answer of a family", "We would like to talk"),
            _("%(subject)s: we would like to talk about how to help at home.", subject=""),
            asks=True,
        ),
    ),
    AlertKind.TOTAL: (
        Reply("noted", p_("answer of a family", "Thank you, noted"), _("Thank you, we have noted the days.")),
        Reply(
            "talk",
            p_("answer of a family", "We would like to talk"),
            _("We would like to talk about the days our child was not at school."),
            asks=True,
        ),
    ),
}
SEVERAL: tuple[Reply, ...] = (
    Reply("noted", p_("answer of a family", "Thank you, noted"), _("Thank you, we will talk about it at home.")),
    Reply(
        "talk",
        p_("answer of a family", "We would like to talk"),
        _("We would like to talk about how to help at home."),
        asks=True,
    ),
)
"""Below a message that tells of more than one thing."""


def replies(kind: AlertKind, *, several: bool) -> tuple[Reply, ...]:
    """What is offered below a message."""
    return SEVERAL if several and kind is not AlertKind.NOT_YET else REPLIES[kind]
