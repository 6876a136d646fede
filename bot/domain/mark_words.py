"""What assessments are called to people: kinds in a parent's words, and a single one by its title."""

from collections.abc import Mapping

from bot.domain.marks import MarkKind, term_days
from bot.domain.text import Label, Phrase, _

KINDS: Mapping[MarkKind, Phrase] = {
    MarkKind.TASK: _("Task"),
    MarkKind.FORMATIVE: _("Practice mark"),
    MarkKind.SCOPE: _("Test of a topic"),
    MarkKind.MIDTERM: _("Midterm test"),
    MarkKind.ENDTERM: _("End-of-term test"),
    MarkKind.FINAL: _("Report card mark"),
}


def assessment_words(kind: MarkKind, title: str) -> Label:
    """One assessment: its kind, and its title where the sheet has one."""
    return _("%(kind)s (%(title)s)", kind=KINDS[kind], title=title) if title else KINDS[kind]


def term_words(term: str) -> Phrase:
    """A half of the school year: `20261` → semester ganjil 2026/2027."""
    year = f"{term[:4]}/{int(term[:4]) + 1}"
    if term_days(term)[0].month == 1:
        return _("second half of %(year)s", year=year)
    return _("first half of %(year)s", year=year)
