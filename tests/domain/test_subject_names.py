"""Subjects are one, however sheets spell them; an abbreviation is written out, and a mark is never taken for one."""

import pytest

from bot.domain.subject_names import subject_key, written_out
from bot.marks.subjects import subject_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MTK", "Matematika (Umum)"),
        ("B. Indo", "BAHASA INDONESIA"),
        ("PPKn", "Pendidikan Pancasila"),
        ("PJOK", "Pendidikan Jasmani, Olahraga, dan Kesehatan"),
        ("Penjas", "penjasorkes"),
    ],
)
def test_spellings_of_one_subject_are_one(one: str, other: str) -> None:
    assert subject_key(one) == subject_key(other)


@pytest.mark.parametrize(("one", "other"), [("IPA", "IPAS"), ("Bahasa Arab", "Bahasa Inggris"), ("PAI", "Agama")])
def test_different_subjects_stay_apart(one: str, other: str) -> None:
    assert subject_key(one) != subject_key(other)


@pytest.mark.parametrize(
    ("short", "name"), [("mtk", "Matematika"), ("B. Ing", "Bahasa Inggris"), ("PENJAS", "Pendidikan Jasmani")]
)
def test_an_abbreviation_is_written_out_for_parents(short: str, name: str) -> None:
    assert written_out(short) == name
    assert subject_of(short) == name
    assert subject_key(short) == subject_key(name)


@pytest.mark.parametrize("said", ["SB", "BK", "Sakit", "Indonesia", "Nilai"])
def test_what_may_be_something_else_is_no_subject_in_a_header(said: str) -> None:
    assert written_out(said) == ""
    assert subject_of(said) == ""
