"""A time typed below the free ones: read where a line says nothing else."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.typed_slots import asked_time

MONDAY = date(2026, 7, 20)


def at(clock: str, day: int = 29) -> datetime:
    """An instant of July on the school's clock; the 29th is a Wednesday."""
    return datetime.fromisoformat(f"2026-07-{day:02} {clock}")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("jam 10 bu", "10:00"),
        ("10.00", "10:00"),
        ("10:00", "10:00"),
        ("10", "10:00"),
        ("yang jam 9.20 saja", "09:20"),
        ("Yg jm 09.20 aja ya Bu, terima kasih", "09:20"),
        ("pkl. 13.10 boleh, Pak?", "13:10"),
        ("jam 1", "13:00"),
        ("1.10 saja bu", "13:10"),
        ("1 siang", "13:00"),
        ("Rabu jam 10", "10:00"),
        ("Rabu, 29 Juli, pukul 10.00 WIB", "10:00"),
        ("29/7 jam 10", "10:00"),
        ("9.20 atau 10.00", "10:00"),
        ("at 1 pm please", "13:00"),
    ],
)
def test_what_families_type(text: str, clock: str) -> None:
    asked = asked_time(text, MONDAY)
    assert asked is not None
    assert asked.fits(at(clock))


@pytest.mark.parametrize(
    ("text", "clock"),
    [("Kamis jam 10", "10:00"), ("30/7 jam 10", "10:00"), ("jam 10", "10:10"), ("01.00", "13:00"), ("1 am", "13:00")],
)
def test_what_is_another_time(text: str, clock: str) -> None:
    asked = asked_time(text, MONDAY)
    assert asked is not None
    assert not asked.fits(at(clock))


@pytest.mark.parametrize(
    "text",
    [
        "jam 10 saya tidak bisa",
        "jangan jam 10 bu",
        "selain jam 10",
        "kalau sore bisa bu?",
        "baik bu",
        "jam 10 lewat 20",
        "jam 10 sampai 11",
        "jam 25",
        "10.75",
        "29 Juli",
        "29/7/2026",
        "0812 3456 7890",
        "Nilainya 10 atau 9?",
        "jam 10 " + "ya " * 40,
    ],
)
def test_what_says_more_or_something_else_is_for_somebody_to_read(text: str) -> None:
    assert asked_time(text, MONDAY) is None


@given(st.text(max_size=90))
def test_whatever_is_typed_breaks_nothing(text: str) -> None:
    asked = asked_time(text, MONDAY)
    assert asked is None or asked.clocks


@given(st.times())
def test_a_time_as_our_buttons_show_it_is_read(clock: datetime) -> None:
    asked = asked_time(f"{clock:%H.%M}", MONDAY)
    assert asked is not None
    assert asked.fits(at(f"{clock:%H:%M}"))
