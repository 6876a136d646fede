"""Openers: one source of words for families and for the provider, within the provider's rules, true for each reader."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.courtesy import LOCALES, Address, Reader
from bot.domain.errors import UnrenderableScreen
from bot.domain.openers import MESSAGE, NEWS, OPENERS, Opener, opener_screen
from bot.domain.screens import button
from bot.messages.openers import Body, bodies, body_of, flaws
from bot.messages.opening import VALUE_LIMIT
from bot.messages.render import render
from tests.messages.prose import channel_text, spoken, words
from tests.messages.trees import prose_names, variables

NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
SCHOOL = "SMA Titian Bangsa"
EACH = pytest.mark.parametrize("opener", OPENERS.values(), ids=OPENERS)
EACH_LOCALE = pytest.mark.parametrize("locale", LOCALES)


def reader(locale: str = "id", name: str = "BUDI SANTOSO", address: Address = Address.BAPAK) -> Reader:
    return Reader(locale, "Asia/Jakarta", name, address)


@pytest.mark.structure
def test_every_opener_has_words_and_all_words_have_their_opener() -> None:
    assert {opener.template for opener in OPENERS.values()} == {
        name for name in prose_names() if name.startswith("openers/")
    }


@pytest.mark.structure
@EACH_LOCALE
@EACH
def test_the_words_use_exactly_the_openers_fields(opener: Opener, locale: str) -> None:
    assert variables(opener.template, locale) == set(opener.fields)
    assert len(opener.samples[locale]) == len(opener.fields)


@pytest.mark.structure
def test_the_provider_has_nothing_to_refuse() -> None:
    assert [(body.key, body.locale, flaws(body)) for body in bodies() if flaws(body)] == []


GOOD = Body("news", "id", "titian_news", "Yth. {{1}}, ada kabar dari {{2}} untuk Bapak/Ibu.", ("A", "B"), "Baca")


@pytest.mark.parametrize(
    "text",
    [
        "{{1}}, ada kabar dari {{2}} untuk Bapak/Ibu hari ini.",
        "Ada kabar untuk Bapak/Ibu {{1}} hari ini dari {{2}}.",
        "Ada kabar untuk Bapak/Ibu {{1}}, {{2}} hari ini juga.",
        "Ada kabar untuk {{2}} hari ini dari sekolah {{1}} juga.",
        "Ada {{1}} dari {{2}} ya.",
        "Ada <b>kabar</b> untuk Bapak/Ibu {{1}} hari ini dari {{2}} juga.",
        "Ada kabar untuk Bapak/Ibu {{1}} hari ini dari {{2}} juga. " + "Mohon dibaca. " * 80,
        "Ada kabar untuk Bapak/Ibu {{1}} hari ini juga.",
    ],
)
def test_what_the_provider_would_refuse_is_found_before_it_is_asked(text: str) -> None:
    assert flaws(GOOD) == []
    assert len(flaws(replace(GOOD, text=text))) == 1


def test_a_button_that_is_too_long_is_found_too() -> None:
    assert len(flaws(replace(GOOD, face="Baca dan jawab sekarang juga"))) == 1


@EACH_LOCALE
@EACH
def test_what_a_family_reads_is_what_the_provider_approved_with_its_values(opener: Opener, locale: str) -> None:
    screen = opener_screen(opener.key, SCHOOL, (button(opener.face, "w.read"),), children=["ALYA PUTRI", "Bima"])
    shown = render(screen, reader(locale), NOW)
    assert shown.opener is not None
    assert (shown.opener.name, shown.opener.locale) == (f"titian_{opener.key}", locale)
    body = body_of(opener.key, locale)
    for number, value in enumerate(shown.opener.values, 1):
        body = body.replace("{{%d}}" % number, value)  # noqa: UP031
    assert shown.text == body
    assert [choice.data for row in shown.rows for choice in row] == ["1:w.read"]


@EACH_LOCALE
@EACH
def test_an_opener_is_short_and_asks_for_one_thing(opener: Opener, locale: str) -> None:
    text = body_of(opener.key, locale).replace("Yth.", "Yth")
    assert len(words(text)) <= 40
    assert [sentence for sentence in spoken(text) if len(words(sentence)) > 20] == []
    assert "!" not in text


@pytest.mark.parametrize(
    ("address", "name", "said"),
    [
        (Address.BAPAK, "BUDI SANTOSO", "Bapak Budi Santoso"),
        (Address.IBU, "Siti Nur'aini", "Ibu Siti Nur'aini"),
        (Address.BUNDA, "siti", "Bunda Siti"),
        (Address.BAPAK_IBU, "Budi", "Bapak/Ibu Budi"),
        (Address.BAPAK_IBU, "", "Bapak/Ibu Orang Tua/Wali"),
    ],
)
def test_the_reader_is_addressed_as_they_chose(address: Address, name: str, said: str) -> None:
    shown = render(opener_screen(MESSAGE, SCHOOL), reader("id", name, address), NOW)
    assert shown.opener is not None
    assert shown.opener.values == (said, SCHOOL)
    assert channel_text(shown.text).startswith(f"Yth. {said}, ")


def test_children_are_named_as_in_a_sentence() -> None:
    shown = render(opener_screen(NEWS, SCHOOL, children=["ALYA PUTRI", "Bima"]), reader(), NOW)
    assert shown.opener is not None
    assert shown.opener.values[1] == "Ananda Alya Putri dan Ananda Bima"


def test_no_value_holds_what_the_provider_refuses() -> None:
    hostile = opener_screen(NEWS, "SMA\n\tTitian      <b>&", children=["Alya\nPutri" * 40])
    shown = render(hostile, reader("id", "\u202eBudi\n Santoso"), NOW)
    assert shown.opener is not None
    assert all(value and len(value) <= VALUE_LIMIT for value in shown.opener.values)
    assert not any(mark in value for value in shown.opener.values for mark in ("\n", "\t", "     ", "\u202e"))
    assert "<b>" not in shown.text


def test_the_longest_values_still_fit() -> None:
    name = "Muhammad Al Fatih " * 20
    for opener in OPENERS.values():
        shown = render(opener_screen(opener.key, "S" * 300, children=[name] * 4), reader("id", name), NOW)
        assert len(shown.text) <= 1024


def test_an_opener_about_a_child_without_one_is_an_error() -> None:
    with pytest.raises(UnrenderableScreen):
        render(opener_screen(NEWS, SCHOOL), reader(), NOW)
