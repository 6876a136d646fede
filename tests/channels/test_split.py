"""A long text is cut where it hurts least, and its markup stays whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import split, width
from bot.playground.telegram.entities import parse_html


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert split("<b>Selamat pagi</b>, Bapak/Ibu.", 40) == ["<b>Selamat pagi</b>, Bapak/Ibu."]


def test_markup_and_escapes_do_not_count() -> None:
    assert width('<a href="https://example.org/?a=1&amp;b=2">A &amp; B</a>') == 5


def test_a_character_beyond_the_first_plane_counts_twice() -> None:
    assert width("😀") == 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Satu dua.\n\nTiga empat lima.", ["Satu dua.", "Tiga empat lima."]),
        ("Satu dua tiga\nempat lima enam", ["Satu dua tiga", "empat lima enam"]),
        ("Satu dua tiga. Empat lima", ["Satu dua tiga.", "Empat lima"]),
        ("Satuduatiga empatlima enam", ["Satuduatiga", "empatlima enam"]),
        ("x" * 40, ["x" * 18, "x" * 18, "x" * 4]),
    ],
)
def test_the_cut_is_after_a_paragraph_line_sentence_or_word(text: str, parts: list[str]) -> None:
    assert split(text, 18) == parts


def test_an_open_tag_is_closed_and_opened_again() -> None:
    assert split('<a href="https://a.id"><b>Satu dua tiga. Empat lima</b></a>', 18) == [
        '<a href="https://a.id"><b>Satu dua tiga.</b></a>',
        '<a href="https://a.id"><b>Empat lima</b></a>',
    ]


words = st.sampled_from(["Bapak", "Ibu &amp; anak", "😀", "pulang.", "\n", "\n\n", " ", "&lt;3"])
marked = st.recursive(
    st.lists(words, min_size=1, max_size=8).map("".join),
    lambda inner: (
        st.builds(lambda tag, body: f"<{tag}>{body}</{tag}>", st.sampled_from("bisu"), inner)
        | st.lists(inner, min_size=2, max_size=5).map("".join)
    ),
    max_leaves=12,
)


@given(marked, st.integers(4, 60))
def test_no_part_is_too_long_none_is_broken_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(width(part) <= limit for part in parts)
    shown = [parse_html(part).text for part in parts]
    assert _letters("".join(shown)) == _letters(parse_html(text).text)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)
