"""Whatever families and hosts do, at whatever moment: nobody is in two talks, no promise is lost, all wait in turn."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.errors import AppError
from bot.domain.meetings import TalkState
from bot.domain.talks import How, ticks
from bot.services.talks import taking, waiting
from bot.storage.engine import make_engine, make_readers
from bot.storage.models import (
    Busy,
    LogEntry,
    LogKind,
    Meeting,
    MeetingHost,
    Outgoing,
    Slot,
    Talk,
    TalkSlot,
    Wish,
)
from tests.support.talkworld import FAMILIES, TalkWorld

EXAMPLES, STEPS = 12, 30
TIES = sum(len(guardians) for _child, guardians, _apart in FAMILIES)
ANY = st.integers(0, 10_000)
TIE = st.integers(0, TIES - 1)
ASKED = ((0, 0), (0, 1), (1, 1))
"""A meeting, and who of the hosts is asked for there."""
WHERE = st.sampled_from(ASKED)
OFFERED = st.sampled_from((*ASKED, (1, 2)))


@dataclass(slots=True)
class Seen:
    """All rows at one moment."""

    meetings: dict[int, Meeting]
    hosts: dict[int, list[int]]
    slots: dict[int, Slot]
    talks: dict[int, Talk]
    wishes: dict[int, Wish]
    held: dict[int, list[int]]
    """By talk: its slots."""
    busy: dict[int, set[tuple[int, datetime]]]
    waited: dict[int, Talk]
    """Talks that came from the waiting list."""
    told: set[str]

    def standing(self) -> list[Talk]:
        return [talk for talk in self.talks.values() if talk.state is not TalkState.RELEASED]

    def people(self, talk: Talk) -> set[int]:
        return {*self.hosts_of(talk.meeting_id, talk.host_id), talk.person_id}

    def hosts_of(self, meeting_id: int, host_id: int) -> list[int]:
        return self.hosts[meeting_id] if self.meetings[meeting_id].joint else [host_id]

    def is_free(self, person: int, slot: Slot) -> bool:
        return not any(
            person in self.people(talk) and talk.starts_at < slot.ends_at and slot.starts_at < talk.ends_at
            for talk in self.standing()
        )

    def turn(self, wish: Wish) -> tuple[bool, datetime, int]:
        """The lower, the sooner this family gets a time."""
        has = any(
            (talk.meeting_id, talk.pupil_id, talk.party) == (wish.meeting_id, wish.pupil_id, wish.party)
            for talk in self.standing()
        )
        return has, wish.since, wish.id


async def look(session: AsyncSession) -> Seen:
    """All rows as they are committed."""

    async def rows(model: type[Any]) -> list[Any]:
        return list(await session.scalars(select(model)))

    hosts, held, busy = defaultdict(list), defaultdict(list), defaultdict(set)
    for row in await rows(MeetingHost):
        hosts[row.meeting_id].append(row.person_id)
    for row in await rows(TalkSlot):
        held[row.talk_id].append(row.slot_id)
    for row in await rows(Busy):
        busy[row.talk_id].add((row.person_id, row.at))
    talks = {talk.id: talk for talk in await rows(Talk)}
    entries = [(one.meeting_id, one.staff_id, one.pupil_id, one.person_id, one.at) for one in await _waited(session)]
    waited = {
        talk.id: talk
        for talk in talks.values()
        if (talk.meeting_id, talk.host_id, talk.pupil_id, talk.person_id, talk.created_at) in entries
    }
    return Seen(
        {one.id: one for one in await rows(Meeting)},
        hosts,
        {one.id: one for one in await rows(Slot)},
        talks,
        {one.id: one for one in await rows(Wish)},
        held,
        busy,
        waited,
        {row.dedupe or "" for row in await rows(Outgoing)},
    )


async def _waited(session: AsyncSession) -> Sequence[LogEntry]:
    of_waiting = select(LogEntry).where(LogEntry.kind == LogKind.BOOKED, LogEntry.choice == How.WAITING.value)
    return list(await session.scalars(of_waiting))


@dataclass(frozen=True, slots=True)
class Press:
    """Something that somebody does; about which talk or wish, where it is about one."""

    act: Awaitable[Any]
    talk_id: int = 0
    wish_id: int = 0
    releases: bool = False


class Anything(RuleBasedStateMachine):
    """Families and hosts act, one after the other or at once."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = make_engine(self.url, pool=16)
        self.world = TalkWorld(self.engine)
        self.runner.run(self.world.found())
        self.presses: Sequence[Press] = ()
        self.results: Sequence[Any] = ()
        self.acted = self.world.now
        self.seen = self.before = self.look()

    def look(self) -> Seen:
        async def whole() -> Seen:
            async with make_readers(self.engine)() as session:
                return await look(session)

        return self.runner.run(whole())

    def teardown(self) -> None:
        self.runner.run(self.engine.dispose())
        self.runner.close()

    def do(self, *presses: Press | None) -> None:
        """Let these happen at once; errors of ours are answers, anything else is a failure."""
        self.presses = [press for press in presses if press is not None]
        self.before = self.seen
        self.world.now += timedelta(minutes=1)
        self.acted = self.world.now

        async def at_once() -> list[Any]:
            return await asyncio.gather(*[press.act for press in self.presses], return_exceptions=True)

        self.results = self.runner.run(at_once())
        for result in self.results:
            if isinstance(result, BaseException) and not isinstance(result, AppError):
                raise result
        self.seen = self.look()

    # --- What they can do.

    def booking(self, tie: int, pick: int, *, by: bool = False) -> Press:
        return Press(self.world.book(tie, self.some_slot(pick), by=by))

    def moving(self, pick: int, to: int, who: int) -> Press | None:
        talk = self.some_talk(pick)
        if talk is None:
            return None
        return Press(self.world.move(self.somebody(talk, who), talk.id, self.some_slot(to)), talk.id)

    def releasing(self, pick: int, who: int) -> Press | None:
        talk = self.some_talk(pick)
        return Press(self.world.release(self.somebody(talk, who), talk.id), talk.id, releases=True) if talk else None

    def waiting(self, tie: int, where: tuple[int, int]) -> Press:
        return Press(self.world.wait(tie, *where))

    def some_slot(self, pick: int) -> int:
        slots = sorted(self.seen.slots)
        return slots[pick % len(slots)]

    def some_talk(self, pick: int) -> Talk | None:
        standing = sorted(self.seen.standing(), key=lambda talk: talk.id)
        return standing[pick % len(standing)] if standing else None

    def somebody(self, talk: Talk, who: int) -> int:
        """A guardian of the child, the homeroom teacher, or whoever forges a press."""
        guardians = [person for person, pupil in self.world.ties if pupil == talk.pupil_id]
        people = [*guardians, self.world.hosts[0], self.world.ties[who % TIES][0]]
        return people[who % len(people)]

    @initialize(order=st.permutations(range(TIES)), where=WHERE)
    def all_want_the_same(self, order: list[int], where: tuple[int, int]) -> None:
        """So many more families than times that some wait from the beginning."""
        meeting_id, host_id = self.world.meetings[where[0]], self.world.hosts[where[1]]
        for tie in order:
            free = self.runner.run(_free(self.engine, meeting_id, host_id, self.world.ties[tie][0], self.world.now))
            self.do(Press(self.world.book(tie, free[0])) if free else self.waiting(tie, where))

    @rule(tie=TIE, pick=ANY, by=st.booleans())
    def book(self, tie: int, pick: int, by: bool) -> None:
        self.do(self.booking(tie, pick, by=by))

    @rule(pick=ANY, to=ANY, who=ANY)
    def move(self, pick: int, to: int, who: int) -> None:
        self.do(self.moving(pick, to, who))

    @rule(pick=ANY, who=st.integers(0, 2))
    def release(self, pick: int, who: int) -> None:
        self.do(self.releasing(pick, who))

    @rule(picks=st.lists(ANY, min_size=1, max_size=3), who=st.integers(0, 2), tie=TIE, where=WHERE)
    def give_back_while_others_begin_to_wait(
        self, picks: list[int], who: int, tie: int, where: tuple[int, int]
    ) -> None:
        self.do(*[self.releasing(pick, who) for pick in picks], self.waiting(tie, where))

    @rule(ties=st.lists(TIE, min_size=1, max_size=6), where=WHERE)
    def wait(self, ties: list[int], where: tuple[int, int]) -> None:
        self.do(*[self.waiting(tie, where) for tie in ties])

    @precondition(lambda self: self.seen.wishes)
    @rule(pick=ANY)
    def wait_no_longer(self, pick: int) -> None:
        wishes = sorted(self.seen.wishes)
        wish_id = wishes[pick % len(wishes)]
        self.do(Press(self.world.leave(wish_id), wish_id=wish_id))

    @rule(where=OFFERED, starts=st.integers(0, 5), length=st.integers(1, 3), minutes=st.sampled_from((10, 15, 20)))
    def offer(self, where: tuple[int, int], starts: int, length: int, minutes: int) -> None:
        begins, ends = (time(13 + tens // 6, tens % 6 * 10) for tens in (starts, starts + length))
        self.do(Press(self.world.offer(*where, begins, ends, minutes)))

    @rule(pick=ANY)
    def close(self, pick: int) -> None:
        self.do(Press(self.world.close(self.some_slot(pick))))

    @rule(pick=ANY)
    def reopen(self, pick: int) -> None:
        self.do(Press(self.world.reopen(self.some_slot(pick))))

    @rule(meeting=st.sampled_from((0, 1)), order=st.lists(st.integers(0, 9), min_size=1, max_size=6))
    def assign(self, meeting: int, order: list[int]) -> None:
        self.do(Press(self.world.assign(meeting, order)))

    @rule(ties=st.lists(TIE, min_size=2, max_size=8), pick=ANY)
    def all_press_one(self, ties: list[int], pick: int) -> None:
        self.do(*[self.booking(tie, pick) for tie in ties])

    @rule(acts=st.lists(st.tuples(st.sampled_from("bmrw"), ANY, ANY, ANY), min_size=2, max_size=8))
    def all_press_something(self, acts: list[tuple[str, int, int, int]]) -> None:
        doing: dict[str, Callable[[int, int, int], Press | None]] = {
            "b": lambda one, _other, who: self.booking(who % TIES, one),
            "m": self.moving,
            "r": lambda one, _other, who: self.releasing(one, who),
            "w": lambda _one, other, who: self.waiting(who % TIES, ASKED[other % len(ASKED)]),
        }
        self.do(*[doing[kind](one, other, who) for kind, one, other, who in acts])

    @rule(hours=st.integers(1, 9))
    def time_passes(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    # --- What holds whatever they do.

    @invariant()
    def each_talk_holds_its_slots_and_its_people_and_nothing_else_is_held(self) -> None:
        seen = self.seen
        standing = {talk.id: talk for talk in seen.standing()}
        assert set(seen.held) == set(standing) == set(seen.busy)
        for talk in standing.values():
            slots = [seen.slots[slot_id] for slot_id in seen.held[talk.id]]
            assert sorted(slot.host_id for slot in slots) == sorted(seen.hosts_of(talk.meeting_id, talk.host_id))
            assert {(slot.meeting_id, slot.starts_at, slot.ends_at) for slot in slots} == {
                (talk.meeting_id, talk.starts_at, talk.ends_at)
            }
            times = ticks(talk.starts_at, talk.ends_at)
            assert seen.busy[talk.id] == {(person, at) for person in seen.people(talk) for at in times}

    @invariant()
    def nobody_is_in_two_talks_at_once(self) -> None:
        standing = self.seen.standing()
        for number, one in enumerate(standing):
            for other in standing[number + 1 :]:
                if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                    assert not self.seen.people(one) & self.seen.people(other)

    @invariant()
    def each_family_has_one_talk_with_a_host(self) -> None:
        families = [(one.meeting_id, one.host_id, one.pupil_id, one.party) for one in self.seen.standing()]
        assert len(families) == len(set(families))
        waiting_for = [(one.meeting_id, one.host_id, one.pupil_id, one.party) for one in self.seen.wishes.values()]
        assert not set(waiting_for) & set(families)

    @invariant()
    def what_was_promised_holds(self) -> None:
        done = list(zip(self.presses, self.results, strict=True))
        for talk in self.before.standing():
            now = self.seen.talks[talk.id]
            well = [(press, result) for press, result in done if press.talk_id == talk.id and _is_well(result)]
            if any(press.releases for press, _result in well):
                assert now.state is TalkState.RELEASED
                continue
            moved = {(result.starts_at, result.person_id) for _press, result in well}
            assert now.state is TalkState.BOOKED
            assert (now.starts_at, now.person_id) in (moved or {(talk.starts_at, talk.person_id)})
        for _press, result in done:
            if isinstance(result, Talk):
                assert result.id in self.seen.talks

    @invariant()
    def who_waits_keeps_the_place_or_has_a_talk(self) -> None:
        standing = {(one.meeting_id, one.host_id, one.pupil_id) for one in self.seen.standing()}
        kept = {_family(wish): wish for wish in self.seen.wishes.values()}
        left = {press.wish_id for press in self.presses}
        begun = [result for result in self.results if isinstance(result, Wish)]
        for wish in (*begun, *[one for one in self.before.wishes.values() if one.id not in left]):
            if (one := kept.get(_family(wish))) is not None:
                assert one.since <= wish.since
            else:
                assert (wish.meeting_id, wish.host_id, wish.pupil_id) in standing

    @invariant()
    def nobody_waits_for_a_time_that_is_free(self) -> None:
        assert self.runner.run(_missed(self.engine, self.seen, self.acted)) == []

    @invariant()
    def who_waited_got_it_in_turn(self) -> None:
        for talk in self.seen.waited.values():
            mine = next((one for one in self.before.wishes.values() if _family(one) == _family(talk)), None)
            if talk.id in self.before.talks or mine is None:
                continue
            slot = self.seen.slots[self.seen.held[talk.id][0]]
            for other in self.seen.wishes.values():
                if (other.meeting_id, other.host_id) == (talk.meeting_id, talk.host_id):
                    assert not self._passed_over(other, mine, slot), (other.id, talk.id)

    def _passed_over(self, other: Wish, mine: Wish, slot: Slot) -> bool:
        """Whether somebody who still waits was before the one who got this slot, and could have taken it; where much
        happened at once, whatever the order was."""
        if other.id not in self.before.wishes or not self.seen.is_free(other.person_id, slot):
            return False
        if len(self.presses) > 1:
            touched = {press.talk_id for press in self.presses}
            families = {self.before.talks[one].pupil_id for one in touched if one}
            if mine.pupil_id in families or not self.before.is_free(other.person_id, slot):
                return False
        return max(self.before.turn(other), self.seen.turn(other)) < self.before.turn(mine)

    @invariant()
    def who_got_a_time_is_told(self) -> None:
        for talk in self.seen.waited.values():
            if talk.state is TalkState.BOOKED and talk.sequence == 0:
                assert f"talk:{talk.id}:{talk.person_id}:passed:0" in self.seen.told


def _is_well(result: Any) -> bool:
    return not isinstance(result, BaseException)


def _family(one: Talk | Wish) -> tuple[int, int, int, int]:
    """Who wants what: of these there is one."""
    return one.meeting_id, one.host_id, one.pupil_id, one.party


async def _free(engine: AsyncEngine, meeting_id: int, host_id: int, person_id: int, now: datetime) -> list[int]:
    async with make_readers(engine)() as session:
        meeting = await session.get_one(Meeting, meeting_id)
        host_id = meeting.host_id if meeting.joint else host_id
        return [one.id for one in await taking.open_slots(session, meeting, host_id, now, guardian_id=person_id)]


async def _missed(engine: AsyncEngine, seen: Seen, now: datetime) -> list[tuple[int, int]]:
    """Wishes, and slots that they could have."""
    missed: list[tuple[int, int]] = []
    async with make_readers(engine)() as session:
        for wish in seen.wishes.values():
            meeting = seen.meetings[wish.meeting_id]
            left = await taking.open_slots(session, meeting, wish.host_id, now, guardian_id=wish.person_id)
            soonest = await waiting.soonest(session, meeting, now)
            missed += [(wish.id, slot.id) for slot in left if slot.starts_at >= soonest]
    return missed


@pytest.mark.usefixtures("engine")
def test_whatever_they_do(database_url: str) -> None:
    machine = type("Anything", (Anything,), {"url": database_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES if database_url.startswith("sqlite") else EXAMPLES // 2,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
