"""The one policy for leaving the house: may this message go to this person now?

Asked when a message is planned (to tell its author) and again when it is about to leave (for things change in between).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.delivery import Reason
from bot.domain.quiet import QuietRule


class Weight(StrEnum):
    """What kind of message it is, for the policy.

    ANSWER: part of a conversation the person began. BOOKED: a reminder of what the family itself booked.
    ROUTINE: unasked, counted against the family's cap. URGENT: cannot wait; its author gave a
    reason, or the school's rule is one.
    """

    ANSWER = "answer"
    BOOKED = "booked"
    ROUTINE = "routine"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the policy needs to know of a person.

    `confirmed` is whether the homeroom teacher has confirmed the link. `cap_opens` is when the family's cap next has
    room (None: it has room now).
    """

    linked: bool = True
    blocked: bool = False
    stopped: bool = False
    consent: bool = True
    confirmed: bool = True
    cap_opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """It may leave now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now, but at `until` (aware UTC) it may be asked again."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refuse:
    """It may not leave at all."""

    reason: Reason


Verdict = Go | Wait | Refuse


def may_send(standing: Standing, weight: Weight, now: datetime, rule: QuietRule, *, personal: bool = False) -> Verdict:
    """Decide by consent, link, quiet hours, holidays and the family's cap, in this order.

    `personal` says that the message is about one child rather than a whole class.
    """
    if refusal := _refusal(standing, weight, personal):
        return Refuse(refusal)
    if weight in (Weight.ANSWER, Weight.URGENT):
        return Go()
    if reason := rule.reason(now):
        return Wait(rule.next_good(now), reason)
    if weight is Weight.ROUTINE and standing.cap_opens and standing.cap_opens > now:
        return Wait(rule.next_good(standing.cap_opens), Reason.FAMILY_CAP)
    return Go()


def _refusal(standing: Standing, weight: Weight, personal: bool) -> Reason | None:
    if not standing.linked:
        return Reason.NOT_LINKED
    if standing.blocked:
        return Reason.BLOCKED
    if weight is Weight.ANSWER:
        return None
    if standing.stopped:
        return Reason.STOPPED
    if not standing.consent:
        return Reason.NO_CONSENT
    if personal and not standing.confirmed:
        return Reason.PROVISIONAL
    return None
