"""Where each event leads a thread, whatever came before."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.threads import OWED, ThreadEvent, ThreadState, next_state

EVENTS = st.lists(st.sampled_from(ThreadEvent))


def after(events: list[ThreadEvent]) -> ThreadState:
    """The state of a new thread after these."""
    state = ThreadState.NEW
    for event in events:
        state = next_state(state, event)
    return state


@given(EVENTS)
def test_whoever_speaks_last_waits_for_the_other(events: list[ThreadEvent]) -> None:
    before = after(events)
    assert next_state(before, ThreadEvent.SAID) in OWED
    assert next_state(before, ThreadEvent.FORWARDED) in OWED
    assert next_state(before, ThreadEvent.SETTLED) is ThreadState.DONE
    expected = ThreadState.DONE if before is ThreadState.DONE else ThreadState.FAMILY
    assert next_state(before, ThreadEvent.ANSWERED) is expected


@given(EVENTS)
def test_a_thread_is_new_until_the_school_has_done_something(events: list[ThreadEvent]) -> None:
    untouched = set(events) <= {ThreadEvent.SAID, ThreadEvent.FORWARDED, ThreadEvent.REOPENED}
    assert (after(events) is ThreadState.NEW) is untouched


@given(EVENTS)
def test_an_end_is_no_dead_end(events: list[ThreadEvent]) -> None:
    done = next_state(after(events), ThreadEvent.SETTLED)
    assert next_state(done, ThreadEvent.SAID) is ThreadState.SCHOOL
    assert next_state(done, ThreadEvent.REOPENED) is ThreadState.SCHOOL
