"""The guard: what belongs to another child is found in words to a family; what the own child shares is not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.guard import Guard, Known, Leak, called, name_parts
from bot.domain.name_words import COMMON, PREFIXES

BUDI = Known(1, "BUDI SANTOSO", ("0012345678", "2123"), ("+6281234567890",), frozenset({72.0, 80.6}))
RIZKY = Known(2, "Rizky Pratama Putra", ("0098765432", "2124"), ("+6281299998888",), frozenset({90.0, 64.5}))
BINTANG = Known(3, "Bintang", (), ("+6281234567890",), frozenset({55.0}))
AINI = Known(4, "Siti Nur'aini")
ELSEWHERE = Known(5, "Budi Santoso Siregar", near=False)
FAR = Known(6, "Yohanes Wenda", ("0055554444",), near=False)
GUARD = Guard([BUDI, RIZKY, BINTANG, AINI, ELSEWHERE, FAR], {75.0})


def looked(text: str, *own: int) -> list[tuple[Leak, str, tuple[int, ...], bool]]:
    return [(found.leak, found.words, found.pupil_ids, found.sure) for found in GUARD.look(text, own)]


@pytest.mark.parametrize(
    ("text", "words", "pupil"),
    [
        ("Belajar bersama Rizky Pratama Putra di rumah.", "Rizky Pratama Putra", 2),
        ("Sama seperti RIZKY  PRATAMA putra.", "RIZKY  PRATAMA putra", 2),
        ("Ananda duduk dekat rizky.", "rizky", 2),
        ("Tugas Rizkynya sudah selesai.", "Rizkynya", 2),
        ("Dibantu rizky pratama tadi.", "rizky pratama", 2),
        ("Siti Nur Aini membantu.", "Siti Nur Aini", 4),
        ("SITI NUR\u2019AINI membantu.", "SITI NUR\u2019AINI", 4),
        ("Tanyakan kepada Ri\u200bzky.", "Rizky", 2),
        ("Yohanes Wenda dari kelas sebelah.", "Yohanes Wenda", 6),
        ("Budi Santoso Siregar dari kelas sebelah.", "Budi Santoso Siregar", 5),
    ],
)
def test_another_pupils_name_stops_however_it_is_written(text: str, words: str, pupil: int) -> None:
    assert looked(text, 1) == [(Leak.NAME, words, (pupil,), True)]


@pytest.mark.parametrize("text", ["Dia bintang kelas.", "Bintang sudah membaca.", "Pratama juga."])
def test_a_lone_word_that_can_mean_something_else_is_asked_about(text: str) -> None:
    assert [(leak, sure) for leak, _words, _pupils, sure in looked(text, 1)] == [(Leak.NAME, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Budi Santoso sudah naik dari 72 menjadi 81.",
        "Santoso rajin, dan budi pekertinya baik.",
        "Nilainya 72, lalu 80,6; batas sekolah 75.",
        "Nilai bab 3 menyusul dalam 2 hari; baca 15 menit, 3 kali sepekan.",
        "NISN 0012345678, telepon 0812-3456-7890.",
        "Wenda dari kelas sebelah.",
    ],
)
def test_what_is_the_own_childs_or_nobodys_is_no_finding(text: str) -> None:
    assert looked(text, 1) == []


@pytest.mark.parametrize("written", ["0098765432", "98765432", "00987-65432", "no. 0098765432, kelas X-1"])
def test_another_pupils_number_stops(written: str) -> None:
    found = looked(f"NISN {written}", 1)
    assert [(leak, pupils, sure) for leak, _words, pupils, sure in found if leak is Leak.NUMBER] == [
        (Leak.NUMBER, (2,), True)
    ]


def test_a_short_number_may_be_a_year_and_is_asked_about() -> None:
    assert looked("Tahun 2124", 1) == [(Leak.NUMBER, "2124", (2,), False)]


@pytest.mark.parametrize("written", ["081299998888", "0812-9999-8888", "+62 812 9999 8888", "(0812) 9999 8888"])
def test_another_familys_phone_stops_in_every_spelling(written: str) -> None:
    found = looked(f"Hubungi {written}", 1)
    assert [(leak, pupils, sure) for leak, _words, pupils, sure in found] == [(Leak.PHONE, (2,), True)]


def test_a_phone_that_two_families_share_tells_neither_of_the_other() -> None:
    assert looked("Hubungi 081234567890", 1) == looked("Hubungi 081234567890", 3) == []


def test_a_mark_of_another_stops_and_one_of_nobody_is_asked_about() -> None:
    assert looked("Nilai Matematika 90", 1) == [(Leak.MARK, "90", (2,), True)]
    assert looked("Nilai Matematika 64,5", 1) == [(Leak.MARK, "64,5", (2,), True)]
    assert looked("Nilai Matematika 12", 1) == [(Leak.MARK, "12", (), False)]


def test_where_no_marks_of_the_child_are_known_one_is_asked_about() -> None:
    assert looked("Nilai Matematika 90", 4) == [(Leak.MARK, "90", (2,), False)]


def test_to_a_whole_class_every_name_is_anothers_and_marks_are_nobodys() -> None:
    assert [(words, sure) for _leak, words, _pupils, sure in looked("Budi Santoso dan Rizky, nilai 90")] == [
        ("Budi Santoso", True),
        ("Rizky", True),
    ]


NAME = st.sampled_from(
    (
        "Aisyah",
        "Rizky",
        "Budi",
        "Siti",
        "Nur'aini",
        "Muhammad",
        "Putri",
        "Cahaya",
        "Siregar",
        "Wenda",
        "Ketut",
        "Fauzan",
    )
)
NAMES = st.lists(NAME, min_size=1, max_size=4).map(" ".join)
PUPILS = st.lists(NAMES, min_size=2, max_size=8)
AROUND = st.sampled_from(["", "Ananda ", "bersama ", "Menurut kami, ", "1. ", "(", "\u201c"])
AFTER = st.sampled_from(["", ".", ", dan", " sudah baik", "nya", ")", "\u201d"])
SPELLED = st.sampled_from([str, str.upper, str.lower, str.title, lambda name: name.replace(" ", "  ")])


@given(PUPILS, AROUND, AFTER, SPELLED, st.data())
def test_whatever_the_class_a_full_name_of_another_child_never_goes_unseen(
    names: list[str], before: str, after: str, spelled: Callable[[str], str], data: st.DataObject
) -> None:
    guard = Guard(Known(number, name) for number, name in enumerate(names))
    own, other = data.draw(st.permutations(range(len(names))))[:2]
    mine = set(name_parts(names[own]))
    found = guard.look(f"{before}{spelled(names[other])}{after}", {own})
    assert all(own not in finding.pupil_ids for finding in found)
    if mine.isdisjoint(name_parts(names[other])):
        assert any(other in finding.pupil_ids for finding in found)
        parts = tuple(name_parts(names[other]))
        lone = len(set(parts)) == 1 and parts[0] in COMMON | PREFIXES
        assert lone or any(finding.sure for finding in found)


@given(PUPILS, st.data())
def test_the_own_childs_name_is_never_a_finding(names: list[str], data: st.DataObject) -> None:
    guard = Guard(Known(number, name) for number, name in enumerate(names))
    own = data.draw(st.integers(0, len(names) - 1))
    assert guard.look(f"{names[own]} dan {called(tuple(name_parts(names[own])))}", {own}) == ()


@given(st.lists(st.from_regex(r"\A[0-9]{10}\Z"), min_size=2, max_size=6, unique=True), st.sampled_from(["", "NISN "]))
def test_another_childs_number_never_goes_unseen(numbers: list[str], before: str) -> None:
    guard = Guard(Known(at, f"Murid {at}", (number,)) for at, number in enumerate(numbers))
    found = guard.look(f"{before}{numbers[1]}.", {0})
    assert any(1 in finding.pupil_ids and finding.sure for finding in found)


@given(st.text(max_size=200))
def test_no_text_upsets_the_guard(text: str) -> None:
    assert all(finding.pupil_ids or finding.leak is Leak.MARK for finding in GUARD.look(text, {1}))
