"""The one policy for leaving the house."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import Reason
from bot.domain.policy import Go, Refuse, Standing, Verdict, Wait, Weight, may_send
from bot.domain.quiet import QuietRule

RULE = QuietRule("Asia/Jakarta")
DAY = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 7, 20, 23, 30, tzinfo=UTC)
FULL = Standing(cap_opens=DAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("standing", "weight", "now", "verdict"),
    [
        (Standing(), Weight.ROUTINE, DAY, Go()),
        (Standing(), Weight.ROUTINE, NIGHT, Wait(MORNING, Reason.QUIET_HOURS)),
        (Standing(), Weight.BOOKED, NIGHT, Wait(MORNING, Reason.QUIET_HOURS)),
        (Standing(), Weight.URGENT, NIGHT, Go()),
        (Standing(), Weight.ANSWER, NIGHT, Go()),
        (FULL, Weight.ROUTINE, DAY, Wait(DAY + timedelta(days=2), Reason.FAMILY_CAP)),
        (FULL, Weight.URGENT, DAY, Go()),
        (FULL, Weight.BOOKED, DAY, Go()),
        (Standing(linked=False), Weight.URGENT, DAY, Refuse(Reason.NOT_LINKED)),
        (Standing(blocked=True), Weight.ANSWER, DAY, Refuse(Reason.BLOCKED)),
        (Standing(stopped=True), Weight.URGENT, DAY, Refuse(Reason.STOPPED)),
        (Standing(stopped=True), Weight.ANSWER, DAY, Go()),
        (Standing(consent=False), Weight.ROUTINE, DAY, Refuse(Reason.NO_CONSENT)),
    ],
)
def test_the_policy(standing: Standing, weight: Weight, now: datetime, verdict: Verdict) -> None:
    assert may_send(standing, weight, now, RULE) == verdict


def test_a_provisional_guardian_gets_class_updates_and_nothing_personal() -> None:
    provisional = Standing(confirmed=False)
    assert may_send(provisional, Weight.ROUTINE, DAY, RULE) == Go()
    assert may_send(provisional, Weight.ROUTINE, DAY, RULE, personal=True) == Refuse(Reason.PROVISIONAL)
