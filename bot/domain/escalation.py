"""What follows when a family does not answer: the school's steps, and for one family the next thing to do.

A step is counted from the moment at which the family had the message. It is done at most once, and a step for which
nobody is there is passed over; the next one keeps its own time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from bot.domain.errors import InvalidValue
from bot.domain.text import Phrase, _, n_, p_

SHORTEST, LONGEST = 12, 14 * 24
"""Hours: sooner would be pressing, later would help nobody."""
DAY = 24
LINGER = timedelta(days=3)
"""How long a last reminder may wait for a good hour before nothing more follows."""


class StepKind(StrEnum):
    ASK = "ask"
    """A reminder to all guardians who have the message."""
    GUARDIAN = "guardian"
    """A reminder to the child's guardians who have not read it, where there is more than one."""
    CHANNEL = "channel"
    """A reminder to the first guardian in another chat of theirs."""
    CALL = "call"
    """No message helps any more: the family is on the teacher's list to be called."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done so many hours after the family had the message."""

    after_hours: int
    kind: StepKind

    @property
    def after(self) -> timedelta:
        """The same as a span of time."""
        return timedelta(hours=self.after_hours)


Plan = tuple[Step, ...]
"""Steps in their order; an empty one is: nothing follows."""


def plan_of(**hours: int) -> Plan:
    """A plan from hours by kind of step."""
    return checked([Step(after, StepKind(kind)) for kind, after in hours.items()])


def checked(steps: Sequence[Step]) -> Plan:
    """The steps in order of time; raises InvalidValue for two of a kind or of one time, a wait that is no good, or a
    message after the call."""
    plan = tuple(sorted(steps, key=lambda step: step.after_hours))
    if any(not SHORTEST <= step.after_hours <= LONGEST for step in plan):
        raise InvalidValue("escalation", "range")
    if len({step.kind for step in plan}) < len(plan):
        raise InvalidValue("escalation", "twice")
    if any(one.after_hours == other.after_hours for one, other in pairwise(plan)):
        raise InvalidValue("escalation", "order")
    if any(step.kind is StepKind.CALL for step in plan[:-1]):
        raise InvalidValue("escalation", "order")
    return plan


def with_wait(plan: Plan, kind: StepKind, days: int) -> Plan:
    """The plan with this step after so many days, or without it for 0; later kinds follow a day apart at least."""
    waits = {step.kind: step.after_hours for step in plan if step.kind is not kind}
    if days:
        waits[kind] = days * DAY
    steps: list[Step] = []
    for one in StepKind:
        if one in waits:
            earliest = steps[-1].after_hours + DAY if steps else 0
            steps.append(Step(min(max(waits[one], earliest), LONGEST - DAY * _after(one, waits)), one))
    return checked(steps)


def _after(kind: StepKind, waits: Mapping[StepKind, int]) -> int:
    order = list(StepKind)
    return sum(other in waits for other in order[order.index(kind) + 1 :])


PRESETS: Mapping[str, Plan] = {
    "gentle": plan_of(guardian=72, channel=96, call=144),
    "usual": plan_of(guardian=48, channel=72, call=96),
    "quick": plan_of(guardian=24, channel=36, call=48),
    "off": (),
}
"""What a school chooses from with one tap; `gentle` still ends within the week for which an update is current."""


FOR_MEETINGS = plan_of(ask=72, call=120)
"""What follows on silence about a meeting where the school has set nothing: asked once more, then called."""
_LEAVES = 0.75
"""Of the time before a meeting the part within which its steps are done: a call needs time, too."""
_BETWEEN = 6


def fitted(plan: Plan, room: timedelta) -> Plan:
    """The plan, its waits shortened so that all is done well before something that is so far ahead; steps for which
    there is no time are left out, the first ones first."""
    last = int(room / timedelta(hours=1) * _LEAVES)
    if not plan or plan[-1].after_hours <= last:
        return plan
    part = last / plan[-1].after_hours
    steps: list[Step] = []
    for step in reversed(plan):
        hours = min(int(step.after_hours * part), steps[0].after_hours - _BETWEEN if steps else last)
        if hours < SHORTEST:
            break
        steps.insert(0, Step(hours, step.kind))
    return tuple(steps)


def load_plan(raw: Sequence[Mapping[str, Any]] | None) -> Plan:
    """The plan that `dump_plan` wrote; nothing is no plan."""
    return tuple(Step(int(step["after_hours"]), StepKind(step["step"])) for step in raw or ())


def dump_plan(plan: Plan) -> list[dict[str, Any]]:
    """A plan as JSON."""
    return [{"after_hours": step.after_hours, "step": step.kind.value} for step in plan]


@dataclass(frozen=True, slots=True)
class Reader:
    """One guardian of the child. `got_at`: since when they have the message; `waits_until`: it waits for a better hour.

    `refuses`: said STOP, or consent is not given (any more); `reached`: has a chat that can be written to. `other_chat`
    is an account of theirs beside the one that has the message.
    """

    person_id: int
    got_at: datetime | None = None
    read: bool = False
    refuses: bool = False
    reached: bool = True
    other_chat: int | None = None
    waits_until: datetime | None = None

    @property
    def may_be_asked(self) -> bool:
        """Whether they may be reminded at all."""
        return self.reached and not self.refuses


@dataclass(frozen=True, slots=True)
class Family:
    """One child of an update, and its guardians. `settled`: answered, seen to, over, or the child has left."""

    sent_at: datetime
    readers: tuple[Reader, ...] = ()
    settled: bool = False

    @property
    def refuses(self) -> bool:
        """Whether all guardians asked not to be written to: then nobody presses them in another way."""
        return bool(self.readers) and all(reader.refuses for reader in self.readers)


class End(StrEnum):
    STOPPED = "stopped"
    LISTED = "listed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Move:
    """What happens now with one family: who is reminded (`elsewhere`: in the other chat), and what comes next."""

    step: int
    due_at: datetime
    remind: tuple[Reader, ...] = ()
    elsewhere: bool = False
    end: End | None = None


def next_move(plan: Plan, step: int, family: Family, now: datetime) -> Move:
    """What is to be done for a family whose step `step` (from 0) is looked at `now`."""
    here = Move(step, now)
    if family.settled or family.refuses or not plan:
        return replace(here, end=End.STOPPED)
    if step >= len(plan):
        return replace(here, end=End.ENDED)
    since, waits_until = _since(family, now)
    if waits_until is not None:
        return replace(here, due_at=waits_until)
    due = since + plan[step].after
    if due > now:
        return replace(here, due_at=due)
    if plan[step].kind is StepKind.CALL:
        return replace(here, end=End.LISTED)
    return _reminding(plan, step, family, since, now)


def _reminding(plan: Plan, step: int, family: Family, since: datetime, now: datetime) -> Move:
    people = to_remind(plan[step].kind, family.readers)
    elsewhere = plan[step].kind is StepKind.CHANNEL
    if step + 1 == len(plan):
        return Move(step + 1, now + LINGER, people, elsewhere)
    following = plan[step + 1].after
    due = since + following
    if people:  # whoever was reminded late has as long to answer as anybody
        due = max(due, now + following - plan[step].after)
    return Move(step + 1, due, people, elsewhere)


def to_remind(kind: StepKind, readers: Sequence[Reader]) -> tuple[Reader, ...]:
    """Whom a step reminds; nobody where it does not fit this family."""
    if kind is StepKind.ASK:
        return tuple(one for one in readers if one.may_be_asked and one.got_at is not None)
    if kind is StepKind.GUARDIAN:
        unread = [one for one in readers if one.may_be_asked and one.got_at is not None and not one.read]
        return tuple(unread) if len(readers) > 1 else ()
    if kind is StepKind.CHANNEL:
        first = _first(readers)
        return (first,) if first is not None and first.other_chat is not None else ()
    return ()


def _first(readers: Sequence[Reader]) -> Reader | None:
    """The guardian who had the message first, of those who may be asked."""
    asked = [one for one in readers if one.may_be_asked]
    order = sorted(asked, key=lambda one: one.person_id)
    with_it = [one for one in order if one.got_at is not None]
    return min(with_it, key=lambda one: (one.got_at, one.person_id)) if with_it else next(iter(order), None)


def _since(family: Family, now: datetime) -> tuple[datetime, datetime | None]:
    """From when a family's time counts; or until when its message waits for a better hour first.

    Whoever it never reached counts from the sending: somebody is to call them all the same.
    """
    got = [one.got_at for one in family.readers if one.got_at is not None]
    if got:
        return min(got), None
    waits = [one.waits_until for one in family.readers if one.waits_until is not None and one.waits_until > now]
    return family.sent_at, min(waits, default=None)


PRESET_NAMES: Mapping[str, Phrase] = {
    "gentle": p_("pace of reminders", "Gently"),
    "usual": p_("pace of reminders", "As usual"),
    "quick": p_("pace of reminders", "Quickly"),
    "off": p_("pace of reminders", "Off"),
}
STEP_NAMES: Mapping[StepKind, Phrase] = {
    StepKind.ASK: _("The family, once more"),
    StepKind.GUARDIAN: _("The other guardian"),
    StepKind.CHANNEL: _("The other chat"),
    StepKind.CALL: _("The list to call"),
}


def wait_phrase(hours: int) -> Phrase:
    """A wait in words: whole days where it is some."""
    if hours % DAY:
        return n_("%(count)s hour", "%(count)s hours", hours)
    return n_("%(count)s day", "%(count)s days", hours // DAY)


def step_phrase(step: Step) -> Phrase:
    """What a step does, and after how long."""
    wait = wait_phrase(step.after_hours)
    match step.kind:
        case StepKind.ASK:
            return _("after %(wait)s: a reminder to the family", wait=wait)
        case StepKind.GUARDIAN:
            return _("after %(wait)s: a reminder to the other guardian who has not read it", wait=wait)
        case StepKind.CHANNEL:
            return _("after %(wait)s: a reminder in the guardian's other chat, if there is one", wait=wait)
        case StepKind.CALL:
            return _("after %(wait)s: onto the teacher's list to call", wait=wait)
