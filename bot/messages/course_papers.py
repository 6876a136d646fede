"""A child's course for its family: as a picture that is readable on a phone, and its half-year on paper."""

from collections.abc import Iterator

from bot.domain.attendance import DayState
from bot.domain.courses import Course, Day, Said, Score
from bot.domain.mark_words import KINDS, amount, rounded, term_words
from bot.domain.progress import CourseReport
from bot.domain.subjects import Standing, beside, share
from bot.domain.text import Phrase, _, n_
from bot.messages.dates import day as written
from bot.messages.paper_data import lines_of
from bot.messages.typesetting import clean, clean_name, head_data, pdf, png
from bot.messages.voice import Voice

_STATES = {
    DayState.SICK: _("ill"),
    DayState.EXCUSED: _("excused"),
    DayState.UNEXPLAINED: _("no word yet"),
    DayState.LATE: _("came late"),
}
WIDE = 1080
"""So many pixels: a chat shows 400 of its points, and phones have up to three pixels for one."""


def course_png(report: CourseReport) -> bytes:
    """Where the child stands in each subject, and its days. Takes a quarter of a second."""
    voice, progress = Voice(report.reader, report.at), report.progress
    course, standings = progress.course, progress.standings
    line = _("hoped for: %(line)s", line=rounded(progress.line)) if progress.line is not None else None
    data = {
        "lang": voice.locale,
        "title": clean_name(course.name),
        "child": clean_name(course.name),
        "below-name": _said(voice, course.class_name, term_words(course.term)),
        "marks": [_mark(one, voice) for one in standings],
        "has-before": any(one.before for one in standings),
        "line": clean(voice.phrase(line)) if line else None,
        "words": {name: voice.phrase(face) for name, face in _WORDS.items()},
        "days": [{"name": voice.phrase(face), "count": str(count)} for face, count in _counted(course)],
        "foot": _said(voice, report.head.school, _("as of %(day)s", day=progress.today)),
    }
    return png("picture.typ", data, WIDE)


def course_pdf(report: CourseReport) -> bytes:
    """All of one half-year: marks, days, notes, and the next step."""
    voice, progress = Voice(report.reader, report.at), report.progress
    course = progress.course
    term = voice.phrase(term_words(course.term))
    data = {
        **head_data(report.head),
        "occasion": {"lang": voice.locale},
        "child": clean_name(course.name),
        "class": clean(course.class_name),
        "term": term[:1].upper() + term[1:],
        "day": written(progress.today, "letter", voice.locale),
        "line": None if progress.line is None else voice.say(rounded(progress.line)),
        "subjects": [
            {"subject": clean(one.subject), "scores": [_score(score, voice) for score in course.of(one.subject)]}
            for one in progress.standings
        ],
        "totals": [f"{count} {voice.phrase(face)}" for face, count in _missed(course)],
        "recorded": course.totals.recorded,
        "days": [_day(one, voice) for one in course.days],
        "notes": [_note(one, voice) for one in course.notes],
        "step": clean(voice.phrase(progress.step)),
    }
    return pdf("course.typ", data)


_WORDS = {"now": _("now"), "before": _("before"), "attendance": _("Attendance")}


def _said(voice: Voice, *parts: Phrase | str) -> str:
    return " · ".join(said for part in parts if (said := clean(voice.phrase(part))))


def _mark(one: Standing, voice: Voice) -> dict[str, object]:
    score = one.score
    return {
        "subject": clean(one.subject),
        "score": voice.say(amount(score)) if score else "–",
        "said": [clean(voice.phrase(part)) for part in beside(one)],
        "moved": one.moved.value,
        "scaled": score is not None,
        "below": bool(score and score.below),
        "now": share(score) / 100 if score else None,
        "before": share(one.before) / 100 if one.before else None,
        "line": score.line / score.best if score and score.line is not None else None,
    }


def _counted(course: Course) -> Iterator[tuple[Phrase, int]]:
    """How the days add up, with those on which the child was there where nothing else is known."""
    missed = list(_missed(course))
    if missed:
        yield from missed
    elif course.totals.recorded:
        yield (
            n_("school day, always present", "school days, always present", course.totals.recorded),
            (course.totals.recorded),
        )


def _missed(course: Course) -> Iterator[tuple[Phrase, int]]:
    totals = course.totals
    counted = (
        (n_("day ill", "days ill", totals.sick), totals.sick),
        (n_("day excused", "days excused", totals.excused), totals.excused),
        (n_("day without a word yet", "days without a word yet", totals.unexplained), totals.unexplained),
        (n_("time late", "times late", totals.late), totals.late),
    )
    yield from ((face, count) for face, count in counted if count)


def _score(score: Score, voice: Voice) -> dict[str, object]:
    title = f" “{score.title}”" if score.title else ""
    on = f", {voice.day(score.on)}" if score.on else ""
    return {
        "name": clean(f"{voice.phrase(KINDS[score.kind])}{title}{on}"),
        "score": voice.say(amount(score)),
        "missing": score.missing,
        "below": score.below,
        "earlier": score.earlier,
    }


def _day(one: Day, voice: Voice) -> str:
    note = f" ({one.note})" if one.note else ""
    return clean(f"{voice.date(one.day)}: {voice.phrase(_STATES[one.state])}{note}")


def _note(one: Said, voice: Voice) -> dict[str, object]:
    return {"lines": lines_of(one.text), "author": clean(one.author), "day": voice.day(one.at)}
