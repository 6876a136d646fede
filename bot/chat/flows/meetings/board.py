"""The board of a meeting: every family in a line, those still open first, each with a button to what comes next."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.chat.flows.meetings.draft import flow as meetings
from bot.chat.flows.meetings.held import Noted, flow, in_a_row, title_of, to_meeting
from bot.chat.flows.meetings.parts import KNOWN, part
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.boards import Board, Line, Reach, Step, TalkLine
from bot.domain.meetings import INVITATIONS, MeetingState, TalkState
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, Value, _
from bot.services.meetings import board as boards
from bot.services.meetings import closing, planning, summaries
from bot.storage.models import Meeting

PER_PAGE = 8
OPEN_STEPS: Mapping[Step, Phrase] = {
    Step.INVITE: _("the invitation has not arrived"),
    Step.ANSWER: _("no answer yet"),
    Step.TIME: _("no time chosen yet"),
    Step.ATTEND: _("not noted whether they came"),
    Step.OUTCOME: _("the outcome of the talk is not noted"),
    Step.SUMMARY: _("the summary has not been sent"),
    Step.BRING: _("the summary has not arrived"),
    Step.TELL: _("was not there and has not read the summary yet"),
    Step.WAIT: _("nothing to be done yet"),
}


@part(10)
def _on_card(meeting: Meeting) -> Button | None:
    if meeting.state not in KNOWN:
        return None
    return button(_("Board of all families"), "m.board", meeting.id)


@meetings.press("board")
async def opened(turn: Turn, meeting_id: int, page: int = 0) -> Shown:
    """Which families are accounted for, and which are not."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    return await board_of(turn, meeting, page)


@flow.press("close")
async def close(turn: Turn, meeting_id: int) -> Shown:
    """Every family is accounted for: the meeting is done."""
    meeting = await closing.close(turn.session, turn.staff(), meeting_id, turn.now)
    return await board_of(turn, meeting, 0)


async def board_of(
    turn: Turn, meeting: Meeting, number: int, news: Noted = None, above: tuple[Row, ...] = ()
) -> Screen:
    """The board; `news` is what was noted just now, `above` takes it back."""
    staff = turn.staff()
    found = await boards.board(turn.session, meeting, turn.now, staff)
    steps = {line.pupil_id: step for step, line in found.open}
    lines = [*(line for _step, line in found.open), *(one for one in found.lines if one.pupil_id not in steps)]
    page = page_of(lines, number, PER_PAGE)
    several = len({line.class_id for line in lines}) > 1
    leads = await summaries.may_send(turn.session, staff, meeting)
    rows = [
        *above,
        *_for_all(meeting, found, leads),
        *((_family(meeting, line, steps.get(line.pupil_id), page.number),) for line in page.shown),
        *page.turns("m.board", meeting.id),
        *_closing(turn, meeting, found, leads),
    ]
    return screen(
        "meetings/board",
        *rows,
        to_meeting(meeting),
        title=title_of(meeting),
        day=meeting.day,
        counts=found.count(),
        noted=news,
        open=len(steps),
        begun=found.stage.begun,
        by_time=found.stage.by_time,
        told=found.stage.summarised,
        closed=meeting.state is MeetingState.CLOSED,
        lines=[_line(turn, meeting, line, steps.get(line.pupil_id), several) for line in page.shown],
        protect=True,
    )


def _for_all(meeting: Meeting, found: Board, leads: bool) -> list[Row]:
    """What one act does for many families."""
    counts = found.steps()
    rows: list[Row] = []
    if counts[Step.ATTEND] and not found.stage.by_time:
        face = _("Note who came (%(count)s)", count=counts[Step.ATTEND])
        rows.append((button(face, "md.list", meeting.id, style=Style.PRIMARY),))
    if leads and found.stage.summarises and not found.stage.summarised and found.stage.begun:
        face = _("Send the summary") if meeting.minutes else _("Write the summary")
        rows.append((button(face, "md.sum" if meeting.minutes else "md.minutes", meeting.id, style=Style.PRIMARY),))
    return rows


def _family(meeting: Meeting, line: Line, step: Step | None, page: int) -> Button:
    """To the family; straight to the talk where its outcome is what is open."""
    if step is None:
        return button(f"✓ {line.child.name}", "md.fam", meeting.id, line.pupil_id, page, style=Style.SUCCESS)
    if step is Step.OUTCOME:
        over = next(one for one in line.talks if one.state is TalkState.BOOKED)
        return button(_("%(child)s: the outcome", child=line.child.name), "md.talk", over.talk_id)
    return button(f"▫ {line.child.name}", "md.fam", meeting.id, line.pupil_id, page)


def _closing(turn: Turn, meeting: Meeting, found: Board, leads: bool) -> list[Row]:
    over = meeting.state is MeetingState.HELD or (meeting.state is MeetingState.INVITED and turn.now >= meeting.ends_at)
    if not (leads and over) or found.open:
        return []
    return [(button(_("Close the meeting"), "md.close", meeting.id, style=Style.SUCCESS),)]


def _line(turn: Turn, meeting: Meeting, line: Line, step: Step | None, several: bool) -> dict[str, Value | Phrase]:
    return {
        "name": line.child.name,
        "class_name": line.child.class_name if several else None,
        "step": OPEN_STEPS[step] if step else None,
        "facts": in_a_row(known_of(meeting, line, turn.school.timezone)),
    }


def known_of(meeting: Meeting, line: Line, timezone: str) -> Sequence[Phrase]:
    """What is known of a family, in the order in which it happened."""
    facts: list[Phrase] = []
    if line.said is not None:
        facts.append(_said(meeting, line))
    elif line.invited in _INVITED:
        facts.append(_INVITED[line.invited])
    facts += [_talk(meeting, talk, timezone) for talk in line.talks]
    if line.came is not None:
        facts.append(_came(line))
    if line.acknowledged:
        facts.append(_("has read the summary"))
    elif line.summary in _TOLD:
        facts.append(_TOLD[line.summary])
    return facts


_INVITED: Mapping[Reach, Phrase] = {
    Reach.CHAT: _("invited"),
    Reach.HAND: _("invited from your WhatsApp"),
    Reach.LETTER: _("invited by letter"),
}
_TOLD: Mapping[Reach, Phrase] = {
    Reach.CHAT: _("has the summary"),
    Reach.HAND: _("has the summary from your WhatsApp"),
    Reach.LETTER: _("has the summary as a letter"),
}


def _talk(meeting: Meeting, talk: TalkLine, timezone: str) -> Phrase:
    """When they have their own time, on the school's clock; the day, where it is not the meeting's."""
    at = talk.at.astimezone(ZoneInfo(timezone))
    if at.date() == meeting.day:
        return _("talk at %(at)s", at=at.time())
    return _("talk on %(day)s at %(at)s", day=at.date(), at=at.time())


def _said(meeting: Meeting, line: Line) -> Phrase:
    assert line.said is not None
    face = SHELF.get(INVITATIONS[meeting.kind]).answer(line.said.choice).face
    if line.said.relation is None:
        return _("“%(answer)s”", answer=face)
    return _("“%(answer)s” (%(relation)s)", answer=face, relation=RELATIONS[line.said.relation])


def _came(line: Line) -> Phrase:
    assert line.came is not None
    if not line.came.came:
        return _("did not come")
    if line.came.relation is None:
        return _("came")
    return _("came (%(relation)s)", relation=RELATIONS[line.came.relation])
