"""The code at the door, and the hours in which it counts; minutes as they are typed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain import doors, minutes
from bot.domain.errors import InvalidValue

BEGINS = datetime(2026, 7, 22, 1, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=2)
DOOR = "0123456789abcdef"


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        (BEGINS - timedelta(hours=1, seconds=1), doors.Hours.EARLY),
        (BEGINS - timedelta(hours=1), doors.Hours.OPEN),
        (ENDS + timedelta(hours=1), doors.Hours.OPEN),
        (ENDS + timedelta(hours=1, seconds=1), doors.Hours.OVER),
    ],
)
def test_the_door_is_open_from_an_hour_before_to_an_hour_after(at: datetime, hours: doors.Hours) -> None:
    assert doors.hours(BEGINS, ENDS, at) is hours


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_the_link_behind_the_code_says_the_code(channel: str) -> None:
    link = doors.door_link(channel, "6281234" if channel == "whatsapp" else "titian_bot", DOOR)
    (said,) = [words for name in ("start", "text") for words in parse_qs(urlsplit(link or "").query).get(name, [])]
    found = doors.CODE.search(said)
    assert found is not None
    assert found[1] == DOOR
    assert doors.door_link(channel, None, DOOR) is None


@pytest.mark.parametrize(
    "typed", [f"HADIR MD_{DOOR.upper()}", f"https://t.me/titian_bot?start=md_{DOOR}", f"md_{DOOR}."]
)
def test_the_code_is_found_however_it_is_typed(typed: str) -> None:
    found = doors.CODE.search(typed)
    assert found is not None
    assert found[1].lower() == DOOR


@pytest.mark.parametrize("typed", ["md_123", f"md_{DOOR}0", f"amd_{DOOR}", "selamat pagi"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert doors.CODE.search(typed) is None


def test_agreements_lose_their_bullets_and_numbers() -> None:
    typed = "1. Ponsel disimpan\n- Kabar setiap Jumat\n\n• 2 kali kerja bakti\n(3) Iuran  \n12) Salam"
    assert minutes.agreements_of(typed) == [
        "Ponsel disimpan",
        "Kabar setiap Jumat",
        "2 kali kerja bakti",
        "Iuran",
        "Salam",
    ]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [(" \n- \n", "empty"), ("x\n" * (minutes.LINES + 1), "too_many"), ("x" * (minutes.LINE_LIMIT + 1), "too_long")],
)
def test_agreements_that_cannot_be_kept_say_why(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        minutes.agreements_of(typed)
    assert caught.value.reason == reason


def test_a_summary_is_neither_empty_nor_longer_than_families_read() -> None:
    assert minutes.summary_of("  Kami berkenalan. ") == "Kami berkenalan."
    for typed, reason in (("  ", "empty"), ("x" * (minutes.SUMMARY_LIMIT + 1), "too_long")):
        with pytest.raises(InvalidValue) as caught:
            minutes.summary_of(typed)
        assert caught.value.reason == reason
