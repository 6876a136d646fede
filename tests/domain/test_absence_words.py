"""Words that sound as if a child did not come are asked about; those that only look like it are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absence_words import reason_in, sounds_like_absence
from bot.domain.attendance import DayState

SICK, EXCUSED = DayState.SICK, DayState.EXCUSED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bagas hari ini tidak masuk karena demam", SICK),
        ("Yanti: besok sakit demam", SICK),
        ("Maaf Bu, anak saya sakit hari ini.", SICK),
        ("Assalamualaikum Bu, Bagas gak masuk dulu ya, flu", SICK),
        ("Izin Bu, Bagas hari ini tidak bisa masuk sekolah karena tidak enak badan", SICK),
        ("Bagas pagi ini masuk rumah sakit, Bu", SICK),
        ("Besok Bagas izin tidak masuk, ada acara keluarga", EXCUSED),
        ("Besok izin ya Bu", EXCUSED),
        ("izin tidak ikut pelajaran besok", EXCUSED),
        ("Senin Bagas tidak sekolah, pulang kampung", EXCUSED),
        ("Bagas lusa tidak masuk", None),
        ("Saya sakit, jadi Bagas besok tidak masuk sekolah", None),
        ("Bagas tidak masuk hari ini karena demam. Apakah ada PR?", SICK),
        ("Bagas is sick today", SICK),
        ("Bagas will be absent tomorrow, family event", EXCUSED),
    ],
)
def test_an_absence_sounds_like_one(text: str, reason: DayState | None) -> None:
    assert sounds_like_absence(text)
    assert reason_in(text) is reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Terima kasih, Bu",
        "apakah besok masuk?",
        "Besok tidak masuk ya Bu?",
        "Apakah besok tidak masuk",
        "Budi sudah sehat",
        "Kemarin Budi sakit, hari ini sudah masuk",
        "Hari ini Budi masuk lagi, sudah tidak demam",
        "saya sakit hati",
        "Hari ini saya sakit hati membaca jawabannya",
        "Besok saya tidak bisa hadir rapat",
        "Hari ini saya sakit, tidak bisa datang",
        "Kakeknya sakit, besok kami menjenguk",
        "Izin bertanya Bu, besok membawa apa",
        "Besok ada acara keluarga, kami datang terlambat",
        "Alasannya tidak masuk akal",
        "Saya tidak masuk grup kelas",
        "Bagas tidak masuk",
        "Besok ulangan matematika",
        "Silakan, kami izinkan ikut besok",
    ],
)
def test_what_only_looks_like_one_does_not(text: str) -> None:
    assert not sounds_like_absence(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sakit", SICK),
        ("tidak enak badan", SICK),
        ("diare sejak semalam", SICK),
        ("izin", EXCUSED),
        ("ada acara keluarga", EXCUSED),
        ("bukan sakit, ada acara keluarga", EXCUSED),
        ("izin karena sakit", SICK),
        ("besok", None),
        ("sakit, juga ada acara keluarga", None),
        ("neneknya sakit", None),
        ("izin bertanya", None),
        ("apakah boleh izin?", None),
    ],
)
def test_the_reason_is_read_where_it_is_named_once(text: str, reason: DayState | None) -> None:
    assert reason_in(text) is reason


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_looked_at(text: str) -> None:
    assert reason_in(text) in (None, SICK, EXCUSED)
    assert sounds_like_absence(text) in (True, False)
