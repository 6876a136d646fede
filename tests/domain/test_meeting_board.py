"""What a family needs next, from the invitation to the summary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.boards import Board, Came, Line, Reach, Said, Stage, Step, TalkLine, reach_of, step_of
from bot.domain.courtesy import Child
from bot.domain.meetings import AttendedBy, MeetingKind, TalkState

BEGINS = datetime(2026, 7, 22, 1, tzinfo=UTC)
BEFORE = Stage(MeetingKind.CLASS, BEGINS - timedelta(days=1), BEGINS, BEGINS + timedelta(hours=2))
AFTER = replace(BEFORE, now=BEGINS + timedelta(hours=3))
TOLD = replace(AFTER, summarised=True)
TALKS = replace(BEFORE, kind=MeetingKind.TALKS, summarises=False)
TALKED = replace(TALKS, now=AFTER.now)
THERE, AWAY = Came(True, AttendedBy.TAP), Came(False, AttendedBy.TAP)


def line(**known: object) -> Line:
    return Line(1, 1, Child("Dini", "X-1"), **known)  # type: ignore[arg-type]


def talk(state: TalkState, at: datetime = BEGINS) -> TalkLine:
    return TalkLine(7, "Nurmala", at, at + timedelta(minutes=10), state)


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({}, Step.WAIT),
        ({"invited": Reach.MISSED}, Step.INVITE),
        ({"invited": Reach.TRAVELS}, Step.WAIT),
        ({"invited": Reach.CHAT}, Step.ANSWER),
        ({"invited": Reach.LETTER}, Step.ANSWER),
        ({"invited": Reach.HAND}, Step.ANSWER),
        ({"invited": Reach.CHAT, "said": Said("not_coming")}, None),
        ({"invited": Reach.MISSED, "said": Said("coming")}, None),
    ],
)
def test_before_a_class_meeting_each_family_is_invited_and_answers(known: dict[str, object], step: Step | None) -> None:
    assert step_of(line(**known), BEFORE) is step


@pytest.mark.parametrize(
    ("known", "stage", "step"),
    [
        ({"said": Said("coming")}, AFTER, Step.ATTEND),
        ({"invited": Reach.MISSED}, AFTER, Step.ATTEND),
        ({"came": THERE}, AFTER, Step.SUMMARY),
        ({"came": AWAY}, AFTER, Step.SUMMARY),
        ({"joined_late": True}, AFTER, Step.SUMMARY),
        ({"came": THERE, "summary": Reach.TRAVELS}, TOLD, Step.WAIT),
        ({"came": THERE, "summary": Reach.CHAT}, TOLD, None),
        ({"came": THERE, "summary": Reach.MISSED}, TOLD, Step.BRING),
        ({"came": AWAY, "summary": Reach.CHAT}, TOLD, Step.TELL),
        ({"came": AWAY, "summary": Reach.CHAT, "acknowledged": True}, TOLD, None),
        ({"came": AWAY, "summary": Reach.LETTER}, TOLD, None),
        ({"came": AWAY, "summary": Reach.HAND}, TOLD, None),
        ({"came": AWAY, "summary": Reach.MISSED, "acknowledged": True}, TOLD, None),
        ({"joined_late": True, "summary": Reach.CHAT}, TOLD, Step.TELL),
    ],
)
def test_after_a_class_meeting_who_came_has_the_summary_and_who_did_not_has_read_it(
    known: dict[str, object], stage: Stage, step: Step | None
) -> None:
    assert step_of(line(**known), stage) is step


@pytest.mark.parametrize(
    ("known", "stage", "step"),
    [
        ({"invited": Reach.CHAT}, TALKS, Step.TIME),
        ({"invited": Reach.CHAT, "wishes": True}, TALKS, None),
        ({"invited": Reach.CHAT, "unneeded": True}, TALKS, None),
        ({"invited": Reach.CHAT, "said": Said("not_coming")}, TALKS, None),
        ({"talks": [talk(TalkState.BOOKED)]}, TALKS, None),
        ({"talks": [talk(TalkState.BOOKED)]}, TALKED, Step.OUTCOME),
        ({"talks": [talk(TalkState.BOOKED, AFTER.now)]}, TALKED, Step.WAIT),
        ({"talks": [talk(TalkState.DONE), talk(TalkState.BOOKED)]}, TALKED, Step.OUTCOME),
        ({"talks": [talk(TalkState.DONE)]}, TALKED, None),
        ({"talks": [talk(TalkState.MISSED)]}, TALKED, None),
        ({}, TALKED, Step.ATTEND),
        ({}, replace(TALKED, now=BEGINS), Step.TIME),
        ({"came": AWAY}, TALKED, None),
        ({"unneeded": True}, TALKED, None),
        ({"talks": [talk(TalkState.DONE)], "summary": Reach.MISSED}, replace(TALKED, summarised=True), Step.BRING),
    ],
)
def test_talks_are_accounted_for_by_their_outcomes(known: dict[str, object], stage: Stage, step: Step | None) -> None:
    assert step_of(line(**known), stage) is step


def test_what_can_be_done_stands_before_what_only_waits() -> None:
    lines = [line(), line(invited=Reach.CHAT), line(invited=Reach.MISSED), line(said=Said("coming"))]
    board = Board(BEFORE, lines)
    assert [step for step, _line in board.open] == [Step.INVITE, Step.ANSWER, Step.WAIT]
    assert board.count()["families"] == 4
    assert board.count()["invited"] == 2
    assert board.count()["coming"] == 1


@pytest.mark.parametrize(
    ("known", "reach"),
    [
        ({"sent": False}, Reach.NONE),
        ({"needs": True}, Reach.MISSED),
        ({"by_hand": True}, Reach.HAND),
        ({"letter": True}, Reach.LETTER),
        ({"queued": True}, Reach.TRAVELS),
        ({}, Reach.CHAT),
    ],
)
def test_how_far_a_message_came(known: dict[str, bool], reach: Reach) -> None:
    given = {"sent": True, "letter": False, "by_hand": False, "needs": False, "queued": False} | known
    assert reach_of(**given) is reach
