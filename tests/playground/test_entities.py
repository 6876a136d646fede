"""Telegram's HTML, read: whatever comes in, it is either refused or harmless."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.telegram.answers import Refused
from bot.playground.telegram.entities import Entity, Formatted, parse_html, trim, utf16_length
from bot.playground.telegram.screens import to_html

_PIECES = ["<b>", "</b>", "<i>", "</i>", '<a href="https://a.id">', "</a>", "<u", ">", "&lt;", "&", "<"]
_PIECES += ["😊", "é", "x ", "\n"]
_OURS = {"strong", "em", "u", "s", "code", "pre", "blockquote", "a", "span", "br"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in _OURS
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(escape(text, quote=False)) == Formatted(text)


@given(st.lists(st.sampled_from(_PIECES)))
def test_any_markup_is_refused_or_shown_well_formed(pieces: list[str]) -> None:
    try:
        read = trim(parse_html("".join(pieces)))
    except Refused:
        return
    for entity in read.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= utf16_length(read.text)
    shown = _Tags()
    shown.feed(to_html(read))
    shown.close()
    assert (shown.open, shown.text) == ([], read.text)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("😊<b>a</b>", "😊a", [Entity("bold", 2, 1)]),
        ("<b><i>a</i></b>", "a", [Entity("bold", 0, 1), Entity("italic", 0, 1)]),
        ("<pre><code class='language-py'>a</code></pre>", "a", [Entity("pre", 0, 1, "py")]),
        ("<blockquote expandable>a</blockquote>", "a", [Entity("expandable_blockquote", 0, 1)]),
        ("<a href='https://a.id/?b=1&amp;c=2'>a</a>", "a", [Entity("text_link", 0, 1, "https://a.id/?b=1&c=2")]),
        ("<a>sekolah.id</a>", "sekolah.id", [Entity("text_link", 0, 10, "http://sekolah.id/")]),
        ("<span class='tg-spoiler'>a</span>", "a", [Entity("spoiler", 0, 1)]),
        ("&#65;&#x42;&apos;&lt", "AB&apos;<", []),
        ("<b></b>a", "a", []),
    ],
)  # fmt: skip
def test_markup_becomes_entities(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == Formatted(text, tuple(entities))
