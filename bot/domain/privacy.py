"""What a guardian may ask about the family's data: how long things take, and why something is kept all the same."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum

from bot.domain.retention import Retention, Term
from bot.domain.text import Phrase, _

PROMISE = timedelta(hours=72)
"""By when a person must have decided: three times 24 hours, UU PDP 27/2022, articles 6–8 with 30–33."""
GRACE = timedelta(hours=24)
"""How long an erasure can be taken back."""
GONE = "—"
"""What stands where a name was."""
WORDS_LIMIT = 500
"""Characters of what is to be corrected."""

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Reason(StrEnum):
    """Why something is kept although its erasure was asked for."""

    ROSTER = "roster"
    RECORD = "record"
    PROOF = "proof"
    WORKS = "works"
    OPEN = "open"
    SHARED = "shared"
    SAFETY = "safety"
    LEAVING = "leaving"


REASONS: Mapping[Reason, Phrase] = {
    Reason.ROSTER: _("The school must know who the parents of its pupils are."),
    Reason.RECORD: _("It belongs to the child's school record, which the school must keep."),
    Reason.PROOF: _("It proves what was agreed, asked and done."),
    Reason.WORKS: _("You work at the school."),
    Reason.OPEN: _("The matter is still open; it is erased once it is closed."),
    Reason.SHARED: _("It concerns another guardian of the child as well."),
    Reason.SAFETY: _("A message was handed to the administrator because of its tone."),
    Reason.LEAVING: _("It is being sent at this moment; it is erased right after."),
}


_AS_PROOF = (Term.CONSENTS, Term.REQUESTS, Term.ACCESSES)


def kept_until(reason: Reason, rule: Retention) -> Phrase | None:
    """How long what is kept for a reason; None where the reason says it itself."""
    if reason in (Reason.ROSTER, Reason.RECORD, Reason.SHARED):
        months = rule.months[Term.PUPILS]
        return _("until %(months)s months after the child has left the school", months=months)
    if reason is Reason.PROOF:
        return _("for %(months)s months at most", months=max(rule.months[term] for term in _AS_PROOF))
    if reason is Reason.SAFETY:
        return _("for %(months)s months at most", months=rule.months[Term.LOG])
    return None


class Field(StrEnum):
    """What a guardian can have corrected."""

    NAME = "name"
    PHONE = "phone"
    CHILD = "child"
    OTHER = "other"


FIELDS: Mapping[Field, Phrase] = {
    Field.NAME: _("My name"),
    Field.PHONE: _("My phone number"),
    Field.CHILD: _("The child's name"),
    Field.OTHER: _("Something else"),
}


def new_receipt(choose: Callable[[str], str] = secrets.choice) -> str:
    """A number to ask after a request by: `D-7K3M-X9QA`, which says nothing of anybody."""
    drawn = "".join(choose(_ALPHABET) for _number in range(8))
    return f"D-{drawn[:4]}-{drawn[4:]}"
