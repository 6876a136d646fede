"""The words of class updates: courteous, short, the same in every language, safe whatever is typed into them."""

import html
import re

import pytest

from bot.domain import meetings
from bot.domain.courtesy import LOCALES
from bot.domain.shelf import SHELF
from bot.domain.updates import Group, UpdateTemplate
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import golden, samples
from tests.messages.prose import TAGS, channel_text, spoken, units, words

EVERY = pytest.mark.parametrize("template", tuple(SHELF), ids=lambda template: template.key)
EACH_LOCALE = pytest.mark.parametrize("locale", LOCALES)
INVITATIONS = {"event_invitation", "meeting_reminder", "report_day", *meetings.INVITATIONS.values(), meetings.SUMMARY}


@EACH_LOCALE
def test_the_updates_read_as_the_golden_page_says(locale: str) -> None:
    assert golden.page(locale) == (golden.FOLDER / f"updates.{locale}.txt").read_text(encoding="utf-8")


@EACH_LOCALE
@EVERY
def test_a_typical_update_is_short_and_fits_below_a_picture(template: UpdateTemplate, locale: str) -> None:
    text = channel_text(_shown(template, locale))
    assert len(words(text)) <= (180 if template.key in INVITATIONS else 90)
    assert units(text) <= 1024


@EACH_LOCALE
@EVERY
def test_no_sentence_is_longer_than_twenty_words(template: UpdateTemplate, locale: str) -> None:
    assert [sentence for sentence in spoken(_shown(template, locale)) if len(words(sentence)) > 20] == []


@EACH_LOCALE
@EVERY
def test_an_update_with_everything_skipped_has_no_empty_label(template: UpdateTemplate, locale: str) -> None:
    screen = samples.update(template, samples.minimal(template))
    text = render(screen, samples.reader(locale), samples.NOW).text
    assert not re.search(r":</b>\s*$|None|\n\n\n", text, re.MULTILINE)


@EACH_LOCALE
@EVERY
def test_whatever_is_typed_stays_text_and_fits_a_message(template: UpdateTemplate, locale: str) -> None:
    screen = samples.update(
        template,
        samples.hostile(template),
        (("<b>&" * 50, "X-1</b>"),) * 3,
        greeting_line="<script>",
        corrected=True,
        copy=True,
        words_locale="en" if locale == "id" else "id",
    )
    text = render(screen, samples.reader(locale), samples.NOW).text
    assert set(re.findall(r"<[^>]*>", text)) <= TAGS
    assert text.count("<b>") == text.count("</b>")
    assert "\u202e" not in text
    assert units(channel_text(text)) <= 4096
    assert "{{ 7 * 7 }}" in html.unescape(text) or not any(
        isinstance(v, str) for v in samples.hostile(template).values()
    )


@EACH_LOCALE
@pytest.mark.parametrize("template", [one for one in SHELF if not one.personal], ids=lambda template: template.key)
def test_a_preview_without_a_child_speaks_to_the_whole_class(template: UpdateTemplate, locale: str) -> None:
    screen = samples.update(template, samples.typical(template), children=(), classes=["X-1", "X-2"])
    text = render(screen, samples.reader(locale), samples.NOW).text
    assert {"id": "murid kelas X-1 dan X-2", "en": "a pupil in class X-1 and X-2"}[locale] in text


@EACH_LOCALE
def test_siblings_are_named_in_one_sentence(locale: str) -> None:
    screen = samples.update(SHELF.get("holiday"), samples.typical(SHELF.get("holiday")), samples.SIBLINGS)
    text = channel_text(render(screen, samples.reader(locale), samples.NOW).text)
    expected = {
        "id": "Ananda Budi Santoso (X-1), Ananda Siti Nur'aini (XI IPA 2), dan Ananda Made Ayu Lestari (XII IPS 1)",
        "en": "Budi Santoso (X-1), Siti Nur'aini (XI IPA 2), and Made Ayu Lestari (XII IPS 1),",
    }
    assert expected[locale] in text


def test_a_reader_of_another_language_is_told_whose_language_the_words_are_in() -> None:
    template = SHELF.get("homework")
    screen = samples.update(template, samples.typical(template), words_locale="id")
    said = {locale: render(screen, samples.reader(locale), samples.NOW).text for locale in LOCALES}
    assert "The teacher's own words are in Indonesian." in said["en"]
    assert "Kata-kata guru" not in said["id"]


def test_a_correction_and_a_possible_copy_say_so() -> None:
    template = SHELF.get("homework")
    screen = samples.update(template, samples.typical(template), corrected=True, copy=True)
    text = render(screen, samples.reader("id"), samples.NOW).text
    assert text.startswith("<b>Ralat:</b>")
    assert "sampai dua kali" in text


@EACH_LOCALE
@EVERY
def test_what_is_tapped_can_be_read_on_a_small_phone(template: UpdateTemplate, locale: str) -> None:
    voice = Voice(samples.reader(locale), samples.NOW)
    answers = [voice.phrase(answer.face) for answer in template.answers]
    choices = [voice.phrase(face) for field in template.fields for _key, face in field.choices]
    assert max(map(len, [voice.phrase(template.title), *answers]), default=0) <= 28
    assert max(map(len, choices), default=0) <= 36


@EACH_LOCALE
def test_messages_of_concern_ask_and_do_not_exclaim(locale: str) -> None:
    for template in SHELF.of(Group.CARE):
        text = _shown(template, locale)
        assert "!" not in text
        assert not re.search(
            r"\b(alpa|bolos|membolos|panggilan|pelanggaran|hukuman|malas|nakal)\b", text, re.IGNORECASE
        )


def _shown(template: UpdateTemplate, locale: str) -> str:
    screen = samples.update(template, samples.typical(template), own_words=False)
    return render(screen, samples.reader(locale), samples.NOW).text
