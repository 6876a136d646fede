"""The minutes of a meeting: a typed summary, what was agreed line by line, a voice note or photograph beside it."""

from collections.abc import Sequence

from bot.channels.base import Kind
from bot.chat.flows.meetings.held import (
    Noted,
    Writing,
    done_writing,
    expect,
    flow,
    title_of,
    to_meeting,
    writing,
)
from bot.chat.flows.meetings.parts import KNOWN, part
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import MEDIA
from bot.domain.codec import load_file
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.meetings import MeetingState
from bot.domain.minutes import LINE_LIMIT, LINES, SUMMARY_LIMIT, agreements_of, summary_of
from bot.domain.screens import Button, FileKind, FileRef, Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services.meetings import board, minutes, planning, summaries
from bot.services.meetings.minutes import Minutes
from bot.storage.models import ClassUpdate, Meeting, Person

KEPT = (FileKind.VOICE, FileKind.AUDIO, FileKind.PHOTO, FileKind.DOCUMENT)
"""What can lie beside the typed summary."""
_ASKS = {
    "summary": "meetings/minutes_summary",
    "agreements": "meetings/minutes_agreements",
    "record": "meetings/minutes_ask_record",
}


@part(30)
def _on_card(meeting: Meeting) -> Button | None:
    return button(_("Minutes and summary"), "md.minutes", meeting.id) if meeting.state in KNOWN else None


@flow.press("minutes")
async def opened(turn: Turn, meeting_id: int) -> Shown:
    """What is written so far, and what can be written."""
    await done_writing(turn)
    return await card(turn, await planning.seen_by(turn.session, turn.staff(), meeting_id))


@flow.press("text")
async def ask_summary(turn: Turn, meeting_id: int) -> Shown:
    """Type the summary; a voice note or photograph is kept beside it."""
    meeting = await minutes.may_write(turn.session, turn.staff(), meeting_id)
    return await _ask(turn, meeting, "summary")


@flow.press("agreed")
async def ask_agreements(turn: Turn, meeting_id: int) -> Shown:
    """Type what was agreed, one line for each thing."""
    meeting = await minutes.may_write(turn.session, turn.staff(), meeting_id)
    return await _ask(turn, meeting, "agreements")


@flow.press("nothing")
async def nothing_agreed(turn: Turn, meeting_id: int) -> Shown:
    """There is nothing (any more) that was agreed."""
    await done_writing(turn)
    return await _written(turn, meeting_id, Minutes(agreements=()), _("Noted: nothing was agreed."))


@flow.press("record")
async def ask_record(turn: Turn, meeting_id: int) -> Shown:
    """Send a voice note or a photograph."""
    meeting = await minutes.may_write(turn.session, turn.staff(), meeting_id)
    return await _ask(turn, meeting, "record")


@flow.press("norecord")
async def without_record(turn: Turn, meeting_id: int) -> Shown:
    """Take it away again."""
    await done_writing(turn)
    return await _written(turn, meeting_id, Minutes(without_file=True), _("The recording or photograph is taken away."))


@flow.step("summary")
async def typed_summary(turn: Turn) -> Shown:
    """The summary, in her own words; what was agreed comes next, unless it is there."""
    draft = await writing(turn)
    if (file := _file(turn)) is not None and not turn.text:
        return await _keep_record(turn, draft.meeting_id, file, "summary")
    try:
        words = summary_of(turn.text)
    except InvalidValue as error:
        return await _again(turn, draft, "summary", error)
    meeting = await minutes.write(turn.session, turn.staff(), draft.meeting_id, Minutes(words, file=file), turn.now)
    if not meeting.agreements:
        return await _ask(turn, meeting, "agreements")
    await done_writing(turn)
    return await card(turn, meeting, _("The summary is kept."))


@flow.step("agreements")
async def typed_agreements(turn: Turn) -> Shown:
    """What was agreed."""
    draft = await writing(turn)
    if (file := _file(turn)) is not None and not turn.text:
        return await _keep_record(turn, draft.meeting_id, file, "agreements")
    try:
        lines = agreements_of(turn.text)
    except InvalidValue as error:
        return await _again(turn, draft, "agreements", error)
    await done_writing(turn)
    return await _written(turn, draft.meeting_id, Minutes(agreements=lines, file=file), _("The agreements are kept."))


@flow.step("record")
async def sent_record(turn: Turn) -> Shown:
    """The voice note or photograph; typed words are the summary's, when there is none yet."""
    draft = await writing(turn)
    if (file := _file(turn)) is None:
        return await _again(turn, draft, "record", InvalidValue("record", "no_file"))
    await done_writing(turn)
    return await _written(turn, draft.meeting_id, Minutes(file=file), _("The recording or photograph is kept."))


async def card(turn: Turn, meeting: Meeting, news: Noted = None) -> Screen:
    """The minutes as they stand; who may write them has the buttons for it."""
    sent = await summaries.of(turn.session, meeting)
    writer = await turn.session.get(Person, meeting.minutes_by) if meeting.minutes_by else None
    begun = minutes.is_open(meeting, turn.now)
    rows = await _rows(turn, meeting, sent) if begun else ()
    kept = load_file(meeting.minutes_file) if meeting.minutes_file else None
    return screen(
        "meetings/minutes",
        *rows,
        to_meeting(meeting),
        title=title_of(meeting),
        day=meeting.day,
        noted=news,
        begun=begun,
        starts=meeting.starts_at,
        cancelled=meeting.state is MeetingState.CANCELLED,
        summary=meeting.minutes,
        agreements=list(meeting.agreements),
        record=MEDIA[kept.kind] if kept else None,
        writer=writer.name if writer else None,
        sent_at=sent.send_at if sent else None,
    )


async def _rows(turn: Turn, meeting: Meeting, sent: ClassUpdate | None) -> Sequence[Row]:
    staff = turn.staff()
    listen: list[Row] = [(button(_("Open the recording or photograph"), "md.open", meeting.id),)]
    rows = listen if meeting.minutes_file else []
    if sent is not None:
        how_far = (button(_("How far the summary has come"), "u.open", sent.id),)
        return [*rows, *((how_far,) if await board.follows_up(turn.session, staff, sent.id) else ())]
    try:
        await minutes.may_write(turn.session, staff, meeting.id)
    except NotAllowed:
        return rows
    text = _("Change the summary") if meeting.minutes else _("Write the summary")
    agreed = _("Change the agreements") if meeting.agreements else _("Write the agreements")
    rows.append((button(text, "md.text", meeting.id), button(agreed, "md.agreed", meeting.id)))
    if meeting.minutes_file:
        rows.append((button(_("Take the recording or photograph away"), "md.norecord", meeting.id),))
    else:
        rows.append((button(_("Voice note or photograph"), "md.record", meeting.id),))
    if meeting.minutes and await summaries.may_send(turn.session, staff, meeting):
        rows.append((button(_("To the families ›"), "md.sum", meeting.id, style=Style.SUCCESS),))
    return rows


@flow.press("open")
async def open_record(turn: Turn, meeting_id: int) -> Shown:
    """The voice note or photograph itself, as a message of its own."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    if meeting.minutes_file is None:
        return await card(turn, meeting)
    back = (button(_("‹ Minutes"), "md.minutes", meeting.id),)
    turn.say(
        screen(
            "meetings/minutes_record",
            back,
            file=load_file(meeting.minutes_file),
            title=title_of(meeting),
            day=meeting.day,
        )
    )
    return None


async def _written(turn: Turn, meeting_id: int, part: Minutes, news: Phrase) -> Screen:
    meeting = await minutes.write(turn.session, turn.staff(), meeting_id, part, turn.now)
    return await card(turn, meeting, news)


async def _keep_record(turn: Turn, meeting_id: int, file: FileRef, step: str) -> Screen:
    """A recording or photograph came first: it is kept, and the words are still awaited."""
    meeting = await minutes.write(turn.session, turn.staff(), meeting_id, Minutes(file=file), turn.now)
    return await _ask(turn, meeting, step, kept=True)


async def _ask(
    turn: Turn, meeting: Meeting, step: str, problem: InvalidValue | None = None, *, kept: bool = False
) -> Screen:
    await expect(turn, Writing(meeting.id), step)
    rows: list[Row] = []
    if step == "agreements":
        rows.append((button(_("Nothing was agreed"), "md.nothing", meeting.id),))
    rows.append((button(_("‹ Minutes"), "md.minutes", meeting.id),))
    return screen(
        _ASKS[step],
        *rows,
        title=title_of(meeting),
        day=meeting.day,
        now=meeting.minutes if step == "summary" else "\n".join(meeting.agreements),
        problem=problem.reason if problem else None,
        kept=kept,
        limit=SUMMARY_LIMIT if step == "summary" else LINE_LIMIT,
        lines=LINES,
    )


async def _again(turn: Turn, draft: Writing, step: str, problem: InvalidValue) -> Screen:
    meeting = await minutes.may_write(turn.session, turn.staff(), draft.meeting_id)
    return await _ask(turn, meeting, step, problem)


def _file(turn: Turn) -> FileRef | None:
    file = turn.received.file if turn.received.kind is Kind.FILE else None
    return file if file is not None and file.kind in KEPT else None
