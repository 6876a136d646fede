"""The first words to a family about a concern: short, asking, two times, and no blame; in every language."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.blame import judging
from bot.domain.concerns import SEEN, ConcernArea
from bot.domain.courtesy import LOCALES, Address
from bot.domain.notices.concerns import ASKED
from bot.domain.text import Label
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import samples
from tests.messages.prose import channel_text, spoken, words

EACH_LOCALE = pytest.mark.parametrize("locale", LOCALES)
TIMES = [samples.NOW + timedelta(days=1), samples.NOW + timedelta(days=2, hours=3)]
TYPED = "tiga tugas terakhir belum terkumpul"
LONGEST = 90
"""Words between the address and the signature, beside the times."""


def first(area: ConcernArea, seen: Label, locale: str, times: list[datetime] = TIMES) -> str:
    """The first message as a mother of that language reads it."""
    notice = ASKED[area](
        concern_id=1,
        times=times,
        seen=seen,
        children=[{"name": "Dimas Pratama", "class_name": "X-1"}],
        sender={"name": "Nurmala Sari, S.Pd.", "role": "homeroom", "detail": "X-1"},
        school="SMA Titian Bangsa",
        words_locale="id",
        own_words=isinstance(seen, str),
    )
    return channel_text(render(notice.screen(), replace(samples.reader(locale), address=Address.IBU), samples.NOW).text)


ALL: list[tuple[ConcernArea, Label]] = [
    *((area, seen) for area, known in SEEN.items() for seen in known.values()),
    *((area, TYPED) for area in ConcernArea),
]


@EACH_LOCALE
def test_it_asks_offers_two_times_and_is_short(locale: str) -> None:
    for area, seen in ALL:
        text = first(area, seen, locale)
        assert "?" in text, area
        assert "!" not in text, area
        assert sum(line.startswith("•") for line in text.split("\n")) == len(TIMES), area
        assert [one for one in spoken(text) if len(words(one)) > 20] == [], area
        _greeting, *paragraphs, _signature = text.split("\n\n")
        said = [line for part in paragraphs for line in part.split("\n") if not line.startswith("•")]
        assert sum(len(words(line)) for line in said) <= LONGEST, area


@EACH_LOCALE
def test_nothing_in_it_judges_or_compares(locale: str) -> None:
    voice = Voice(samples.reader(locale), samples.NOW)
    for area, seen in ALL:
        assert judging(first(area, seen, locale)) == ()
        assert judging(voice.phrase(seen) if not isinstance(seen, str) else seen) == ()


@EACH_LOCALE
def test_each_area_has_words_of_its_own(locale: str) -> None:
    assert len({first(area, TYPED, locale) for area in ConcernArea}) == len(ConcernArea)


def test_a_teachers_own_words_are_named_to_who_reads_another_language() -> None:
    for area in ConcernArea:
        assert "The teacher's own words are in Indonesian." in first(area, TYPED, "en")
        assert "own words" not in first(area, next(iter(SEEN[area].values())), "en")


def test_keys_that_are_kept_fit_into_the_log() -> None:
    assert [key for area, known in SEEN.items() for key in known if len(key) > 12] == []
    assert len({key for known in SEEN.values() for key in known}) == sum(map(len, SEEN.values()))
