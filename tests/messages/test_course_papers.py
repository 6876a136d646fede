"""A child's course as a picture and as a paper: in every language, with whatever names, as wide as a phone needs."""

import struct
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.domain.attendance import DayState, Totals
from bot.domain.courses import Course, Day, Said, Score
from bot.domain.courtesy import LOCALES, Reader
from bot.domain.marks import MarkKind
from bot.domain.progress import CourseReport, Progress
from bot.messages.course_papers import WIDE, course_pdf, course_png
from tests.messages.test_letters import HEAD
from tests.messages.test_meeting_papers import HOSTILE

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
DAYS = tuple(Day(date(2026, 8, 3) + timedelta(days=7 * week), DayState.SICK, "demam") for week in range(16))


def mark(subject: str, score: float | None, *, title: str = "TP 1", line: float | None = 75.0) -> Score:
    kind = MarkKind.SCOPE if score is not None else MarkKind.TASK
    return Score(1, subject, kind, title, score, score is None, 100.0, line, date(2026, 9, 1), NOW)


SCORES = (mark("Matematika", 72.0), mark("Matematika", 81.5, title="TP 2"), mark("Kimia", 60.0), mark("Sejarah", None))
COURSE = Course(1, "Bunga Lestari", "X-1", "20261", SCORES, Totals(sick=2, late=1, recorded=60), DAYS[:2])


def report(course: Course, locale: str = "id", line: float | None = 75.0) -> CourseReport:
    return CourseReport(HEAD, Progress(course, NOW.date(), line), Reader(locale, "Asia/Jakarta"), NOW)


def size(picture: bytes) -> tuple[int, int]:
    """Width and height, as a PNG says them."""
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def read(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_in_every_language(locale: str) -> None:
    words = {
        "id": ("Semester ganjil 2026/2027", "belum mencapai harapan", "belum dikerjakan", "2 hari sakit", "81,5"),
        "en": ("First half of 2026/2027", "not yet as hoped for", "not handed in", "2 days ill", "81.5"),
    }[locale]
    text = read(course_pdf(report(COURSE, locale)))
    for word in words:
        assert word in text
    assert size(course_png(report(COURSE, locale)))[0] == WIDE


def test_eighteen_subjects_of_a_school_without_a_line_are_not_too_long_for_a_phone() -> None:
    names = [f"Pendidikan Jasmani, Olahraga, dan Kesehatan {number}" for number in range(18)]
    scores = tuple(mark(name, score, line=None) for name in names for score in (70.0, 80.0))
    width, height = size(course_png(report(replace(COURSE, scores=scores), line=None)))
    assert width == WIDE
    assert height < 3 * width


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_somebody_is_called_nothing_is_markup_and_nothing_breaks(name: str) -> None:
    course = replace(
        COURSE,
        name=name,
        class_name=name[:60],
        scores=(mark(name[:120], 80.0, title=name[:120]), mark(name[:120], None, title=name[:120])),
        notes=(Said(name * 3, name, NOW),),
        days=(Day(NOW.date(), DayState.UNEXPLAINED, name[:300]),),
    )
    assert size(course_png(report(course)))[0] == WIDE
    assert "PERKEMBANGAN BELAJAR" in read(course_pdf(report(course)))


def test_many_marks_of_one_subject_and_many_days_go_over_pages() -> None:
    scores = tuple(mark("Matematika", 60.0 + number / 4, title=f"TP {number}") for number in range(90))
    text = read(course_pdf(report(replace(COURSE, scores=scores, days=DAYS))))
    assert "TP 0" in text
    assert "TP 89" in text
    assert "halaman 3 dari" in text


def test_marks_or_days_alone_are_enough() -> None:
    days = replace(COURSE, scores=())
    marks = replace(COURSE, totals=Totals(), days=())
    present = replace(marks, totals=Totals(recorded=34))
    for course, words in ((days, "Belum ada nilai"), (marks, "Belum ada catatan kehadiran"), (present, "34 hari")):
        assert words in read(course_pdf(report(course)))
        assert size(course_png(report(course)))[0] == WIDE
