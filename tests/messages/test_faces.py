"""Faces of buttons: a capital letter first, whatever sentence their words also stand in, and short enough."""

from datetime import UTC, datetime

import pytest

from bot.domain.answers import RELATIONS
from bot.domain.concerns import AREAS, SEEN, SEEN_FACES
from bot.domain.courtesy import LOCALES, Reader
from bot.domain.screens import button, screen
from bot.domain.text import Label, _
from bot.messages.render import render
from bot.messages.translations import translate

NOW = datetime(2026, 7, 20, 2, tzinfo=UTC)
ON_A_PHONE = 30


def face(label: Label, locale: str) -> str:
    shown = render(screen("home/group", (button(label, "home.menu"),)), Reader(locale, "Asia/Jakarta"), NOW)
    return shown.rows[0][0].label


@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_seen_fits_a_button(locale: str) -> None:
    assert SEEN_FACES.keys() == {key for seen in SEEN.values() for key in seen}
    too_long = {key: said for key, one in SEEN_FACES.items() if len(said := translate(one, locale)) > ON_A_PHONE}
    assert too_long == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_words_of_a_sentence_begin_with_a_capital_letter_on_a_button(locale: str) -> None:
    for phrase in (*AREAS.values(), *RELATIONS.values()):
        assert face(phrase, locale) == translate(phrase, locale).capitalize()


def test_what_people_named_stays_as_it_is() -> None:
    assert face("iPad kelas", "id") == "iPad kelas"
    assert face(_("✓ %(at)s", at="siang"), "id") == "✓ siang"
