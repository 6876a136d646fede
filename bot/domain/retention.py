"""How long what is kept: months by noun. The school says; what it does not say is as usual, for the reason given here.

Sources of the usual values: UU PDP 27/2022, articles 16 (2) g and 43–44, asks for an end that fits the purpose and
names none; two school years let a family and a teacher look back on the one before.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.errors import InvalidValue
from bot.domain.text import Phrase, _, p_

LONGEST = 240
"""Months: twenty years; whoever needs more keeps it in the school's archive and not in a chat's log."""


class Term(StrEnum):
    """Nouns with an end of their own, in the order in which they are shown."""

    WORDS = "words"
    LOG = "log"
    ABSENCES = "absences"
    NOTES = "notes"
    MEETINGS = "meetings"
    CALLS = "calls"
    CONCERNS = "concerns"
    COMPLAINTS = "complaints"
    PUPILS = "pupils"
    CONSENTS = "consents"
    REQUESTS = "requests"
    ACCESSES = "accesses"
    STRANGERS = "strangers"


USUAL: Mapping[Term, int] = {
    Term.WORDS: 24,
    Term.LOG: 60,
    Term.ABSENCES: 12,
    Term.NOTES: 24,
    Term.MEETINGS: 24,
    Term.CALLS: 12,
    Term.CONCERNS: 24,
    Term.COMPLAINTS: 24,
    Term.PUPILS: 12,
    Term.CONSENTS: 24,
    Term.REQUESTS: 24,
    Term.ACCESSES: 36,
    Term.STRANGERS: 6,
}

NAMES: Mapping[Term, Phrase] = {
    Term.WORDS: p_("kept", "messages, questions and answers"),
    Term.LOG: p_("kept", "that something was said, without its words"),
    Term.ABSENCES: p_("kept", "words and photos of absence notes"),
    Term.NOTES: p_("kept", "teachers' notes and sentences of the week"),
    Term.MEETINGS: p_("kept", "what came of meetings"),
    Term.CALLS: p_("kept", "phone calls"),
    Term.CONCERNS: p_("kept", "concerns, once they are closed"),
    Term.COMPLAINTS: p_("kept", "reports, once they are answered"),
    Term.PUPILS: p_("kept", "pupils and their families, once the child has left the school"),
    Term.CONSENTS: p_("kept", "consent, once it is withdrawn"),
    Term.REQUESTS: p_("kept", "requests about data and for access"),
    Term.ACCESSES: p_("kept", "who looked at what"),
    Term.STRANGERS: p_("kept", "chats that belong to nobody, since they last wrote"),
}

WHY: Mapping[Term, Phrase] = {
    Term.WORDS: _("This school year and the one before can be looked up."),
    Term.LOG: _("The school can show that it informed a family, also in later years."),
    Term.ABSENCES: _("They are needed until the report card; what remains is the day itself."),
    Term.NOTES: _("The next homeroom teacher can build on them."),
    Term.MEETINGS: _("The next meeting can follow up on the last one."),
    Term.CALLS: _("They are needed within a school year."),
    Term.CONCERNS: _("If it comes back, the school knows what helped."),
    Term.COMPLAINTS: _("If it is repeated, the school knows."),
    Term.PUPILS: _("Certificates and moving to another school may still need them."),
    Term.CONSENTS: _("It proves what was agreed to, and until when."),
    Term.REQUESTS: _("The receipt can be looked up."),
    Term.ACCESSES: _("A family can still ask who saw its data, and an inspection can look."),
    Term.STRANGERS: _("Whoever never had a code need not be remembered."),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """A school's months by noun."""

    months: Mapping[Term, int]

    def before(self, term: Term, now: datetime) -> datetime:
        """What is older than this has had its time; `now` is aware."""
        return months_ago(now, self.months[term])


def load_retention(raw: Mapping[str, Any] | None) -> Retention:
    """The rule as `School.retention` keeps it; None: all as usual."""
    kept = raw or {}
    return Retention({term: kept.get(term.value, usual) for term, usual in USUAL.items()})


def dump_retention(rule: Retention) -> dict[str, int] | None:
    """What the school says itself; None where all is as usual."""
    return {term.value: months for term, months in rule.months.items() if months != USUAL[term]} or None


def with_months(rule: Retention, term: Term, months: int) -> Retention:
    """The rule with another end; raises InvalidValue: also where the words would outlive the log they stand in."""
    changed = Retention({**rule.months, term: months})
    if not 1 <= months <= LONGEST or changed.months[Term.LOG] < changed.months[Term.WORDS]:
        raise InvalidValue("retention", "range")
    return changed


def months_ago(now: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier, or the last day of that month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=years, month=month + 1, day=min(now.day, monthrange(years, month + 1)[1]))
