"""What a failure means for the row: once more, never again, or nobody knows."""

from datetime import datetime, timedelta
from random import Random

import pytest

from bot.delivery.claims import Claimed
from bot.delivery.outcomes import TOO_OLD, Again, Failed, MovedTo, Outcome, Unsure, judge
from bot.domain.delivery import Lane, Op, Reason
from bot.domain.errors import DeliveryError, MessageGone, Moved, NotSent, Permanent, RetryAfter, Unknown
from bot.domain.policy import Weight


def a_row(now: datetime, lane: Lane = Lane.BULK, op: Op = Op.SEND, attempts: int = 1, resent: bool = False) -> Claimed:
    return Claimed(
        id=1,
        school_id=1,
        bot_id=1,
        account_id=1,
        person_id=1,
        lane=lane,
        op=op,
        target=None,
        weight=Weight.ROUTINE,
        personal=False,
        payload=None,
        update_id=None,
        recipient_id=None,
        attempts=attempts,
        resent=resent,
        turn=7,
        due_at=now,
        created_at=now,
    )


def after(row: Claimed, error: DeliveryError, now: datetime) -> Outcome:
    return judge(error, row, now, Random(1))


@pytest.mark.parametrize("reason", [Reason.BLOCKED, Reason.DEACTIVATED, Reason.CHAT_GONE, Reason.REJECTED])
def test_what_is_refused_for_good_fails_with_its_reason(now: datetime, reason: Reason) -> None:
    row = a_row(now)
    assert after(row, Permanent(reason, "why"), now) == Failed(row, reason, "why")
    assert isinstance(after(row, MessageGone(Reason.REJECTED), now), Failed)


def test_what_was_not_sent_is_tried_again_later_and_later(now: datetime) -> None:
    dues = []
    for attempts in range(1, 10):
        outcome = after(a_row(now, attempts=attempts), NotSent(Reason.NETWORK), now)
        assert isinstance(outcome, Again)
        dues.append(int((outcome.due_at - now).total_seconds()))
    assert dues == [1, 5, 30, 120, 600, 1800, 3600, 3600, 3600]


def test_an_answer_is_never_tried_later_than_in_half_a_minute(now: datetime) -> None:
    outcome = after(a_row(now, Lane.INTERACTIVE, attempts=20), NotSent(Reason.NETWORK), now)
    assert isinstance(outcome, Again)
    assert outcome.due_at - now == timedelta(seconds=30)


def test_what_is_too_old_to_be_of_use_is_given_up(now: datetime) -> None:
    row = a_row(now, attempts=8)
    assert after(row, NotSent(Reason.NETWORK), now + TOO_OLD * 2) == Failed(row, Reason.EXPIRED)


def test_what_waited_for_a_better_hour_for_days_still_gets_its_tries(now: datetime) -> None:
    assert isinstance(after(a_row(now, attempts=1), NotSent(Reason.NETWORK), now + TOO_OLD * 2), Again)


def test_a_flood_pauses_for_as_long_as_told_and_a_little_more(now: datetime) -> None:
    outcome = after(a_row(now), RetryAfter(3600.0), now)
    assert isinstance(outcome, Again)
    assert outcome.pause
    assert timedelta(hours=1) < outcome.due_at - now < timedelta(minutes=64)


def test_a_chat_that_moved_is_sent_to_at_once(now: datetime) -> None:
    row = a_row(now)
    assert after(row, Moved("-100500"), now) == MovedTo(row, "-100500", now)


def test_what_cannot_be_known_is_sent_once_more_and_then_left(now: datetime) -> None:
    first, second = a_row(now), a_row(now, resent=True)
    again = after(first, Unknown(Reason.NETWORK), now)
    assert isinstance(again, Unsure)
    assert again.due_at is not None
    assert after(second, Unknown(Reason.NETWORK), now) == Unsure(second, None)


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE])
def test_changing_and_deleting_twice_is_the_same_as_once(now: datetime, op: Op) -> None:
    assert isinstance(after(a_row(now, op=op), Unknown(Reason.NETWORK), now), Again)
