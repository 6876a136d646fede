"""Greeting, form of address, dates, numbers and names, as each reader would say them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.courtesy import LOCALES, Address, AnswerBy, Greeting, Reader
from bot.domain.shelf import SHELF
from bot.messages.dates import PATTERNS
from bot.messages.names import tidy_name
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import samples

NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)


def voice(
    locale: str = "id",
    timezone: str = "Asia/Jakarta",
    now: datetime = NOW,
    address: Address = Address.BAPAK_IBU,
    greeting: Greeting = Greeting.NEUTRAL,
) -> Voice:
    return Voice(Reader(locale, timezone, "", address, greeting), now)


@pytest.mark.structure
def test_every_language_writes_every_kind_of_date() -> None:
    assert {locale: set(PATTERNS[locale]) for locale in PATTERNS} == {key: set(PATTERNS["id"]) for key in LOCALES}


@pytest.mark.parametrize(
    ("clock", "indonesian", "english"),
    [
        (time(6, 30), "Selamat pagi", "Good morning"),
        (time(10, 59), "Selamat pagi", "Good morning"),
        (time(11, 0), "Selamat siang", "Good morning"),
        (time(12, 0), "Selamat siang", "Good afternoon"),
        (time(15, 0), "Selamat sore", "Good afternoon"),
        (time(18, 0), "Selamat malam", "Good evening"),
    ],
)
def test_the_neutral_greeting_follows_the_hour_of_sending(clock: time, indonesian: str, english: str) -> None:
    now = datetime.combine(date(2026, 7, 13), clock, UTC) - timedelta(hours=7)
    assert [voice(locale, now=now).greeting() for locale in ("id", "en")] == [indonesian, english]


def test_the_greeting_is_that_of_the_readers_own_clock() -> None:
    now = datetime(2026, 7, 13, 3, 30, tzinfo=UTC)
    assert voice(timezone="Asia/Jakarta", now=now).greeting() == "Selamat pagi"
    assert voice(timezone="Asia/Jayapura", now=now).greeting() == "Selamat siang"


def test_a_chosen_greeting_is_kept_at_any_hour_and_in_any_language() -> None:
    chosen = [voice(locale, greeting=Greeting.ASSALAMUALAIKUM).greeting() for locale in ("id", "en")]
    assert chosen == ["Assalamu'alaikum warahmatullahi wabarakatuh"] * 2


def test_every_greeting_and_form_of_address_has_words_in_every_language() -> None:
    for locale in ("id", "en"):
        assert all(voice(locale, greeting=greeting).greeting() for greeting in Greeting)
        assert all(voice(locale, address=address).address() for address in Address)
    assert [voice(address=address).address() for address in Address] == ["Bapak/Ibu", "Bapak", "Ibu", "Ayah", "Bunda"]


@pytest.mark.parametrize(
    ("timezone", "said"),
    [
        ("Asia/Jakarta", "Senin, 13 Juli 2026 pukul 08.00 WIB"),
        ("Asia/Makassar", "Senin, 13 Juli 2026 pukul 09.00 WITA"),
        ("Asia/Jayapura", "Senin, 13 Juli 2026 pukul 10.00 WIT"),
    ],
)
def test_an_instant_is_said_in_the_readers_zone(timezone: str, said: str) -> None:
    assert voice(timezone=timezone).datetime(NOW) == said


def test_indonesian_zones_keep_their_names_in_english() -> None:
    assert voice("en").datetime(NOW) == "Monday, 13 July 2026 at 08:00 WIB"
    assert voice("en").time(time(7, 15)) == "07:15 WIB"


def test_a_zone_with_summer_time_is_named_for_the_instant() -> None:
    summer, winter = NOW, datetime(2026, 1, 13, 1, 0, tzinfo=UTC)
    said = [voice("en", timezone="Europe/London").time(moment).split()[-1] for moment in (summer, winter)]
    assert said[0] != said[1]


def test_a_deadline_is_said_as_people_say_it() -> None:
    speaking = voice()
    hours = (2, 26, 50)
    assert [speaking.until(NOW + timedelta(hours=ahead)) for ahead in hours] == [
        "hari ini pukul 10.00 WIB",
        "besok pukul 10.00 WIB",
        "Rabu, 15 Juli 2026 pukul 10.00 WIB",
    ]
    days = (date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 15))
    assert [speaking.until(day) for day in days] == ["hari ini", "besok", "Rabu, 15 Juli 2026"]


def test_short_forms_are_for_lists_and_buttons() -> None:
    assert (voice().day(NOW), voice().moment(NOW), voice().clock(NOW)) == ("Sen, 13 Jul", "Sen, 13 Jul 08.00", "08.00")
    assert voice("en").moment(NOW) == "Mon, 13 Jul 08:00"


def test_lists_are_joined_as_in_a_sentence() -> None:
    assert voice().listed(["A", "B", "C"]) == "A, B, dan C"
    assert voice("en").listed(["A", date(2026, 7, 13)]) == "A and Monday, 13 July 2026"
    assert voice().listed([]) == ""


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("BUDI  SANTOSO", "Budi Santoso"),
        ("siti nur'aini", "Siti Nur'aini"),
        ("AHMAD BIN YUSUF", "Ahmad bin Yusuf"),
        ("Nurmala Sari, S.Pd.", "Nurmala Sari, S.Pd."),
        ("MUHAMMAD AL-FATIH", "Muhammad Al-Fatih"),
        ("M. RIZKY", "M. Rizky"),
        ("", ""),
    ],
)
def test_a_name_that_the_roster_shouts_is_written_properly(written: str, tidy: str) -> None:
    assert tidy_name(written) == tidy


def test_marks_that_turn_the_direction_of_text_are_left_out() -> None:
    assert voice().name("Ana\u202eBudi") == "AnaBudi"
    assert voice().say("مرحبا\u2067") == "مرحبا"


@pytest.mark.parametrize(
    ("answer_by", "says"),
    [
        (AnswerBy.BUTTONS, "Mohon jawab lewat tombol di bawah."),
        (AnswerBy.MESSAGE, "Mohon jawab dengan membalas pesan ini."),
        (AnswerBy.NOTE, "Mohon jawab lewat catatan kepada wali kelas."),
    ],
)
def test_a_reader_is_asked_to_answer_with_what_the_reader_has(answer_by: AnswerBy, says: str) -> None:
    form = SHELF.get("permission")
    screen = samples.update(form, samples.typical(form))
    assert says in render(screen, Reader("id", "Asia/Jakarta", answer_by=answer_by), samples.NOW).text
