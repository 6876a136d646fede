"""What an idea is called, and what it says of whom it is for."""

from collections.abc import Mapping

from bot.domain.reflection import Idea, Suggestion
from bot.domain.text import Phrase, _, n_

FACES: Mapping[Idea, Phrase] = {
    Idea.ANSWER: _("Answer what waits"),
    Idea.GREET: _("Send good news"),
    Idea.IMPROVED: _("Tell what has improved"),
    Idea.EFFORT: _("Send a kind word"),
    Idea.ROUND: _("This week's round"),
    Idea.THANKS: _("Thank the class"),
}


def said(one: Suggestion) -> Phrase:
    """An idea in one sentence."""
    count = one.count
    match one.idea:
        case Idea.ANSWER:
            return n_("%(count)s question waits for your answer.", "%(count)s questions wait for your answer.", count)
        case Idea.GREET:
            return n_(
                "Good news for %(count)s family that has heard nothing of its child for long.",
                "Good news for %(count)s families that have heard nothing of their child for long.",
                count,
            )
        case Idea.IMPROVED:
            return n_(
                "The work of %(count)s pupil has improved: the message to the family is ready.",
                "The work of %(count)s pupils has improved: the messages to their families are ready.",
                count,
            )
        case Idea.EFFORT:
            return n_(
                "A kind word about the effort of %(count)s pupil: one tap says which.",
                "A kind word about the effort of %(count)s pupils: one tap says which.",
                count,
            )
        case Idea.ROUND:
            return _("The weekly round: a sentence for a few pupils, in two minutes.")
        case Idea.THANKS:
            return _("A thank-you to all families of the class.")
