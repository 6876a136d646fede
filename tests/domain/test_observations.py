"""What stands out in a course: compared with the child's own marks and the school's line, said in whole clauses."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance import DayState, Totals
from bot.domain.courses import Course, Day, Score
from bot.domain.courtesy import Reader
from bot.domain.mark_words import LONGEST_GOAL, brief
from bot.domain.marks import MarkKind, Objective
from bot.domain.observations import CONCERNS, EXPLAINED, STRENGTHS, Observation, ObservationKind, observe
from bot.messages.voice import Voice

SINCE = date(2026, 8, 3)
BEFORE, AFTER = datetime(2026, 7, 29, 3, tzinfo=UTC), datetime(2026, 8, 5, 3, tzinfo=UTC)


def mark(
    subject: str,
    score: float | None,
    *,
    kind: MarkKind = MarkKind.SCOPE,
    title: str = "",
    missing: bool = False,
    best: float = 100.0,
    line: float | None = 75.0,
    at: datetime = BEFORE,
    objectives: tuple[Objective, ...] = (),
    earlier: bool = False,
) -> Score:
    return Score(1, subject, kind, title, score, missing, best, line, None, at, objectives, earlier)


def course(*scores: Score, totals: Totals | None = None, days: tuple[Day, ...] = ()) -> Course:
    return Course(1, "Bunga", "X-1", "20261", scores, totals or Totals(), days)


def said(one: Observation, locale: str = "id") -> str:
    return Voice(Reader(locale, "Asia/Jakarta"), AFTER).phrase(one.fact)


def only(seen: list[Observation], kind: ObservationKind) -> Observation:
    (found,) = [one for one in seen if one.kind is kind]
    return found


@pytest.mark.parametrize(
    ("scores", "kind", "words"),
    [
        (
            [mark("Matematika", 72.0), mark("Matematika", 81.5)],
            ObservationKind.IMPROVED,
            "nilai Matematika naik dari 72 menjadi 81,5",
        ),
        (
            [mark("Matematika", 90.0), mark("Matematika", 80.0)],
            ObservationKind.DROPPED,
            "nilai Matematika turun dari 90 menjadi 80",
        ),
        ([mark("Fisika", 78.0), mark("Fisika", 80.0)], ObservationKind.STEADY, "nilai Fisika bertahan di sekitar 80"),
        ([mark("Fisika", 92.0)], ObservationKind.STRONG, "nilai Fisika sangat baik, yaitu 92"),
        (
            [mark("Kimia", 60.0)],
            ObservationKind.BELOW,
            "nilai Kimia 60, belum mencapai 75 yang diharapkan sekolah",
        ),
        (
            [mark("Kimia", 6.0, best=10.0, line=7.5), mark("Kimia", 8.0, best=10.0, line=7.5)],
            ObservationKind.IMPROVED,
            "nilai Kimia naik dari 6 (skala 10) menjadi 8 (skala 10)",
        ),
        (
            [mark("Sejarah", None, kind=MarkKind.TASK, title="Esai", missing=True)],
            ObservationKind.MISSING,
            "tugas Sejarah “Esai” belum diserahkan",
        ),
        (
            [mark("Sejarah", None, title="TP 2", missing=True), mark("Sejarah", None, missing=True)],
            ObservationKind.MISSING,
            "2 tes Sejarah belum diikuti",
        ),
    ],
)
def test_a_mark_is_said_as_a_clause(scores: list[Score], kind: ObservationKind, words: str) -> None:
    assert said(only(observe(course(*scores), SINCE), kind)) == words


def test_what_has_fallen_is_not_called_steady_beside_it() -> None:
    seen = observe(course(mark("Matematika", 95.0), mark("Matematika", 79.0)), SINCE)
    assert {one.kind for one in seen} == {ObservationKind.DROPPED}


def test_a_test_is_not_compared_with_homework_nor_a_report_with_a_test() -> None:
    seen = observe(
        course(
            mark("Matematika", 95.0, kind=MarkKind.TASK),
            mark("Matematika", 78.0, kind=MarkKind.MIDTERM),
            mark("Matematika", 85.0, kind=MarkKind.FINAL),
        ),
        SINCE,
    )
    assert not {one.kind for one in seen} & {ObservationKind.IMPROVED, ObservationKind.DROPPED}


def test_the_half_before_is_compared_with_and_says_nothing_alone() -> None:
    last_half = mark("Matematika", 70.0, kind=MarkKind.FINAL, earlier=True)
    assert observe(course(last_half), SINCE) == []
    seen = observe(course(last_half, mark("Matematika", 80.0, kind=MarkKind.FINAL)), SINCE)
    assert said(only(seen, ObservationKind.IMPROVED)) == "nilai Matematika naik dari 70 menjadi 80"


def test_risen_and_still_under_the_line_is_a_strength_and_something_to_improve() -> None:
    seen = observe(course(mark("Kimia", 50.0), mark("Kimia", 60.0)), SINCE)
    assert [one.kind for one in seen] == [ObservationKind.IMPROVED, ObservationKind.BELOW]
    assert [one.kind in STRENGTHS for one in seen] == [True, False]


def test_the_own_best_of_three_subjects_is_a_strength_without_any_line() -> None:
    seen = observe(course(*(mark(name, score, line=None) for name, score in [("A", 60), ("B", 71), ("C", 65)])), SINCE)
    assert [said(one) for one in seen] == ["nilai tertingginya ada di B, yaitu 71"]


def test_what_is_new_weighs_more() -> None:
    old, new = mark("Kimia", 60.0), mark("Fisika", 65.0, at=AFTER)
    seen = observe(course(old, new), SINCE)
    assert [(one.subject, one.at) for one in seen] == [("Fisika", AFTER.date()), ("Kimia", BEFORE.date())]


def test_objectives_are_said_as_they_were_said_last() -> None:
    goals = Objective("Peserta didik mampu menulis teks argumentasi.", reached=False), Objective("Membaca", None)
    later = (Objective("Peserta didik mampu menulis teks argumentasi.", reached=True),)
    first = mark("Bahasa Indonesia", 80.0, objectives=goals)
    assert "“menulis teks argumentasi” masih perlu" in said(only(observe(course(first), SINCE), ObservationKind.OPEN))
    seen = observe(course(first, mark("Bahasa Indonesia", 82.0, objectives=later)), SINCE)
    assert ObservationKind.OPEN not in {one.kind for one in seen}
    assert said(only(seen, ObservationKind.REACHED)) == (
        "dalam Bahasa Indonesia tujuan “menulis teks argumentasi” sudah tercapai"
    )


def test_attendance() -> None:
    full = observe(course(totals=Totals(recorded=34)), SINCE)
    assert [said(one) for one in full] == ["kehadirannya penuh dalam 34 hari sekolah"]
    days = (Day(date(2026, 8, 5), DayState.UNEXPLAINED), Day(date(2026, 8, 4), DayState.LATE))
    seen = observe(course(totals=Totals(unexplained=1, late=1, recorded=34), days=days), SINCE)
    assert {said(one) for one in seen} == {
        "ada 1 hari tanpa kabar sejak Senin, 3 Agustus 2026",
        "ada 1 hari tidak hadir pada semester ini",
        "ada 1 kali terlambat sejak Senin, 3 Agustus 2026",
    }
    before = observe(course(totals=Totals(sick=4, recorded=34)), SINCE)
    assert [said(one, "en") for one in before] == ["there have been 4 days of absence in this half of the year"]


def test_only_days_without_word_are_something_to_improve() -> None:
    days = tuple(Day(SINCE, state) for state in (DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED))
    seen = observe(course(totals=Totals(sick=3, excused=1, unexplained=1, recorded=34), days=days), SINCE)
    assert {one.kind: said(one) for one in seen if one.kind in CONCERNS} == {
        ObservationKind.ABSENT: "ada 1 hari tanpa kabar sejak Senin, 3 Agustus 2026"
    }
    assert {one.kind: said(one) for one in seen if one.kind in EXPLAINED} == {
        ObservationKind.SICK: "ada 1 hari sakit sejak Senin, 3 Agustus 2026",
        ObservationKind.EXCUSED: "ada 1 hari izin sejak Senin, 3 Agustus 2026",
    }
    assert said(only(seen, ObservationKind.AWAY)) == "ada 5 hari tidak hadir pada semester ini"


def test_days_without_word_before_are_said_of_the_half_year() -> None:
    seen = observe(course(totals=Totals(sick=4, unexplained=2, recorded=34)), SINCE)
    assert said(only(seen, ObservationKind.ABSENT)) == "ada 2 hari tanpa kabar pada semester ini"


_SCORES = st.builds(
    mark,
    st.sampled_from(["Matematika", "Fisika", "Kimia", "Sejarah"]),
    st.none() | st.floats(0, 100).map(lambda score: round(score, 1)),
    kind=st.sampled_from(MarkKind),
    title=st.sampled_from(["", "TP 1"]),
    missing=st.booleans(),
    line=st.none() | st.just(75.0),
    at=st.sampled_from([BEFORE, AFTER]),
    earlier=st.booleans(),
    objectives=st.just(()) | st.just((Objective("Menulis", True), Objective("Membaca", False))),
).map(lambda one: one if not one.missing else mark(one.subject, None, kind=one.kind, missing=True, at=BEFORE))


@given(st.lists(_SCORES, max_size=12), st.integers(0, 9), st.integers(0, 60))
def test_whatever_the_marks_each_clause_is_whole_and_the_heaviest_comes_first(
    scores: list[Score], sick: int, recorded: int
) -> None:
    seen = observe(course(*scores, totals=Totals(sick=sick, recorded=recorded)), SINCE)
    assert [one.weight for one in seen] == sorted((one.weight for one in seen), reverse=True)
    for one in seen:
        for locale in ("id", "en"):
            words = said(one, locale)
            assert words
            assert words[0].islower() or words[0].isdigit()
            assert not words.endswith(".")
            assert "%(" not in words
            assert one.subject in words


@given(st.text(max_size=300))
def test_a_goal_fits_into_a_sentence(text: str) -> None:
    assert len(brief(text)) <= LONGEST_GOAL
    assert "\n" not in brief(text)
