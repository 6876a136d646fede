"""What families read of a meeting: the page that reviewers read, short and whole in every language."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.courtesy import LOCALES, AnswerBy
from bot.domain.shelf import SHELF
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import golden, meetings, samples
from tests.messages.prose import channel_text, spoken, words

EACH_LOCALE = pytest.mark.parametrize("locale", LOCALES)
SAID = dict(meetings.screens())


@EACH_LOCALE
def test_a_meeting_reads_as_the_golden_page_says(locale: str) -> None:
    assert golden.meetings_page(locale) == (golden.FOLDER / f"meetings.{locale}.txt").read_text(encoding="utf-8")


@EACH_LOCALE
@pytest.mark.parametrize("head", SAID)
def test_each_message_is_short_and_its_sentences_are(head: str, locale: str) -> None:
    text = render(SAID[head], samples.reader(locale), samples.NOW).text
    assert len(words(channel_text(text))) <= 180
    assert [sentence for sentence in spoken(text) if len(words(sentence)) > 20] == []
    assert "None" not in text
    assert "\n\n\n" not in text


def test_a_span_of_hours_names_its_zone_once_and_as_it_is_called_on_that_day() -> None:
    assert Voice(samples.reader("id"), samples.NOW).hours(date(2026, 7, 20), time(7, 15), time(9)) == "07.15–09.00 WIB"
    abroad = Voice(replace(samples.reader("en"), timezone="Europe/Amsterdam"), samples.NOW)
    summer, winter = (abroad.hours(date(2026, month, 20), time(7, 15), time(9)) for month in (7, 12))
    assert summer.startswith("07:15–09:00 ")
    assert summer != winter
    assert samples.NOW.astimezone(ZoneInfo("Europe/Amsterdam")).dst()


@EACH_LOCALE
def test_on_paper_no_button_is_named(locale: str) -> None:
    reader = replace(samples.reader(locale), answer_by=AnswerBy.SLIP)
    for key in ("meeting_invitation", "talks_invitation", "report_invitation"):
        form = SHELF.get(key)
        text = render(samples.update(form, samples.typical(form)), reader, samples.NOW).text
        assert {"id": "lewat lembar balasan di bawah", "en": "on the slip below"}[locale] in text
        assert "tombol" not in text
        assert "button" not in text
