"""Numbers as schools write them, and what can be reached under them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain import phones


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0812 3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("+62 (0)812-3456-7890", "+6281234567890"),
        ("+60 12-345 6789", "+60123456789"),
        ("0761 123456", None),
        ("021-3456789", None),
        ("112", None),
        ("0812", None),
        ("tidak ada", None),
        ("", None),
        (None, None),
    ],
)
def test_only_what_can_be_a_phone_with_whatsapp_counts_as_one(written: str | None, number: str | None) -> None:
    assert phones.mobile(written) == number


def test_a_number_is_shown_as_it_is_dialled() -> None:
    assert phones.shown("+6281234567890") == "0812-3456-7890"
    assert phones.shown("+60123456789") == "+60 12-345 6789"


def test_a_chat_link_carries_exactly_the_text() -> None:
    text = "Selamat pagi, Ibu & Bapak:\n100% *benar* + é? #1 'ya' (ok)"
    link = phones.chat_link("+6281234567890", text)
    assert link is not None
    parts = urlsplit(link)
    assert (parts.netloc, parts.path, parts.fragment) == ("wa.me", "/6281234567890", "")
    assert parse_qs(parts.query, strict_parsing=True) == {"text": [text]}


def test_a_text_that_is_too_long_for_an_address_gives_none() -> None:
    assert phones.chat_link("+6281234567890", "a" * 3000) is None
    assert phones.chat_link(None, "Halo") == "https://wa.me/?text=Halo"
