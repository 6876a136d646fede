"""A word of thanks owes no answer; whatever asks or tells anything does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.thanks import only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih, Bu 🙏",
        "makasih banyak ya Bu",
        "Baik Bu, terima kasih atas infonya.",
        "Siap, Pak!",
        "Alhamdulillah, terima kasih Ibu. Semoga sehat selalu",
        "Matur nuwun Pak",
        "Thank you very much",
        "ok",
    ],
)
def test_thanks_are_known(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "Terima kasih, Bu. Lalu besok pakai seragam apa",
        "Baik, Bu?",
        "Terima kasih, tetapi Ananda masih sakit",
        "Baik Bu, jam 7",
        "Ibu guru",
        "Saya kurang paham",
        "Sudah",
        "Tidak baik, Bu",
    ],
)
def test_whatever_says_more_is_no_mere_thanks(text: str) -> None:
    assert not only_thanks(text)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_a_question_mark_or_a_number_always_wants_an_answer(text: str) -> None:
    assert not only_thanks(f"Terima kasih {text}?")
    assert not only_thanks(f"Terima kasih {text} 7")
