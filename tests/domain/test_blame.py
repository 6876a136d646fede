"""Words that judge are found, ordinary ones are left alone, and what is loud is said quietly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blame import calm, judging

JUDGED = {
    "Anaknya malas sekali": ("malas",),
    "Budi NAKAL di kelas": ("NAKAL",),
    "malasnya luar biasa": ("malasnya",),
    "sikapnya kurang ajar": ("kurang ajar",),
    "susah diatur sejak awal": ("susah diatur",),
    "nilainya paling rendah di kelas": ("paling rendah di kelas",),
    "tertinggal dibandingkan teman-temannya": ("dibandingkan teman-temannya",),
    "membolos, dan bolos lagi": ("membolos", "bolos"),
    "He is lazy and slower than the others": ("lazy", "than the others"),
    "your fault": ("your fault",),
}
ORDINARY = (
    "tiga tugas terakhir belum terkumpul",
    "nilainya lebih rendah daripada bulan lalu",
    "lebih pendiam daripada biasanya",
    "ada perselisihan dengan temannya saat istirahat",
    "ibunya bernama Nakala dan tinggal di Malaysia",
    "lomba membaca puisi bersama kelas lain",
    "sakit sejak Senin, belum pulih benar",
    "sering melihat ke luar jendela selama pelajaran",
    "he has been absent three times this week",
    "other teachers see the same",
    "more tired than usual",
)


@pytest.mark.parametrize(("text", "found"), JUDGED.items())
def test_a_judgement_is_found_as_it_stands(text: str, found: tuple[str, ...]) -> None:
    assert judging(text) == found


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert judging(text) == ()
    assert calm(text) == text


def test_what_is_loud_is_said_quietly() -> None:
    assert calm("Sering TERLAMBAT!! Guru BK tahu") == "Sering Terlambat. Guru BK tahu"
    assert calm("Mohon perhatian !") == "Mohon perhatian."


@given(st.text(max_size=200))
def test_quiet_words_stay_as_they_are_and_are_never_loud(text: str) -> None:
    quiet = calm(text)
    assert "!" not in quiet
    assert calm(quiet) == quiet
