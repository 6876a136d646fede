"""What an answer to one family becomes when it is kept for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.stock import LIMIT, checked_stock, choice_of, generalised, stock_behind

CHILD, PARENT = "Rizky Pratama", "Siti Rahayu"
WORDS = ("Rizky", "rizky", "Pratama", "Bu", "ibu", "Siti", "Rahayu", "Ananda", "baik,", "besok.", "{{ ananda }}", "!")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Baik, Bu Siti. Rizky sudah hadir.", "Baik, {{ sapaan }}. {{ ananda }} sudah hadir."),
        ("Tentu boleh, Bu", "Tentu boleh, {{ sapaan }}"),
        ("Ananda Rizky Pratama boleh menyusul, Pak.", "Ananda {{ ananda }} boleh menyusul, {{ sapaan }}."),
        ("Terima kasih Ibu Siti Rahayu, kami tunggu.", "Terima kasih {{ sapaan }}, kami tunggu."),
        ("Silakan temui Ibu Dewi di ruang BK.", "Silakan temui Ibu Dewi di ruang BK."),
        ("Buku paketnya dibawa besok.", "Buku paketnya dibawa besok."),
        ("Rizkyana murid lain", "Rizkyana murid lain"),
        ("Bapak/Ibu, jadwalnya terlampir.", "{{ sapaan }}, jadwalnya terlampir."),
    ],
)
def test_names_become_places_and_nothing_else_does(said: str, kept: str) -> None:
    assert generalised(said, [CHILD], PARENT) == kept


def test_a_name_that_begins_like_many_is_known_by_the_part_that_tells_it() -> None:
    assert generalised("Raihan sudah sehat", ["Muhammad Raihan Alfarizi"], "Budi") == "{{ ananda }} sudah sehat"
    assert (
        generalised("Muhammad Raihan sudah sehat", ["Muhammad Raihan Alfarizi"], "Budi") == "{{ ananda }} sudah sehat"
    )


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_whatever_was_said_names_nobody_once_it_is_kept(text: str) -> None:
    once = generalised(text, [CHILD], PARENT)
    assert generalised(once, [CHILD], PARENT) == once
    assert not {"Rizky", "rizky", "Pratama"} & set(once.split())


@pytest.mark.parametrize(
    ("text", "reason"), [("  ", "empty"), ("a" * (LIMIT + 1), "too_long"), ("{{ rahasia }}", "place"), ("{%", "place")]
)
def test_what_cannot_be_kept_says_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        checked_stock(text)
    assert raised.value.reason == reason


def test_a_reply_names_its_stock_answer_and_others_name_none() -> None:
    assert stock_behind(choice_of(9_999_999_999)) == 9_999_999_999
    assert len(choice_of(9_999_999_999)) <= 12
    assert [stock_behind(other) for other in (None, "thanks", "st", "stx", "st²", "12")] == [None] * 6
