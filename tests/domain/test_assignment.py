"""All talks assigned at once: nobody twice at once, fairly, and as many as a solver proves possible."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.assignment import Assignment, Offer, Problem, Request, Whose, assign
from tests.support.evenings import FAMILIES, REQUESTS, Optimum, school_evening

SECONDS = 600.0
"""Never reached: what is found must not depend on how fast the machine is."""
ENOUGH = 0.99
"""Of the talks that a solver proves possible."""


def talks_of(problem: Problem, found: Assignment) -> Iterator[tuple[Request, list[Offer]]]:
    """Each request that was met, with its slots."""
    by_slot = {offer.slot: offer for offer in problem.offers}
    for request in problem.requests:
        if request.id in found.placed:
            yield request, [by_slot[slot] for slot in found.placed[request.id]]


def check(problem: Problem, found: Assignment) -> None:
    """Whatever was wished: each talk is with its hosts at one time, and nobody is in two places."""
    held: Counter[int] = Counter()
    when: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for family, spans in problem.busy.items():
        when["family", family] += [span for span in spans if span[1] > span[0]]
    for request, offers in talks_of(problem, found):
        held.update(offer.slot for offer in offers)
        assert [offer.host for offer in offers] == list(request.hosts)
        assert len({(offer.at, offer.ends) for offer in offers}) == 1
        when["family", request.family].append((offers[0].at, offers[0].ends))
        for offer in offers:
            when["host", offer.host].append((offer.at, offer.ends))
    assert not [slot for slot, times in held.items() if times > 1]
    fixed = {family: len([span for span in spans if span[1] > span[0]]) for family, spans in problem.busy.items()}
    for (who, number), spans in when.items():
        ours = spans[fixed.get(number, 0) :] if who == "family" else spans
        theirs = spans[: fixed.get(number, 0)] if who == "family" else []
        for place, one in enumerate(ours):
            for other in [*ours[place + 1 :], *theirs]:
                assert one[1] <= other[0] or other[1] <= one[0], f"{who} {number} twice at once: {one}, {other}"
    assert sorted([*found.placed, *found.waiting]) == sorted(request.id for request in problem.requests)


def counts(problem: Problem, found: Assignment) -> Mapping[Whose, int]:
    """How many talks each child's family has."""
    had = Counter({request.whose: 0 for request in problem.requests})
    had.update({whose: number for whose, number in problem.had.items() if whose in had})
    had.update(request.whose for request, _offers in talks_of(problem, found))
    return had


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A few hosts with hours and lengths of their own, a few families, some talks with several hosts at once."""
    hosts = draw(st.integers(1, 4))
    offers: list[Offer] = []
    for host in range(hosts):
        length, at = draw(st.sampled_from((5, 10, 15))), draw(st.sampled_from((0, 5, 10, 30)))
        for number in range(draw(st.integers(0, 6))):
            offers.append(Offer(100 * host + number, host, at, length))
            at += length + draw(st.sampled_from((0, 0, 0, 5, 20)))
    families = draw(st.integers(1, 6))
    parties = st.lists(st.integers(0, hosts - 1), min_size=1, max_size=2, unique=True).map(tuple)
    children = st.sampled_from((0, 0, 1))
    wishes = draw(st.lists(st.tuples(st.integers(1, families), parties, st.booleans(), children), max_size=14))
    spans = st.tuples(st.integers(0, 80), st.integers(0, 30)).map(lambda span: (span[0], span[0] + span[1]))
    return Problem(
        [Request(number, one, who, number, needed, child) for number, (one, who, needed, child) in enumerate(wishes)],
        offers,
        draw(st.dictionaries(st.integers(1, families), st.lists(spans, max_size=2), max_size=2)),
        draw(st.dictionaries(st.tuples(st.integers(1, families), st.just(0)), st.integers(0, 2), max_size=2)),
        draw(st.integers(0, 3)),
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_nobody_is_in_two_places_and_no_wish_is_lost(problem: Problem) -> None:
    found = assign(problem, SECONDS)
    check(problem, found)
    assert assign(problem, SECONDS) == found


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_family_gets_a_second_talk_only_where_nobody_without_one_could_have_it(problem: Problem) -> None:
    found = assign(problem, SECONDS)
    had = counts(problem, found)
    missed = [request for request in problem.requests if request.id in found.waiting and not had[request.whose]]
    held = {slot: request for request, offers in talks_of(problem, found) for slot in (one.slot for one in offers)}
    for request in missed:
        for offer in problem.offers:
            if len(request.hosts) > 1 or offer.host not in request.hosts or elsewhere(problem, request, offer):
                continue
            assert offer.slot in held, "a time was left free that a family without any talk wished for"
            assert had[held[offer.slot].whose] == 1, "somebody else has two and holds it"


def elsewhere(problem: Problem, request: Request, offer: Offer) -> bool:
    """Whether a family without a talk is busy at that time."""
    return any(begins < offer.ends and offer.at < ends for begins, ends in problem.busy.get(request.family, ()))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_school_evening_is_assigned_as_well_as_the_solver_proves_possible(seed: int) -> None:
    problem = school_evening(seed)
    assert (len(problem.requests), len({request.family for request in problem.requests})) == (REQUESTS, FAMILIES)
    found = assign(problem, SECONDS)
    check(problem, found)
    assert len(found.placed) >= ENOUGH * Optimum(problem).talks()
    assert min(counts(problem, found).values()) >= 1
    assert found.waits <= FAMILIES  # a minute for each


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "lengths", "late"), [(3, (10, 15), (0,)), (4, (10,), (0, 20, 45)), (5, (8, 10, 15), (0, 30))]
)
def test_lengths_and_hours_may_differ(seed: int, lengths: tuple[int, ...], late: tuple[int, ...]) -> None:
    problem = school_evening(seed, teachers=12, slots=14, families=60, requests=160, lengths=lengths, late=late)
    found = assign(problem, SECONDS)
    check(problem, found)
    assert len(found.placed) >= ENOUGH * Optimum(problem).talks()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 7])
def test_where_teachers_have_too_little_time_as_many_families_as_possible_have_a_talk(seed: int) -> None:
    problem = school_evening(seed, teachers=8, slots=9, families=80, requests=190, crowded=True)
    found = assign(problem, SECONDS)
    check(problem, found)
    best = Optimum(problem)
    served = sum(number > 0 for number in counts(problem, found).values())
    assert (served, len(found.placed)) == (best.families(), Optimum(problem).talks())


@settings(max_examples=25, deadline=None)
@given(problems())
def test_small_evenings_have_as_many_talks_as_can_be_or_one_less(problem: Problem) -> None:
    found = assign(problem, SECONDS)
    assert len(found.placed) >= Optimum(problem).talks() - 1


def test_a_talk_with_several_hosts_holds_one_time_of_each() -> None:
    offers = [Offer(1, 1, 0, 10), Offer(2, 1, 10, 10), Offer(3, 2, 10, 10), Offer(4, 2, 20, 10)]
    problem = Problem([Request(1, 1, (1, 2)), Request(2, 2, (1,)), Request(3, 3, (2,))], offers)
    assert assign(problem, SECONDS).placed == {1: (2, 3), 2: (1,), 3: (4,)}


def test_what_a_host_asked_for_comes_before_what_a_family_wishes_more() -> None:
    problem = Problem(
        [Request(1, 1, (1,), wanted=1), Request(2, 1, (2,), wanted=2, needed=True), Request(3, 2, (1,), needed=True)],
        [Offer(1, 1, 0, 10), Offer(2, 2, 0, 10)],
    )
    assert assign(problem, SECONDS) == Assignment({2: (2,), 3: (1,)}, (1,))


def test_who_had_a_talk_already_waits_for_who_had_none() -> None:
    problem = Problem([Request(1, 1, (1,)), Request(2, 2, (1,))], [Offer(1, 1, 0, 10)], had={(1, 0): 1})
    for lot in range(5):
        found = assign(Problem(problem.requests, problem.offers, had={(1, 0): 1}, lot=lot), SECONDS)
        assert found == Assignment({2: (1,)}, (1,))


def test_each_child_of_a_family_has_a_talk_before_another_has_two() -> None:
    offers = [Offer(number, 1, 10 * number, 10) for number in range(3)] + [Offer(9, 2, 0, 10)]
    wishes = [Request(1, 1, (1,), child=1), Request(2, 1, (2,), child=1), Request(3, 1, (2,), child=2)]
    assert set(assign(Problem(wishes, offers), SECONDS).placed) == {1, 3}


def test_between_equals_a_lot_is_drawn_and_not_the_order_of_asking() -> None:
    requests = [Request(number, number, (1,)) for number in range(1, 5)]
    first = {next(iter(assign(Problem(requests, [Offer(1, 1, 0, 10)], lot=lot), SECONDS).placed)) for lot in range(40)}
    assert first == {1, 2, 3, 4}


def test_a_family_has_its_talks_one_after_the_other() -> None:
    offers = [Offer(host * 100 + number, host, number * 10, 10) for host in range(5) for number in range(12)]
    wishes = [Request(family * 10 + host, family, (host,)) for family in range(5) for host in range(5)]
    found = assign(Problem(wishes, offers), SECONDS)
    assert (len(found.placed), found.waits) == (25, 0)


def test_a_talk_is_put_beside_one_that_stands_already() -> None:
    offers = [Offer(number, 1, number * 10, 10) for number in range(12)]
    found = assign(Problem([Request(1, 1, (1,))], offers, busy={1: [(60, 70)]}), SECONDS)
    assert found.placed[1] in ((5,), (7,))


def test_when_time_is_up_what_was_found_counts() -> None:
    problem = school_evening(1, teachers=6, slots=8, families=20, requests=44)
    clock = iter(range(10_000))
    found = assign(problem, 20, lambda: float(next(clock)))
    check(problem, found)
    assert 0 < len(found.placed) < len(problem.requests)
    assert len(assign(problem, 0).placed) == 0


def test_nothing_offered_and_nothing_wished() -> None:
    assert assign(Problem([], []), SECONDS) == Assignment({}, ())
    assert assign(Problem([Request(1, 1, (1,))], []), SECONDS) == Assignment({}, (1,))
