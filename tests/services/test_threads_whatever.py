"""Whatever families and staff do, at whatever moment: each question has somebody responsible and a promise that is kept
within working hours, and nobody answers past a colleague."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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

from bot.domain.errors import AppError
from bot.domain.threads import OWED, ThreadState
from bot.services.calendar import public_holidays
from bot.services.threads.answering import Answered
from bot.services.threads.opening import Opened
from bot.services.threads.views import SAID
from bot.storage.engine import make_engine, make_readers
from bot.storage.models import (
    Account,
    AccountState,
    CalendarDay,
    DayKind,
    Leave,
    LogEntry,
    LogKind,
    Outgoing,
    StaffHours,
    Thread,
)
from tests.support.askworld import GUARDIANS, STAFF, AskWorld

EXAMPLES, STEPS = 16, 40
JAKARTA = ZoneInfo("Asia/Jakarta")
FORGED = 6
"""One press in so many is not by whom it is for."""
ANY = st.integers(0, 10_000)
STAFFER = st.integers(0, len(STAFF) - 1)
GUARDIAN = st.integers(0, len(GUARDIANS) - 1)


@dataclass(slots=True)
class Seen:
    """All rows at one moment."""

    threads: dict[int, Thread]
    said: dict[int, list[LogEntry]]
    """By thread, in order."""
    log: dict[int, list[LogEntry]]
    hours: dict[int, StaffHours]
    leaves: list[Leave]
    closed: set[date]
    told: set[str]
    blocked: set[int]

    def owed(self) -> list[Thread]:
        return [thread for thread in self.threads.values() if thread.state in OWED]


@dataclass(frozen=True, slots=True)
class Press:
    """Something that somebody does; `staff` answers having seen so much."""

    act: Awaitable[Any]
    staff: int = 0
    seen: int | None = None


class Anything(RuleBasedStateMachine):
    """Families and staff act, one after the other or at once."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.engine = make_engine(self.url, pool=16)
        self.world = AskWorld(self.engine)
        self.runner.run(self.world.found())
        self.acted = self.world.now
        self.ticked = False
        self.done: list[tuple[Press, Any]] = []
        self.seen = self.before = self.runner.run(self.look())

    async def look(self) -> Seen:
        async with make_readers(self.engine)() as session:

            async def rows(model: type[Any]) -> list[Any]:
                return list(await session.scalars(select(model)))

            log: defaultdict[int, list[LogEntry]] = defaultdict(list)
            for entry in sorted(await rows(LogEntry), key=lambda one: one.id):
                log[entry.thread_id or 0].append(entry)
            own = {row.day: row.kind for row in await rows(CalendarDay)}
            closed = {day for day, kind in own.items() if kind is DayKind.CLOSED}
            closed |= {day for day in public_holidays("ID", 2026) if own.get(day) is not DayKind.OPEN}
            return Seen(
                {one.id: one for one in await rows(Thread)},
                {thread: [one for one in entries if one.kind in SAID] for thread, entries in log.items()},
                log,
                {one.person_id: one for one in await rows(StaffHours)},
                [one for one in await rows(Leave) if one.ended_at is None],
                closed,
                {row.dedupe or "" for row in await rows(Outgoing)},
                {row.person_id for row in await rows(Account) if row.state is AccountState.BLOCKED},
            )

    def teardown(self) -> None:
        self.runner.run(self.engine.dispose())
        self.runner.close()

    def do(self, *presses: Press | None) -> None:
        """Let these happen at once; errors of ours are answers, anything else is a failure."""
        given = [press for press in presses if press is not None]
        self.ticked = False
        self.before = self.seen
        self.world.now += timedelta(minutes=1)
        self.acted = self.world.now

        async def at_once() -> list[Any]:
            return await asyncio.gather(*[press.act for press in given], return_exceptions=True)

        results = self.runner.run(at_once())
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, AppError):
                raise result
        self.done = list(zip(given, results, strict=True))
        self.seen = self.runner.run(self.look())

    # --- What they can do.

    def thread(self, pick: int) -> Thread:
        ids = sorted(self.seen.threads)
        return self.seen.threads[ids[pick % len(ids)]]

    def somebody(self, pick: int) -> int:
        return self.world.staff[pick % len(STAFF)]

    def concerned(self, thread: Thread, pick: int) -> int:
        """Mostly whoever has it or had it; sometimes anybody of the staff."""
        if pick % FORGED == FORGED - 1:
            return self.somebody(pick // FORGED)
        readers = sorted({thread.responsible_id, *(one.staff_id or 0 for one in self.seen.log[thread.id])} - {0})
        return readers[pick % len(readers)]

    def family(self, thread: Thread, pick: int) -> int:
        """Mostly whose thread it is; sometimes the child's other guardian."""
        others = [one for one in self.world.guardians if one != thread.person_id]
        return others[0] if pick % FORGED == FORGED - 1 else thread.person_id

    def asking(self, guardian: int, whom: int) -> Press:
        return Press(self.world.ask(self.world.guardians[guardian], whom, f"Tanya {self.world.now}"))

    def adding(self, pick: int, who: int) -> Press:
        thread = self.thread(pick)
        return Press(self.world.add(self.family(thread, who), thread.id, f"Lagi {self.world.now}"))

    def answering(self, pick: int, who: int, late: int) -> Press:
        """An answer to what had been said some messages ago, or to whatever was said (`late` 3)."""
        thread = self.thread(pick)
        staff = self.concerned(thread, who)
        seen = None if late == 3 else max(0, thread.messages - late)
        return Press(self.world.answer(staff, thread.id, f"Jawab {self.world.now} {who}", seen), staff, seen)

    def forwarding(self, pick: int, who: int, to: int) -> Press:
        thread = self.thread(pick)
        return Press(self.world.forward(self.concerned(thread, who), thread.id, self.somebody(to), "Mohon bantu"))

    def ending(self, pick: int, who: int, how: int) -> Press:
        thread = self.thread(pick)
        guardian, staff = self.family(thread, who), self.concerned(thread, who)
        acts = (
            lambda: self.world.close(guardian, thread.id),
            lambda: self.world.reopen(guardian, thread.id),
            lambda: self.world.settle(staff, thread.id),
            lambda: self.world.reopen_by_school(staff, thread.id),
        )
        return Press(acts[how % len(acts)]())

    @initialize(guardians=st.lists(GUARDIAN, min_size=1, max_size=3), hours=st.integers(0, 80))
    def some_have_asked(self, guardians: list[int], hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        for whom, guardian in enumerate(guardians):
            self.do(self.asking(guardian, whom))

    @rule(guardian=GUARDIAN, whom=st.integers(0, 4))
    def ask(self, guardian: int, whom: int) -> None:
        self.do(self.asking(guardian, whom))

    @precondition(lambda self: self.seen.threads)
    @rule(pick=ANY, who=ANY)
    def add(self, pick: int, who: int) -> None:
        self.do(self.adding(pick, who))

    @precondition(lambda self: self.seen.threads)
    @rule(pick=ANY, who=ANY, late=st.integers(0, 3))
    def answer(self, pick: int, who: int, late: int) -> None:
        self.do(self.answering(pick, who, late))

    @precondition(lambda self: self.seen.threads)
    @rule(pick=ANY, who=ANY, to=STAFFER)
    def forward(self, pick: int, who: int, to: int) -> None:
        self.do(self.forwarding(pick, who, to))

    @precondition(lambda self: self.seen.threads)
    @rule(pick=ANY, who=ANY, how=st.integers(0, 3))
    def end_or_reopen(self, pick: int, who: int, how: int) -> None:
        self.do(self.ending(pick, who, how))

    @precondition(lambda self: self.seen.threads)
    @rule(pick=ANY, who=st.lists(ANY, min_size=2, max_size=4))
    def all_answer_what_they_saw(self, pick: int, who: list[int]) -> None:
        self.do(*[self.answering(pick, one, 0) for one in who])

    @precondition(lambda self: self.seen.threads)
    @rule(acts=st.lists(st.tuples(st.sampled_from("aqsfe"), ANY, ANY, st.integers(0, 3)), min_size=2, max_size=6))
    def all_do_something(self, acts: list[tuple[str, int, int, int]]) -> None:
        doing: dict[str, Callable[[int, int, int], Press]] = {
            "a": lambda pick, who, late: self.answering(pick, who, late),
            "q": lambda _pick, who, whom: self.asking(who % 2, whom),
            "s": lambda pick, who, _late: self.adding(pick, who),
            "f": lambda pick, who, to: self.forwarding(pick, who, to),
            "e": lambda pick, who, how: self.ending(pick, who, how),
        }
        self.do(*[doing[kind](pick, who, how) for kind, pick, who, how in acts])

    @rule(who=STAFFER, active=st.booleans())
    def block_or_unblock(self, who: int, active: bool) -> None:
        state = AccountState.ACTIVE if active else AccountState.BLOCKED
        self.do(Press(self.world.change_chat(self.somebody(who), state)))

    @rule(who=STAFFER, ahead=st.integers(0, 3), days=st.integers(0, 5), cover=st.integers(0, len(STAFF)))
    def take_leave(self, who: int, ahead: int, days: int, cover: int) -> None:
        self.do(Press(self.world.take_leave(who, ahead, days, cover if cover < len(STAFF) else None)))

    @precondition(lambda self: self.seen.leaves)
    @rule(pick=ANY)
    def come_back_early(self, pick: int) -> None:
        leave = self.seen.leaves[pick % len(self.seen.leaves)]
        self.do(Press(self.world.end_leave(leave.person_id, leave.id)))

    @rule(ahead=st.integers(0, 4), is_open=st.booleans())
    def open_or_close_a_day(self, ahead: int, is_open: bool) -> None:
        self.do(Press(self.world.set_day(ahead, is_open=is_open)))

    @rule()
    def tick(self) -> None:
        self.do(Press(self.world.tick()))
        self.ticked = True

    @precondition(lambda self: self.seen.threads)
    @rule(hours=st.sampled_from((1, 5, 9, 14, 26, 70)))
    def time_passes(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    # --- What holds whatever they do.

    @invariant()
    def whoever_is_owed_an_answer_has_a_promise_and_somebody_responsible(self) -> None:
        for thread in self.seen.threads.values():
            assert thread.responsible_id in self.world.staff
            if thread.state in OWED:
                assert None not in (thread.promised_at, thread.step_at), thread.id
            else:
                assert (thread.promised_at, thread.step_at) == (None, None), thread.id

    @invariant()
    def a_promise_is_a_moment_at_which_she_works(self) -> None:
        for thread in self.seen.owed():
            before = self.before.threads.get(thread.id)
            if before is not None and (before.promised_at, before.responsible_id) == (
                thread.promised_at,
                thread.responsible_id,
            ):
                continue
            assert thread.promised_at is not None
            self.works(thread.responsible_id, thread.promised_at)
            assert thread.promised_at >= self.acted

    @invariant()
    def after_a_tick_every_promise_that_lies_ahead_can_be_kept(self) -> None:
        if not self.ticked:
            return
        reachable = set(self.world.staff) - self.seen.blocked
        for thread in self.seen.owed():
            assert thread.promised_at is not None
            if thread.promised_at > self.acted:
                self.works(thread.responsible_id, thread.promised_at)
            assert thread.responsible_id in reachable or not self.world.office & reachable

    def works(self, staff: int, at: datetime) -> None:
        """That she does, reckoned without what reckons promises."""
        local = at.astimezone(JAKARTA)
        own = self.seen.hours.get(staff)
        weekdays, start, end = [0, 1, 2, 3, 4], time(7, 30), time(15, 30)
        if own is not None and own.start is not None and own.end is not None:
            weekdays, start, end = own.weekdays, own.start, own.end
        assert local.weekday() in weekdays, local
        assert start <= local.time() <= end, local
        assert local.date() not in self.seen.closed, local
        for leave in self.seen.leaves:
            assert leave.person_id != staff or not leave.first <= local.date() <= leave.through, local

    @invariant()
    def more_words_do_not_put_a_promise_off(self) -> None:
        for thread in self.seen.owed():
            before = self.before.threads.get(thread.id)
            if before is not None and before.state in OWED and before.responsible_id == thread.responsible_id:
                kinds = {entry.kind for entry in self.seen.log[thread.id][len(self.before.log[thread.id]) :]}
                if kinds == {LogKind.QUESTION}:
                    assert thread.promised_at == before.promised_at

    @invariant()
    def nobody_answers_past_a_colleague(self) -> None:
        for press, result in self.done:
            if isinstance(result, Answered) and press.seen is not None and not result.again:
                said = self.seen.said[result.thread.id]
                place = next(at for at, entry in enumerate(said) if entry.id == result.entry.id)
                between = [one for one in said[press.seen : place] if one.kind is LogKind.REPLY]
                assert all(one.staff_id == press.staff for one in between)

    @invariant()
    def what_was_said_is_counted_and_the_state_says_who_spoke_last(self) -> None:
        for thread in self.seen.threads.values():
            said = self.seen.said[thread.id]
            assert thread.messages == len(said)
            last = self.seen.log[thread.id][-1].kind
            if last is LogKind.SETTLED:
                assert thread.state is ThreadState.DONE
            elif last is LogKind.QUESTION:
                assert thread.state in OWED
            elif last is LogKind.REPLY:
                assert thread.state in (ThreadState.FAMILY, ThreadState.DONE)
            else:
                assert thread.state in OWED
            assert (thread.state is ThreadState.NEW) <= all(one.kind is not LogKind.REPLY for one in said)

    @invariant()
    def every_word_was_told_to_whoever_it_was_for(self) -> None:
        for thread, entries in self.seen.said.items():
            for entry in entries[len(self.before.said.get(thread, ())) :]:
                if entry.kind is LogKind.REPLY:
                    assert f"reply:{entry.id}" in self.seen.told
                elif entry.staff_id not in self.seen.blocked:
                    assert f"question:{entry.id}:0" in self.seen.told

    @invariant()
    def whoever_can_be_reached_is_asked_before_who_cannot(self) -> None:
        reachable = set(self.world.staff) - self.seen.blocked
        for _press, result in self.done:
            if isinstance(result, Opened) and self.world.office & reachable:
                assert result.promised.responsible.id in reachable


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
