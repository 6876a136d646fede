"""A host says when she has time: in one message, or by taps. It is read back to her before any family sees it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat import drafts
from bot.chat.flows.talks.desk import MENU, desk, overview
from bot.chat.flows.talks.draft import Work, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_parts import Misread
from bot.chat.typed_spans import parse_spans, spelled
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.talks import Span, cut
from bot.domain.text import _
from bot.services import calendar
from bot.services.talks import rota, slots
from bot.storage.models import Meeting

BREAK = timedelta(minutes=15)
"""How long a tapped break lasts; others are typed."""


@desk.press("give")
async def ask(turn: Turn, meeting_id: int, host_id: int) -> Shown:
    """When has she time? Typed in one message, or on to the taps."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    await keep(turn, Work(meeting_id=meeting.id, host_id=host.id), "hours")
    return screen("talks/give", *_below(meeting.id, host.id), day=meeting.day)


def _below(meeting_id: int, host_id: int) -> tuple[Row, ...]:
    return (
        (button(_("Choose by taps"), "ta.tap", meeting_id, host_id),),
        (button(_("‹ Back"), "ta.open", meeting_id, host_id), *MENU),
    )


@desk.step("hours")
async def typed(turn: Turn) -> Shown:
    """Her message, understood whole or not at all."""
    draft = await load(turn)
    meeting = await _meeting(turn, draft)
    try:
        spans = _read(turn, meeting, turn.text)
    except Misread as error:
        await keep(turn, draft, "hours")
        return _misread(draft, error)
    return await preview(turn, draft, spans)


def _read(turn: Turn, meeting: Meeting, text: str) -> tuple[Span, ...]:
    zone = turn.school.timezone
    return parse_spans(text, turn.now.astimezone(ZoneInfo(zone)).date(), meeting.day, zone)


def _misread(draft: Work, error: Misread) -> Screen:
    below = _below(draft.meeting_id, draft.host_id)
    return screen("talks/misread", *below, reason=error.reason, part=error.part[:80], day=error.day)


async def _meeting(turn: Turn, draft: Work) -> Meeting:
    found, _host = await rota.looked_after(turn.session, turn.staff(), draft.meeting_id, draft.host_id)
    return found


async def preview(turn: Turn, draft: Work, spans: Sequence[Span]) -> Screen:
    """How it was understood, day by day, with what would be left out without the days that the school is closed."""
    rule = await calendar.quiet_rule(turn.session, turn.school, turn.now)
    closed = {span.day for span in spans if rule.is_closed(span.day)}
    draft.text = spelled(spans)
    await keep(turn, draft, "hours")
    rows: list[Row] = [(button(_("Yes, offer these times"), "ta.offer", draft.stamp, style=Style.PRIMARY),)]
    if closed and len(closed) < len({span.day for span in spans}):
        rows.append((button(_("Without the holidays"), "ta.school", draft.stamp),))
    rows.append((button(_("With a break"), "ta.pauses", draft.stamp), button(_("Write anew"), "ta.give", *_ids(draft))))
    zone = turn.school.timezone
    return screen(
        "talks/read",
        *rows,
        (button(_("‹ Back"), "ta.open", *_ids(draft)), *MENU),
        spans=[
            {
                "day": span.day,
                "starts": span.starts,
                "ends": span.ends,
                "minutes": span.minutes,
                "pause": span.pause,
                "count": len(cut(span, zone)),
                "closed": span.day in closed,
                "breaks": ", ".join(f"{start:%H.%M}–{end:%H.%M}" for start, end in span.breaks),
            }
            for span in spans
        ],
        count=sum(len(cut(span, zone)) for span in spans),
    )


def _ids(draft: Work) -> tuple[int, int]:
    return draft.meeting_id, draft.host_id


async def _previewed(turn: Turn, stamp: int) -> tuple[Work, Meeting, tuple[Span, ...]]:
    draft = await load(turn)
    if draft.stamp != stamp or not draft.text:
        raise StaleScreen
    meeting = await _meeting(turn, draft)
    try:
        return draft, meeting, _read(turn, meeting, draft.text)
    except Misread:  # days later, what was ahead may be past
        raise StaleScreen from None


@desk.press("offer")
async def offer(turn: Turn, stamp: int) -> Shown:
    """Families can choose these times from now on."""
    draft, meeting, spans = await _previewed(turn, stamp)
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting.id, draft.host_id)
    await slots.offer(turn.session, meeting, host, spans, turn.now)
    await drafts.drop(turn, desk.name)
    count = sum(len(cut(span, turn.school.timezone)) for span in spans)
    return await overview(turn, meeting, host, offered=count)


@desk.press("school")
async def school_days(turn: Turn, stamp: int) -> Shown:
    """Without the days that the school is closed."""
    draft, _meeting, spans = await _previewed(turn, stamp)
    rule = await calendar.quiet_rule(turn.session, turn.school, turn.now)
    return await preview(turn, draft, [span for span in spans if not rule.is_closed(span.day)] or spans)


@desk.press("pauses")
async def pauses(turn: Turn, stamp: int) -> Shown:
    """When is the break?"""
    _draft, _meeting, spans = await _previewed(turn, stamp)
    marks = sorted({mark for span in spans for mark in _marks(span)})
    return screen(
        "talks/pauses",
        *grid([button(_("%(time)s", time=mark), "ta.pause", stamp, f"{mark:%H%M}") for mark in marks], 3),
        MENU,
        minutes=int(BREAK.total_seconds()) // 60,
    )


@desk.press("pause")
async def pause(turn: Turn, stamp: int, hour: str) -> Shown:
    """A break at that time, on every day."""
    draft, _meeting, spans = await _previewed(turn, stamp)
    start = hour_of(hour)
    end = (datetime.combine(spans[0].day, start) + BREAK).time()
    paused = [
        replace(span, breaks=(*span.breaks, (start, end))) if start in _marks(span) and end <= span.ends else span
        for span in spans
    ]
    return await preview(turn, draft, [one for one in paused if cut(one, turn.school.timezone)] or spans)


def _marks(span: Span) -> list[time]:
    """The half hours within a span at which no break begins yet."""
    at, found = datetime.combine(span.day, span.starts), list[time]()
    at += timedelta(minutes=30 - at.minute % 30)
    while at.date() == span.day and at.time() < span.ends:
        if all(not start <= at.time() < end for start, end in span.breaks):
            found.append(at.time())
        at += timedelta(minutes=30)
    return found


def hour_of(hour: str) -> time:
    """The clock time that a button carries; raises StaleScreen for anything else."""
    if len(hour) != 4 or not (hour.isascii() and hour.isdecimal()):
        raise StaleScreen
    try:
        clock = time(int(hour[:2]), int(hour[2:]))
    except ValueError:
        raise StaleScreen from None
    if clock.minute % 5:
        raise StaleScreen
    return clock
