"""The code at the door."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.doors import door_in, door_way

DOOR = "0123456789abcdef"


@pytest.mark.parametrize(("channel", "username"), [("telegram", "titian_bot"), ("whatsapp", "+62 812-3456-7890")])
def test_what_the_code_opens_is_found_again(channel: str, username: str) -> None:
    way = door_way(channel, username, DOOR)
    query = parse_qs(urlsplit(way.link).query)
    (said,) = query.get("start", []) + query.get("text", [])
    assert door_in(said) == DOOR


def test_it_opens_the_bot_of_its_channel() -> None:
    assert door_way("telegram", "titian_bot", DOOR).link == f"https://t.me/titian_bot?start=md_{DOOR}"
    assert door_way("whatsapp", "6281234567890", DOOR).link == f"https://wa.me/6281234567890?text=HADIR%20{DOOR}"


@pytest.mark.parametrize("typed", [f"hadir {DOOR}", f" HADIR  {DOOR.upper()} "])
def test_a_phone_may_change_its_capitals_and_spaces(typed: str) -> None:
    assert door_in(typed) == DOOR


@pytest.mark.parametrize(
    "text", ["", "HADIR", "hadir insyaallah", f"KODE {DOOR}", DOOR, f"md_{DOOR} ya", "md_'; drop", "md_" + "a" * 40]
)
def test_other_words_are_no_door(text: str) -> None:
    assert door_in(text) is None
