"""The days of a family's sentence: read where they can mean one thing, and otherwise asked for."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.typed_notes import child_told, days_told
from bot.domain.quiet import QuietRule

MONDAY = date(2026, 7, 20)
RULE = QuietRule("Asia/Jakarta", time(19), time(6, 30), frozenset({6}), frozenset())


def july(day: int) -> date:
    return date(2026, 7, day)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Bagas hari ini tidak masuk karena demam", 20, 20),
        ("pagi ini demam, tidak masuk", 20, 20),
        ("Yanti: besok sakit demam", 21, 21),
        ("lusa izin", 22, 22),
        ("kemarin sakit", 19, 19),
        ("Sejak kemarin demam, hari ini tidak masuk", 20, 20),
        ("hari Kamis ada acara keluarga", 23, 23),
        ("Senin depan izin", 27, 27),
        ("hari Minggu sakit", 26, 26),
        ("tanggal 22 Juli izin", 22, 22),
        ("22/7 sakit", 22, 22),
        ("Rabu, 22 Juli 2026, izin", 22, 22),
        ("Senin–Rabu izin, acara keluarga", 20, 22),
        ("hari ini dan besok sakit", 20, 21),
        ("izin dari besok sampai Kamis", 21, 23),
        ("22-24 Juli ke luar kota", 22, 24),
        ("sakit sampai Rabu", 20, 22),
        ("Sabtu 25 Juli dan 27 Juli izin", 25, 27),
        ("demam, izin 3 hari", 20, 22),
        ("mulai besok izin tiga hari", 21, 23),
        ("sudah 3 hari demam, hari ini tidak masuk", 20, 20),
    ],
)
def test_the_days_are_read(said: str, first: int, last: int) -> None:
    assert days_told(said, MONDAY, RULE) == (july(first), july(last))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "sakit demam",
        "minggu ini izin",
        "minggu depan izin",
        "hari ini sakit, Rabu masuk lagi",
        "Selasa dan Kamis izin",
        "Rabu 23 Juli izin",
        "31/2 sakit",
        "sakit 99 hari",
        "izin 3 hari, lalu 2 hari",
    ],
)
def test_what_is_not_said_or_could_mean_two_things_is_not_guessed(said: str) -> None:
    assert days_told(said, MONDAY, RULE) is None


@given(st.text(max_size=120))
def test_whatever_is_typed_gives_days_in_their_order_or_none(said: str) -> None:
    days = days_told(said, MONDAY, RULE)
    assert days is None or days[0] <= days[1]


CHILDREN = ("Bagas Putra Wijaya", "Yanti Putri Wijaya")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Yanti: besok sakit demam", 1),
        ("BAGAS tidak masuk", 0),
        ("wijaya sakit", None),
        ("Bagas dan Yanti sakit", None),
        ("besok sakit", None),
    ],
)
def test_the_child_is_the_one_whose_own_name_is_said(said: str, place: int | None) -> None:
    assert child_told(said, CHILDREN) == place
