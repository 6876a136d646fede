"""Whoever only greets is greeted back; whatever else is said is never taken for a greeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hello import Hello, greeting_in, may_greet, words_in


@pytest.mark.parametrize(
    "text",
    [
        "halo",
        "Halo Bu 🙏",
        "Halo, Pak?",
        "selamat pagi bu",
        "Selamat siang, Bapak/Ibu Guru.",
        "met sore pak",
        "Pagi, Bu",
        "permisi",
        "Permisi Bu, mohon maaf mengganggu waktunya",
        "Punten, Bu Guru",
        "Sugeng enjing, Pak",
        "Om Swastiastu",
        "Salam sejahtera untuk kita semua",
        "Shalom, selamat malam",
        "Good morning, miss",
        "Hello",
    ],
)
def test_a_greeting_is_known(text: str) -> None:
    assert greeting_in(text) is Hello.PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "assalamualaikum",
        "Assalamu'alaikum",
        "Assalamu’alaikum warahmatullahi wabarakatuh",
        "Assalamu alaikum wr. wb.",
        "asalamualaikum bu",
        "Ass. wr. wb.",
        "Assalamualaikum, selamat pagi Bu",
    ],
)
def test_a_salam_is_known_as_one(text: str) -> None:
    assert greeting_in(text) is Hello.SALAM


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "Bu",
        "pagi",
        "pagi-pagi, Bu",
        "siang atau sore bu",
        "Bu, pagi",
        "Selamat, Bu",
        "Selamat ulang tahun, Bu",
        "Selamat pagi Bu, selamat",
        "Selamat pagi Bu, izin",
        "Halo Bu, Ananda sakit",
        "Assalamualaikum Bu, besok libur?",
        "Selamat siang Bu, mohon maaf",
        "Permisi Bu, jam 7",
        "Permisi numpang tanya",
        "Halo 2",
        "Terima kasih, Bu",
        "Waalaikumsalam Bu, terima kasih",
        "Salam dari kami, Bu",
    ],
)
def test_whatever_says_more_is_no_mere_greeting(text: str) -> None:
    assert greeting_in(text) is None


def test_a_name_belongs_to_a_greeting_only_where_it_is_known() -> None:
    assert greeting_in("Selamat pagi, Bu Dewi") is None
    assert may_greet("Selamat pagi, Bu Dewi")
    assert greeting_in("Selamat pagi, Bu Dewi", words_in("Dewi Lestari")) is Hello.PLAIN
    assert greeting_in("Selamat pagi, Bu, izin", words_in("Dewi Lestari")) is None
    assert not may_greet("Bu Dewi")


@given(st.text())
def test_a_number_is_always_something_that_is_said(text: str) -> None:
    assert greeting_in(f"Halo {text} 7") is None
