"""Whose turn it is: who moved comes first, and nobody is forgotten."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rounds import SIZES, Candidate, Due, circle, due, week_of
from bot.domain.strengths import STRENGTHS, Area, Dimension
from bot.domain.text import Phrase

NEWS = Phrase("mathematics went up")
sizes = st.sampled_from((*SIZES, 1, 3))


def ids(found: Sequence[Due]) -> list[int]:
    return [one.pupil_id for one in found]


@given(pupils=st.integers(1, 45), size=sizes, moves=st.lists(st.sets(st.integers(0, 44)), min_size=30, max_size=30))
def test_nobody_waits_longer_than_a_full_circle_and_one(pupils: int, size: int, moves: list[set[int]]) -> None:
    waited = dict.fromkeys(range(pupils), 0)
    for moved in moves:
        found = ids(due([Candidate(one, waited[one], news=NEWS if one in moved else None) for one in waited], size))
        assert len(found) == len(set(found)) == min(size, pupils)
        for one in waited:
            waited[one] = 0 if one in found else waited[one] + 1
        assert max(waited.values()) <= circle(pupils, size)


@given(pupils=st.integers(1, 45), size=sizes)
def test_without_news_everybody_has_a_turn_in_one_circle(pupils: int, size: int) -> None:
    waited = dict.fromkeys(range(pupils), 0)
    seen: set[int] = set()
    for _round in range(circle(pupils, size)):
        found = ids(due([Candidate(one, rounds) for one, rounds in waited.items()], size))
        seen |= set(found)
        waited = {one: 0 if one in found else rounds + 1 for one, rounds in waited.items()}
    assert seen == set(waited)


def test_who_moved_comes_first_and_the_heaviest_before_the_others() -> None:
    class_ = [Candidate(one, 1) for one in range(30)]
    class_[7] = Candidate(7, 0, date(2026, 8, 3), NEWS, weight=3)
    class_[20] = Candidate(20, 0, date(2026, 8, 3), NEWS, weight=9)
    assert ids(due(class_, 6)) == [20, 7, 0, 1, 2, 3]


def test_who_has_waited_a_full_circle_is_not_put_off_by_news() -> None:
    moved = [Candidate(one, 0, news=NEWS, weight=1) for one in range(6)]
    waiting = [Candidate(one, 2) for one in range(6, 12)]
    assert ids(due([*moved, *waiting], 6)) == [6, 7, 8, 9, 10, 11]


def test_the_reason_is_the_news_or_how_long_it_has_been() -> None:
    last = date(2026, 8, 3)
    found = due([Candidate(1, 0, last, NEWS), Candidate(2, 3, last), Candidate(3, 3)], 3)
    why = {one.pupil_id: one.why for one in found}
    assert why[1] is NEWS
    assert why[2].values == {"day": last}
    assert "no sentence yet" in why[3].msgid


def test_a_week_begins_on_monday() -> None:
    assert {week_of(date(2026, 7, 13 + day)) for day in range(7)} == {date(2026, 7, 13)}


def test_strengths_speak_of_all_areas_and_all_dimensions_of_the_profile() -> None:
    assert {one.area for one in STRENGTHS} == set(Area)
    assert {one.dimension for one in STRENGTHS} == set(Dimension)
    assert len({one.key for one in STRENGTHS}) == len(STRENGTHS)
