"""Our small HTML as WhatsApp's marks, and long texts in parts."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.text import plain, split, split_above, width


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Selamat pagi &amp; sehat", "Selamat pagi & sehat"),
        ("<b>Rapat</b>, <i>besok</i>, <s>hari ini</s>, <u>ya</u>", "*Rapat*, _besok_, ~hari ini~, ya"),
        ("<b>Rapat </b>besok", "*Rapat* besok"),
        ("<b>Rapat\nkelas</b>", "*Rapat*\n*kelas*"),
        ("<b><i>Penting</i></b>", "*_Penting_*"),
        ("Kode: <code>ABCD-2345</code>", "Kode: ABCD-2345"),
        ("Kata Ibu:\n<blockquote>Satu\n\nDua</blockquote>Salam", "Kata Ibu:\n> Satu\n\n> Dua\nSalam"),
        ('<a href="https://a.example/x">peta</a>', "peta (https://a.example/x)"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ("a &lt;b&gt; *c*", "a <b> *c*"),
    ],
)
def test_marks_touch_the_words_they_mark(given: str, shown: str) -> None:
    assert plain(given) == shown


WORDS = st.lists(st.sampled_from(["kata ", "😀", "\n", "\n\n", "akhir. ", "<", "&amp;"]), max_size=400).map("".join)


@given(WORDS)
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert plain(html.escape(words)) == words.strip()


@given(WORDS, st.integers(20, 200), st.integers(5, 20))
def test_parts_fit_and_lose_nothing_but_space(words: str, limit: int, last: int) -> None:
    for parts in (split(words, limit), split_above(words.strip(), limit, last)):
        assert "".join("".join(parts).split()) == "".join(words.split())
        assert all(width(part) <= limit for part in parts)
    if parts:
        assert 0 < width(parts[-1]) <= last


def test_what_stands_above_buttons_ends_with_whole_paragraphs() -> None:
    text = "\n\n".join(["Pembukaan " * 50, "Isi " * 150, "Mohon tanggapan.", "Hormat kami, Ibu Sari"])
    *above, last = split_above(text, 4096, 1024)
    assert last.startswith("Isi ")
    assert last.endswith("Mohon tanggapan.\n\nHormat kami, Ibu Sari")
    assert above == [("Pembukaan " * 50).strip()]
