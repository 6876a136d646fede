"""Who is not there, as teachers type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.typed_absences import Absences, absences_in
from bot.domain.attendance import DayState

NAMES = ("Aditya Pratama", "Budi Santoso", "Budi Setiawan", "Citra Lestari", "Siti Aisyah", "Siti Aisyah Putri")
SICK, EXCUSED, UNEXPLAINED, LATE = DayState.SICK, DayState.EXCUSED, DayState.UNEXPLAINED, DayState.LATE


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3", {2: UNEXPLAINED}),
        ("1 4", {0: UNEXPLAINED, 3: UNEXPLAINED}),
        ("1 dan 4", {0: UNEXPLAINED, 3: UNEXPLAINED}),
        ("sakit 1, 2 3 izin", {0: SICK, 1: EXCUSED, 2: EXCUSED}),
        ("S: 1\nI: 2\nA: 3\nT: 4", {0: SICK, 1: EXCUSED, 2: UNEXPLAINED, 3: LATE}),
        ("citra telat", {3: LATE}),
        ("BUDI SAN. sakit; budi set izin", {1: SICK, 2: EXCUSED}),
        ("siti aisyah sakit", {4: SICK}),
        ("aisyah putri", {5: UNEXPLAINED}),
        ("4 belum ada kabar", {3: UNEXPLAINED}),
        ("1, 1 sakit", {0: SICK}),
    ],
)
def test_what_is_said_is_understood(said: str, meant: dict[int, DayState]) -> None:
    assert absences_in(said, NAMES, UNEXPLAINED) == Absences(meant)


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ("budi", "budi"),
        ("0", "0"),
        ("7", "7"),
        ("1, 99", "99"),
        ("1 sakit 2 izin", "1 sakit 2 izin"),
        ("sakit", "sakit"),
        ("3 Citra", "3 Citra"),
        ("9" * 90, "9" * 60),
        ("selamat pagi", "selamat pagi"),
    ],
)
def test_what_could_mean_two_things_is_not_guessed(said: str, unread: str) -> None:
    assert absences_in(said, NAMES, UNEXPLAINED) == Absences({}, unread)


@given(st.text(max_size=80), st.sampled_from(list(DayState)))
def test_whatever_is_typed_names_pupils_of_the_list_or_says_what_is_unclear(said: str, usual: DayState) -> None:
    found = absences_in(said, NAMES, usual)
    assert set(found.states) <= set(range(len(NAMES)))
    assert not (found.states and found.unread)
