"""Numbers and days in words."""

from datetime import date

import pytest

from bot.messages.spelled import LIMIT, spelled, spelled_day


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (36, "tiga puluh enam"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (210, "dua ratus sepuluh"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (11_000, "sebelas ribu"),
        (100_001, "seratus ribu satu"),
    ],
)
def test_a_number_is_said_as_one_reads_it(number: int, words: str) -> None:
    assert spelled(number, "id") == words


def test_every_number_has_words_of_its_own() -> None:
    said = [spelled(number, "id") for number in range(10_000)]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_what_no_paper_needs_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="words"):
        spelled(number, "id")


def test_a_day_as_a_record_says_it() -> None:
    assert spelled_day(date(2026, 7, 25), "id") == {
        "weekday": "Sabtu",
        "day": "dua puluh lima",
        "month": "Juli",
        "year": "dua ribu dua puluh enam",
        "figures": "25-07-2026",
    }


def test_english_records_do_without() -> None:
    assert spelled(36, "en") == ""
