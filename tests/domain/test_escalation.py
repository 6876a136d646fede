"""The steps that follow silence, as pure rules: each once, in order, in their time, and always to an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.escalation import (
    LONGEST,
    PRESETS,
    SHORTEST,
    End,
    Family,
    Plan,
    Reader,
    Step,
    StepKind,
    checked,
    dump_plan,
    load_plan,
    next_move,
    plan_of,
    with_wait,
)

SENT = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
USUAL = PRESETS["usual"]
HOUR = timedelta(hours=1)

hours = st.integers(SHORTEST, LONGEST)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    kinds = draw(st.lists(st.sampled_from(StepKind), unique=True, max_size=3))
    waits = sorted(draw(st.lists(hours, min_size=len(kinds), max_size=len(kinds), unique=True)))
    return checked(
        [Step(wait, kind) for wait, kind in zip(waits, sorted(kinds, key=list(StepKind).index), strict=True)]
    )


@st.composite
def families(draw: st.DrawFn) -> Family:
    readers = [
        Reader(
            person,
            got_at=draw(st.none() | st.integers(0, 50).map(lambda hour: SENT + hour * HOUR)),
            read=draw(st.booleans()),
            refuses=draw(st.booleans()),
            reached=draw(st.booleans()),
            other_chat=draw(st.none() | st.just(100 + person)),
            waits_until=draw(st.none() | st.integers(0, 60).map(lambda hour: SENT + hour * HOUR)),
        )
        for person in range(draw(st.integers(0, 3)))
    ]
    return Family(SENT, tuple(readers))


def walk(plan: Plan, family: Family, start: datetime = SENT) -> list[tuple[datetime, int, tuple[int, ...], End | None]]:
    """All that happens to a family that never answers, looked at exactly when it is due."""
    now, step, happened = start, 0, []
    for _look in range(40):
        move = next_move(plan, step, family, now)
        happened.append((now, step, tuple(one.person_id for one in move.remind), move.end))
        if move.end is not None:
            return happened
        now, step = max(now, move.due_at), move.step
    raise AssertionError("never comes to an end")


@given(plans(), families())
def test_every_silent_family_comes_to_an_end_on_the_list_where_the_plan_has_one(plan: Plan, family: Family) -> None:
    *_before, (_at, _step, _who, end) = walk(plan, family)
    if not plan or family.refuses:
        assert end is End.STOPPED
    else:
        assert end is (End.LISTED if plan[-1].kind is StepKind.CALL else End.ENDED)


@given(plans(), families())
def test_nobody_is_reminded_twice_for_a_step_too_early_or_against_their_will(plan: Plan, family: Family) -> None:
    reminded = [(step, person, at) for at, step, people, _end in walk(plan, family) for person in people]
    assert len({(step, person) for step, person, _at in reminded}) == len(reminded)
    got = [one.got_at for one in family.readers if one.got_at is not None]
    for step, person, at in reminded:
        reader = family.readers[person]
        assert reader.reached
        assert not reader.refuses
        assert at >= min(got, default=SENT) + plan[step].after
        assert plan[step].kind is not StepKind.GUARDIAN or not reader.read


@given(plans(), families(), st.integers(0, 4), st.integers(0, 400))
def test_an_answer_ends_it_whenever_it_comes(plan: Plan, family: Family, step: int, after: int) -> None:
    move = next_move(plan, step, Family(family.sent_at, family.readers, settled=True), SENT + after * HOUR)
    assert (move.end, move.remind) == (End.STOPPED, ())


@given(plans(), families(), st.integers(0, 30 * 24))
def test_who_is_reminded_late_has_as_long_to_answer_as_anybody(plan: Plan, family: Family, late: int) -> None:
    now = SENT + late * HOUR
    for step in range(len(plan) - 1):
        move = next_move(plan, step, family, now)
        if move.remind:
            assert move.due_at - now >= plan[step + 1].after - plan[step].after


@given(plans(), st.sampled_from(StepKind), st.integers(0, 7))
def test_a_wait_of_ones_own_gives_a_plan_that_holds(plan: Plan, kind: StepKind, days: int) -> None:
    made = with_wait(plan, kind, days)
    assert checked(made) == made
    kinds = {step.kind for step in plan}
    assert {step.kind for step in made} == (kinds | {kind} if days else kinds - {kind})
    assert load_plan(dump_plan(made)) == made


def test_a_lone_guardian_is_passed_over_at_once_and_the_next_step_keeps_its_time() -> None:
    alone = Family(SENT, (Reader(1, got_at=SENT),))
    move = next_move(USUAL, 0, alone, SENT + 48 * HOUR)
    assert (move.remind, move.step, move.due_at) == ((), 1, SENT + 72 * HOUR)


def test_guardians_who_have_not_read_it_are_reminded_first_and_then_the_first_one_elsewhere() -> None:
    mother = Reader(1, got_at=SENT, read=True, other_chat=9)
    father = Reader(2, got_at=SENT + HOUR)
    both = Family(SENT, (mother, father))
    assert next_move(USUAL, 0, both, SENT + 48 * HOUR).remind == (father,)
    elsewhere = next_move(USUAL, 1, both, SENT + 72 * HOUR)
    assert (elsewhere.remind, elsewhere.elsewhere) == ((mother,), True)


def test_time_counts_from_when_the_message_was_there() -> None:
    waiting = Family(SENT, (Reader(1, waits_until=SENT + 60 * HOUR),))
    assert next_move(USUAL, 0, waiting, SENT + 48 * HOUR).due_at == SENT + 60 * HOUR
    late = Family(SENT, (Reader(1, got_at=SENT + 60 * HOUR), Reader(2)))
    assert next_move(USUAL, 0, late, SENT + 60 * HOUR).due_at == SENT + 108 * HOUR


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([Step(SHORTEST - 1, StepKind.CALL)], "range"),
        ([Step(LONGEST + 1, StepKind.CALL)], "range"),
        ([Step(24, StepKind.CALL), Step(48, StepKind.CALL)], "twice"),
        ([Step(24, StepKind.CALL), Step(48, StepKind.GUARDIAN)], "order"),
        ([Step(24, StepKind.GUARDIAN), Step(24, StepKind.CHANNEL)], "order"),
    ],
)
def test_a_plan_that_would_press_or_make_no_sense_is_refused(steps: list[Step], reason: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        checked(steps)
    assert raised.value.reason == reason


def test_the_usual_steps_are_two_three_and_four_days() -> None:
    assert plan_of(guardian=48, channel=72, call=96) == USUAL
