"""How marks are called where parents read them: no abbreviation, and numbers in their own unit."""

from collections.abc import Mapping

from bot.domain.courses import Score
from bot.domain.marks import BEST, MarkKind
from bot.domain.text import Phrase, Value, _

KINDS: Mapping[MarkKind, Phrase] = {
    MarkKind.TASK: _("Task"),
    MarkKind.FORMATIVE: _("Exercise in class"),
    MarkKind.SCOPE: _("Test on a topic"),
    MarkKind.MIDTERM: _("Mid-term test"),
    MarkKind.ENDTERM: _("End-of-term test"),
    MarkKind.FINAL: _("Report card mark"),
}
"""What kind of assessment it is, in a parent's words."""

DONE_AT_HOME = frozenset({MarkKind.TASK, MarkKind.FORMATIVE})
"""These are handed in; the others are taken."""

LONGEST_GOAL = 90
"""A learning objective is cut to so many characters where it stands inside a sentence."""


def term_words(term: str) -> Phrase:
    """A half of the school year: *semester ganjil 2026/2027*."""
    year = f"{term[:4]}/{int(term[:4]) + 1}"
    if term[4:] == "1":
        return _("first half of %(year)s", year=year)
    return _("second half of %(year)s", year=year)


def amount(score: Score) -> Value | Phrase:
    """The mark as a number; “8 out of 10” where the best one is not 100. None where there is none."""
    if score.score is None or score.best == BEST:
        return rounded(score.score)
    return _("%(score)s out of %(best)s", score=rounded(score.score), best=rounded(score.best))


def rounded(number: float | None) -> float | int | None:
    """A number as one writes it: at most two places, none where they say nothing."""
    if number is None:
        return None
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def brief(objective: str) -> str:
    """A learning objective for the middle of a sentence: without *Peserta didik mampu …*, cut between two words."""
    text = " ".join(objective.split()).rstrip(" .;,")
    for opening in ("peserta didik ", "murid ", "siswa ", "mampu ", "dapat "):
        if text.casefold().startswith(opening):
            text = text[len(opening) :]
    if text[1:2].islower():
        text = text[0].lower() + text[1:]
    if len(text) <= LONGEST_GOAL:
        return text
    return text[: LONGEST_GOAL - 1].rsplit(" ", 1)[0].rstrip(" .;,") + "…"
