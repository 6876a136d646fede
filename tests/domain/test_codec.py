"""What goes into the outbox as a screen comes out as the same screen."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codec import dump_screen, dump_value, load_screen, load_value
from bot.domain.errors import StaleScreen
from bot.domain.screens import Button, FileKind, FileRef, Press, Screen, Style
from bot.domain.text import Phrase

plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.times()
    | st.datetimes()
)
phrases = st.builds(Phrase, st.text(), st.dictionaries(st.text(max_size=5), plain, max_size=3), st.none() | st.text())
values: st.SearchStrategy[Any] = st.recursive(
    plain | phrases,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert load_value(dump_value(value)) == value


def test_a_screen_comes_back_as_it_was() -> None:
    screen = Screen(
        "updates/event_invitation",
        {
            "day": date(2026, 8, 17),
            "at": time(8),
            "sent": datetime(2026, 7, 20, 9, tzinfo=UTC),
            "title": Phrase("Event"),
        },
        ((Button(Phrase("Read"), Press("a.read", ("7",)), style=Style.SUCCESS), Button("X-1", url="https://t.me/x")),),
        FileRef(FileKind.PHOTO, remote="AgAC", name="foto.jpg", size=12),
        protect=True,
        locale="en",
        silent=True,
    )
    assert load_screen(dump_screen(screen)) == screen


def test_a_screen_cannot_carry_what_is_no_value() -> None:
    with pytest.raises(TypeError):
        dump_value(object())


@pytest.mark.parametrize("packed", ["", "1", "1:", "2:a.read:7", "x" * 65, "a.read:7", "1::7"])
def test_a_forged_press_is_stale(packed: str) -> None:
    with pytest.raises(StaleScreen):
        Press.unpack(packed)


def test_a_button_that_does_not_fit_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Press("a.read", ("x" * 60,)).pack()
