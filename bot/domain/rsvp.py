"""What a family answers to an invitation: coming, coming with somebody, or not; and with whom.

With whom is kept as a key of `COMPANY`, so that each reader hears it in the own language, or as it was typed.
"""

from collections.abc import Mapping

from bot.domain.text import Label, Phrase, _, p_
from bot.domain.updates import COMING, RSVP

COMES, WITH, CANNOT = COMING[0].key, RSVP[1].key, COMING[1].key
YES = (COMES, WITH)
"""The answers that count as coming."""

COMPANY: Mapping[str, Phrase] = {
    "father": p_("who comes along", "the child's father"),
    "mother": p_("who comes along", "the child's mother"),
    "grandparent": p_("who comes along", "a grandparent"),
    "relative": p_("who comes along", "a brother, a sister or another relative"),
}
"""Common company, to be tapped. Relations alone: who the other guardian is, is nobody's to tell here."""

COMPANY_LIMIT = 60
"""Characters of a typed company."""


def company(said: str) -> Label:
    """With whom they come, in words."""
    return COMPANY.get(said, said)


def coming_with(said: str) -> Phrase:
    """The whole answer, in words."""
    return _("We will come with %(company)s", company=company(said))
