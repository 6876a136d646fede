"""Dates and times as teachers type them."""

from datetime import date, time

import pytest

from bot.chat.typed import parse_date, parse_time

MONDAY = date(2026, 7, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hari ini", date(2026, 7, 20)),
        ("Besok", date(2026, 7, 21)),
        ("lusa", date(2026, 7, 22)),
        ("besok lusa", date(2026, 7, 22)),
        ("tomorrow", date(2026, 7, 21)),
        ("Senin", date(2026, 7, 27)),
        ("jumat", date(2026, 7, 24)),
        ("Jum'at", date(2026, 7, 24)),
        ("friday", date(2026, 7, 24)),
        ("Jumat depan", date(2026, 7, 31)),
        ("Senin  depan", date(2026, 7, 27)),
        ("senin pekan depan", date(2026, 7, 27)),
        ("Friday next week", date(2026, 7, 31)),
        ("20/8", date(2026, 8, 20)),
        ("20-8-2026", date(2026, 8, 20)),
        ("20.8.26", date(2026, 8, 20)),
        ("20 Agustus", date(2026, 8, 20)),
        ("20 agu 2027", date(2027, 8, 20)),
        ("Kamis, 20 Agustus 2026", date(2026, 8, 20)),
        ("20 August", date(2026, 8, 20)),
        ("2026-08-20", date(2026, 8, 20)),
        ("15 Januari", date(2027, 1, 15)),
        ("15 Juli", date(2026, 7, 15)),
        ("٢٠/٨", date(2026, 8, 20)),
    ],
)
def test_a_day_is_understood(text: str, day: date) -> None:
    assert parse_date(text, MONDAY) == day


@pytest.mark.parametrize(
    "text", ["", "nanti", "depan", "Jumat lalu", "minggu depan", "31/2", "0/0", "99 Agustus", "20 Foo", "🙂", "1" * 500]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_date(text, MONDAY) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("07.15", time(7, 15)),
        ("7", time(7)),
        ("pukul 7", time(7)),
        ("jam 13:05 WIB", time(13, 5)),
        ("8:30", time(8, 30)),
        ("9 pagi", time(9)),
        ("jam 10.30 pagi", time(10, 30)),
        ("12 siang", time(12)),
        ("pukul 2 siang WIB", time(14)),
        ("3.30 sore", time(15, 30)),
        ("7 malam", time(19)),
        ("19 malam", time(19)),
        ("9 am", time(9)),
        ("2pm", time(14)),
        ("12 pm", time(12)),
    ],
)
def test_a_time_is_understood(text: str, clock: time) -> None:
    assert parse_time(text) == clock


@pytest.mark.parametrize("text", ["", "25", "7.60", "siang", "7.1", "-1", "7 siang", "25 am", "pagi"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None
