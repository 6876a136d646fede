"""Never more than the rate in any second as the server counts, and nobody who waits is left waiting."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import AHEAD, ATTENTIVE, OURS, SECOND, SLOWER, SLOWEST, ChatPace, Pace
from bot.domain.delivery import Lane

LEAST = 0.010
"""The least way there and the least way back, together."""

ways = st.tuples(st.floats(0.005, 0.120), st.floats(0.005, 0.120))


@dataclass
class World:
    """A server that notes when each message came, a backlog without end, and people who wait for answers."""

    pace: Pace
    ways: list[tuple[float, float]]
    answers: list[float]
    arrived: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    bulk: int = 0
    _returns: list[tuple[float, float]] = field(default_factory=list)
    _sent: int = 0

    def run(self, seconds: float) -> None:
        now = 0.0
        while now < seconds:
            self._take_returns(now)
            self._send_answers(now)
            for _each in range(self.pace.free(Lane.BULK, now)):
                self._send(Lane.BULK, now)
                self.bulk += 1
            now = max(self._next(now), now + 0.0001)

    def _next(self, now: float) -> float:
        moments = [now + max(self.pace.until(Lane.BULK, now), 0.001)]
        if self._returns:
            moments.append(self._returns[0][0])
        if self.answers:
            until = self.pace.until(Lane.INTERACTIVE, now) if self.answers[0] <= now else self.answers[0] - now
            moments.append(now + until)
        return min(moments)

    def _take_returns(self, now: float) -> None:
        while self._returns and self._returns[0][0] <= now:
            _at, round_trip = heappop(self._returns)
            self.pace.came_back(now, round_trip)

    def _send_answers(self, now: float) -> None:
        while self.answers and self.answers[0] <= now and self.pace.free(Lane.INTERACTIVE, now):
            self.waited.append(now - self.answers.pop(0))
            self._send(Lane.INTERACTIVE, now)

    def _send(self, lane: Lane, now: float) -> None:
        there, back = self.ways[self._sent % len(self.ways)]
        self._sent += 1
        leaves = max(now, self.pace.take(lane, now))
        self.arrived.append(leaves + there)
        heappush(self._returns, (leaves + there + back, there + back))


def most_in_a_second(arrived: list[float]) -> int:
    """The most messages that the server counts in any sliding second, its end not included."""
    ordered = sorted(arrived)
    most, start = 0, 0
    for end, at in enumerate(ordered):
        while at - ordered[start] >= 1.0:
            start += 1
        most = max(most, end - start + 1)
    return most


def a_world(rate: int, trips: list[tuple[float, float]], answers: list[float], least: float = LEAST) -> World:
    pace = Pace(rate, kept=1)
    pace.seed(least, 0.0)
    return World(pace, trips, sorted(answers))


@given(st.integers(2, 40), st.lists(ways, min_size=1, max_size=30), st.lists(st.floats(0, 4), max_size=60))
def test_the_server_never_counts_more_than_the_rate(
    rate: int, trips: list[tuple[float, float]], answers: list[float]
) -> None:
    world = a_world(rate, trips, answers)
    world.run(5.0)
    assert most_in_a_second(world.arrived) <= rate


@given(st.integers(3, 40), st.lists(ways, min_size=1, max_size=30), st.lists(st.floats(0, 20), max_size=8))
def test_an_answer_that_is_not_one_of_many_leaves_at_once_in_the_middle_of_a_broadcast(
    rate: int, trips: list[tuple[float, float]], answers: list[float]
) -> None:
    spaced = [at + number * (SECOND + 0.25) for number, at in enumerate(sorted(answers))]
    assert all(after - before > SECOND + 0.24 for before, after in pairwise(spaced))
    world = a_world(rate, trips, spaced)
    world.run(32.0)
    assert world.answers == []
    # Who speaks after a silence waits for a place at most; a place is taken for a second and what a way takes longer.
    longest = 2.0 / rate + 0.240
    after_silence = [at - before >= ATTENTIVE for before, at in pairwise([float("-inf"), *spaced])]
    for waited, silence in zip(world.waited, after_silence, strict=True):
        assert waited < (longest if silence else 0.001)


@given(st.integers(2, 40), st.integers(1, 60))
def test_many_answers_at_once_all_leave_as_fast_as_the_server_allows(rate: int, many: int) -> None:
    world = a_world(rate, [(0.02, 0.03)], [2.0] * many)
    world.run(2.0 + (SECOND + 0.1) * (many // rate + 2))
    assert world.answers == []


def test_a_broadcast_goes_nearly_as_fast_as_the_rate() -> None:
    world = a_world(30, [(0.02, 0.03), (0.02, 0.04), (0.02, 0.03)], [], least=0.05)
    world.run(20.0)
    assert 29.7 * 20 < world.bulk <= 30 * 20


def test_a_broadcast_leaves_a_place_free_while_people_talk() -> None:
    world = a_world(30, [(0.02, 0.03), (0.02, 0.04), (0.03, 0.03)], [float(second) for second in range(20)])
    world.run(20.0)
    assert 27.5 * 20 < world.bulk + len(world.waited) <= 30 * 20


def test_a_complaint_makes_bulk_slower_and_time_makes_it_faster_again() -> None:
    pace = Pace(30)
    for at in (5.0, 5.2, 5.4):
        pace.slow_down(at)
    assert pace.share(5.4) == pytest.approx(SLOWER, abs=0.01)
    pace.slow_down(7.0)
    assert SLOWER**2 <= pace.share(7.0) < SLOWER
    for at in range(8, 60, 2):
        pace.slow_down(float(at))
    assert pace.share(58.0) == SLOWEST
    assert SLOWEST < pace.share(70.0) < pace.share(90.0) < 1.0
    assert pace.share(58.0 + 100.0) == 1.0


def test_what_did_not_leave_gives_its_place_back() -> None:
    pace = Pace(2, kept=1)
    for _each in range(5):
        assert pace.free(Lane.BULK, 0.0) == 1
        pace.take(Lane.BULK, 0.0)
        pace.give_back(0.0)
    pace.take(Lane.INTERACTIVE, 0.0)
    pace.take(Lane.INTERACTIVE, 0.0)
    assert pace.free(Lane.INTERACTIVE, 0.0) == 0
    pace.lost(1.0)
    assert (pace.free(Lane.INTERACTIVE, 1.9), pace.free(Lane.INTERACTIVE, 2.1)) == (0, 1)


def test_after_a_stall_bulk_does_not_make_up_for_all_of_it() -> None:
    pace = Pace(30, kept=1)
    assert pace.free(Lane.BULK, 60.0) <= 8


def test_bulk_rests_and_answers_do_not() -> None:
    pace = Pace(30, kept=1)
    pace.rest(1.0)
    assert (pace.free(Lane.BULK, 0.5), pace.free(Lane.INTERACTIVE, 0.5)) == (0, 30)
    assert pace.until(Lane.BULK, 0.5) == 0.5


def test_a_chat_gets_a_few_at_once_and_then_one_a_second() -> None:
    chats = ChatPace(burst=3)
    for _each in range(3):
        assert chats.hot(0.0) == []
        chats.take(7, 0.0)
    assert (chats.hot(0.0), chats.until_cooler(0.0)) == ([7], 1.0)
    assert chats.hot(1.0) == []
    chats.take(7, 1.0)
    assert chats.hot(1.5) == [7]
    chats.take(8, 60.0)
    assert list(chats._full_at) == [8]


def test_a_message_is_taken_a_little_ahead_of_its_place_and_leaves_when_it_is_free() -> None:
    pace = Pace(2, kept=0)
    for at in (0.0, 0.1):
        assert pace.take(Lane.INTERACTIVE, at) == at
        pace.came_back(at + 0.05, 0.05)
    assert pace.free(Lane.INTERACTIVE, 0.95) == 0
    free = SECOND + OURS
    ahead = free - 0.5 * AHEAD
    assert pace.free(Lane.INTERACTIVE, ahead) == 1
    assert pace.take(Lane.INTERACTIVE, ahead) == pytest.approx(free)
    assert pace.free(Lane.INTERACTIVE, ahead) == 0
    assert pace.take(Lane.INTERACTIVE, free + 0.1 - 0.5 * AHEAD) == pytest.approx(free + 0.1)


def test_what_a_busy_machine_adds_to_every_round_trip_frees_no_place_too_early() -> None:
    """The first message is late on its way out, the next one is not; and no answer is read at once."""
    pace = Pace(1, kept=0)
    for at in (-9.0, -6.0):  # both ways take nothing, but each answer lies unread for 2 ms
        pace.take(Lane.BULK, at)
        pace.came_back(at + 0.002, 0.002)
    pace.take(Lane.BULK, 0.0)
    counted = 0.004
    pace.came_back(counted, 0.004)
    leaves = max(pace.take(Lane.BULK, 0.999), 0.999)
    assert leaves - counted > 1.0
