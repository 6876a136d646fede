"""Whose row of a mark sheet it is: twins, numbers that contradict names, spellings, and what a person said."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.marksheets import SheetRow
from bot.roster.names import name_key
from bot.services.marks.known import Book, Known
from bot.services.marks.matching import Chosen, Matches, match
from bot.services.marks.rights import Rights
from bot.services.marks.values import Why
from tests.support.marks import row

HERE, THERE = 1, 2
NOW = datetime(2026, 7, 20, 2, tzinfo=UTC)


def pupil(number: int, name: str, nisn: str | None = None, nipd: str | None = None, of: int = HERE) -> Known:
    return Known(number, of, name, nisn, nipd, None, name_key(name))


def matched(rows: Sequence[SheetRow], pupils: Sequence[Known], chosen: Chosen | None = None) -> Matches:
    book = Book(Rights({}, frozenset(), {}), {}, {one.id: one for one in pupils}, {})
    return match(rows, HERE, book, chosen or {})


def found(matches: Matches) -> dict[int, int]:
    return {number: one.id for number, one in matches.found.items()}


def whys(matches: Matches) -> dict[int, Why]:
    return {one.row: one.why for one in matches.left_out}


TWINS = (pupil(1, "Ahmad Fauzi", "0081"), pupil(2, "Ahmad Fauzi", "0082"))


def test_two_of_one_name_are_asked_about_and_told_apart_by_number() -> None:
    matches = matched([row(7, "Ahmad Fauzi"), row(8, "AHMAD FAUZI")], TWINS)
    assert (found(matches), [question.row for question in matches.questions]) == ({}, [7, 8])
    assert [(one.value, one.hint) for one in matches.questions[0].options] == [(1, "NISN 0081"), (2, "NISN 0082")]


def test_a_name_that_stands_twice_is_asked_about_with_the_row_of_the_other() -> None:
    rows = [row(7, "Ahmad Fauzi"), row(9, "Nur Aini"), row(20, "AHMAD FAUZI")]
    matches = matched(rows, (TWINS[0], pupil(3, "Nuraini")))
    assert {question.row: question.also for question in matches.questions} == {7: (20,), 9: (), 20: (7,)}


def test_the_answer_for_one_of_two_settles_the_other() -> None:
    matches = matched([row(7, "Ahmad Fauzi"), row(8, "Ahmad Fauzi")], TWINS, {("Leger", 7): 2})
    assert (found(matches), matches.questions) == ({7: 2, 8: 1}, [])


def test_two_of_one_name_with_a_row_for_one_are_asked_about() -> None:
    matches = matched([row(7, "Ahmad Fauzi")], TWINS)
    assert len(matches.questions) == 1
    matches = matched([row(7, "Ahmad Fauzi"), row(8, "Ahmad Fauzi")], TWINS, {("Leger", 7): None})
    assert (whys(matches), [question.row for question in matches.questions]) == ({7: Why.CHOSEN}, [8])


def test_a_number_tells_two_of_one_name_apart() -> None:
    rows = [row(7, "Ahmad Fauzi", nisn="0082"), row(8, "Ahmad Fauzi", nisn="0081")]
    assert found(matched(rows, TWINS)) == {7: 2, 8: 1}


def test_a_number_of_a_child_of_quite_another_name_is_not_believed() -> None:
    pupils = (pupil(1, "Ahmad Fauzi", "0081"), pupil(2, "Zahra Putri"))
    matches = matched([row(7, "Zahra Putri", nisn="0081")], pupils)
    assert found(matches) == {}
    assert [option.value for option in matches.questions[0].options] == [2, 1]


def test_a_name_whose_number_differs_is_asked_about() -> None:
    matches = matched([row(7, "Ahmad Fauzi", nisn="0099")], TWINS[:1])
    assert (found(matches), len(matches.questions)) == ({}, 1)


def test_numbers_bear_small_differences_of_spelling() -> None:
    rows = [row(7, "Moh. Rizky P", nisn="0081"), row(8, "Nur Aini", nipd="12")]
    pupils = (pupil(1, "Muhammad Rizki Pratama", "0081"), pupil(2, "Nuraini", nipd="12"))
    assert found(matched(rows, pupils)) == {7: 1, 8: 2}


def test_a_misspelled_name_is_offered_and_never_taken() -> None:
    matches = matched([row(7, "Muhamad Rizki")], (pupil(1, "Muhammad Rizky"), pupil(2, "Zahra Putri")))
    assert (found(matches), [option.value for option in matches.questions[0].options]) == ({}, [1])


def test_who_is_known_nowhere_is_left_out() -> None:
    assert whys(matched([row(7, "Entah Siapa")], TWINS)) == {7: Why.PUPIL_UNKNOWN}


def test_one_pupil_is_never_two_rows() -> None:
    rows = [row(7, "Ahmad Fauzi", nisn="0081"), row(8, "Ahmad Fauzi", nisn="0081"), row(9, "Ahmad Fauzi")]
    matches = matched(rows, TWINS[:1])
    assert (found(matches), whys(matches)) == ({7: 1}, {8: Why.PUPIL_TWICE, 9: Why.PUPIL_TWICE})
    chosen = {("Leger", 7): 1, ("Leger", 8): 1}
    assert whys(matched(rows[:2], TWINS[:1], chosen)) == {8: Why.PUPIL_TWICE}


def test_two_rows_of_a_name_that_one_pupil_bears_are_both_asked_about() -> None:
    matches = matched([row(7, "Ahmad Fauzi"), row(8, "Ahmad Fauzi")], TWINS[:1])
    assert (found(matches), [question.row for question in matches.questions]) == ({}, [7, 8])


def test_who_is_in_another_class_is_left_out_by_number_or_by_a_name_without_its_like() -> None:
    pupils = (pupil(1, "Ahmad Fauzi", "0081", of=THERE), pupil(2, "Zahra Putri", of=THERE))
    matches = matched([row(7, "Ahmad Fauzi", nisn="0081"), row(8, "Zahra Putri")], pupils)
    assert whys(matches) == {7: Why.CLASS_OTHER, 8: Why.CLASS_OTHER}


def test_a_choice_of_another_classs_pupil_counts_for_nothing() -> None:
    pupils = (pupil(1, "Ahmad Fauzi"), pupil(2, "Zahra Putri", of=THERE))
    matches = matched([row(7, "Entah Siapa")], pupils, {("Leger", 7): 2})
    assert (found(matches), whys(matches)) == ({}, {7: Why.PUPIL_UNKNOWN})


def test_who_has_left_is_left_out() -> None:
    gone = replace(pupil(1, "Ahmad Fauzi", "0081"), left_at=NOW)
    assert whys(matched([row(7, "Ahmad Fauzi", nisn="0081"), row(8, "Ahmad Fauzi")], [gone])) == {
        7: Why.PUPIL_LEFT,
        8: Why.PUPIL_LEFT,
    }


NAMES = st.sampled_from(("Ahmad Fauzi", "AHMAD FAUZI", "Ahmad Fauzan", "Siti Aisyah", "Siti Aisah", "Budi", "Bud"))
NUMBERS = st.sampled_from((None, None, "0081", "0082", "0083"))
ROWS = st.lists(st.tuples(NAMES, NUMBERS), max_size=6)
PUPILS = st.lists(st.tuples(NAMES, NUMBERS, st.sampled_from((HERE, HERE, THERE))), max_size=6)


@given(ROWS, PUPILS, st.integers(0, 2**16))
def test_whatever_the_names_nobodys_row_is_guessed(
    said: list[tuple[str, str | None]], there: list[tuple[str, str | None, int]], seed: int
) -> None:
    rows = [row(7 + at, name, nisn=nisn) for at, (name, nisn) in enumerate(said)]
    pupils = [pupil(at, name, nisn, of=of) for at, (name, nisn, of) in enumerate(there, 1)]
    matches = matched(rows, pupils)
    numbers = [*matches.found, *whys(matches), *(question.row for question in matches.questions)]
    assert sorted(numbers) == [one.place.row for one in rows]  # each row once: found, left out or asked about
    taken = [one.id for one in matches.found.values()]
    assert len(taken) == len(set(taken))
    by_number = {one.place.row: one for one in rows}
    for number, one in matches.found.items():
        same = [each for each in pupils if each.class_id == HERE and each.key == name_key(by_number[number].name)]
        certain = by_number[number].nisn is not None and by_number[number].nisn == one.nisn
        others = {each.id for each in same} - set(taken)
        assert one.class_id == HERE
        assert certain or (one in same and not others)
    for question in matches.questions:
        assert not {option.value for option in question.options} & set(taken)
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert set(found(matched(shuffled, pupils)).values()) == set(taken)
