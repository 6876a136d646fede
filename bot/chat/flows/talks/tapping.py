"""The same by taps: days, from when, until when, how long a talk lasts."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.flows.talks.desk import MENU, desk
from bot.chat.flows.talks.draft import Work, keep, load
from bot.chat.flows.talks.family import as_day
from bot.chat.flows.talks.offering import hour_of, preview
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.talks import Span, cut
from bot.domain.text import Phrase, _
from bot.services import calendar
from bot.services.talks import rota
from bot.storage.models import Meeting

DAYS = 10
"""School days to choose among, from the week of the meeting on."""
HOURS = [time(hour, minute) for hour in range(7, 18) for minute in (0, 30)]
LENGTHS = (5, 10, 15, 20, 30, 45)
"""Minutes of a talk."""


@desk.press("tap")
async def tap(turn: Turn, meeting_id: int, host_id: int) -> Shown:
    """On which days? The meeting's own is chosen already."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    days = await _offered(turn, meeting)
    draft = Work(meeting_id=meeting.id, host_id=host.id, days=[day for day in days if day == meeting.day])
    return await _days(turn, draft, days)


@desk.press("pick")
async def pick(turn: Turn, day: str) -> Shown:
    """A day is chosen, or not any more."""
    draft, meeting = await _draft(turn)
    days = await _offered(turn, meeting)
    if (chosen := as_day(day)) not in days:
        raise StaleScreen
    draft.days = sorted({*draft.days} ^ {chosen})
    return await _days(turn, draft, days)


@desk.press("from")
async def from_when(turn: Turn) -> Shown:
    """From when?"""
    draft, meeting = await _draft(turn)
    if not draft.days:
        return await _days(turn, draft, await _offered(turn, meeting))
    hours = sorted({*HOURS, meeting.starts})
    return _hours(draft, _("From what time?"), "ta.begin", hours)


@desk.press("begin")
async def begin(turn: Turn, hour: str) -> Shown:
    """Until when?"""
    draft, meeting = await _draft(turn)
    draft.starts = hour_of(hour)
    hours = sorted(one for one in {*HOURS, time(18), meeting.ends} if one > draft.starts)
    if not hours:
        raise StaleScreen
    await keep(turn, draft)
    return _hours(draft, _("Until what time?"), "ta.till", hours)


@desk.press("till")
async def till(turn: Turn, hour: str) -> Shown:
    """How long does a talk last?"""
    draft, _meeting = await _draft(turn)
    draft.ends = hour_of(hour)
    if draft.starts is None or draft.ends <= draft.starts:
        raise StaleScreen
    await keep(turn, draft)
    zone = turn.school.timezone
    counted = [(minutes, len(cut(span, zone))) for minutes in LENGTHS for span in _spans(draft, minutes)[:1]]
    faces = [
        button(_("%(minutes)s min · %(count)s times", minutes=minutes, count=count), "ta.len", minutes)
        for minutes, count in counted
        if count
    ]
    return _asked(draft, _("How long does a talk last?"), *grid(faces, 2))


@desk.press("len")
async def length(turn: Turn, number: int) -> Shown:
    """All is known: read back."""
    draft, _meeting = await _draft(turn)
    if number not in LENGTHS:
        raise StaleScreen
    spans = [span for span in _spans(draft, number) if cut(span, turn.school.timezone)]
    if not spans:
        raise StaleScreen
    return await preview(turn, draft, spans)


async def _draft(turn: Turn) -> tuple[Work, Meeting]:
    draft = await load(turn)
    meeting, _host = await rota.looked_after(turn.session, turn.staff(), draft.meeting_id, draft.host_id)
    return draft, meeting


def _spans(draft: Work, minutes: int) -> list[Span]:
    if draft.starts is None or draft.ends is None or draft.ends <= draft.starts:
        raise StaleScreen
    return [Span(day, draft.starts, draft.ends, minutes) for day in draft.days]


async def _offered(turn: Turn, meeting: Meeting) -> list[date]:
    """The next school days from the week of the meeting on, and the meeting's own day whatever it is."""
    rule = await calendar.quiet_rule(turn.session, turn.school, turn.now)
    today = turn.now.astimezone(ZoneInfo(turn.school.timezone)).date()
    first = max(today, meeting.day - timedelta(days=meeting.day.weekday()))
    days = [first + timedelta(days=ahead) for ahead in range(DAYS * 3)]
    days = [day for day in days if day == meeting.day or not rule.is_closed(day)]
    return days[:DAYS]


async def _days(turn: Turn, draft: Work, days: list[date]) -> Screen:
    await keep(turn, draft)
    faces = [
        button(
            _("✓ %(answer)s", answer=_("%(day)s", day=day)) if day in draft.days else _("%(day)s", day=day),
            "ta.pick",
            day.isoformat(),
            style=Style.SUCCESS if day in draft.days else Style.PLAIN,
        )
        for day in days
    ]
    on: Row = (button(_("On to the hours ›"), "ta.from", style=Style.PRIMARY),)
    return _asked(draft, _("On which days?"), *grid(faces, 3), *((on,) if draft.days else ()))


def _hours(draft: Work, prompt: Phrase, key: str, hours: list[time]) -> Screen:
    faces = [button(_("%(time)s", time=hour), key, f"{hour:%H%M}") for hour in hours]
    return _asked(draft, prompt, *grid(faces, 3))


def _asked(draft: Work, prompt: Phrase, *rows: Row) -> Screen:
    back = (button(_("‹ Back"), "ta.give", draft.meeting_id, draft.host_id), *MENU)
    return screen(
        "talks/tapping", *rows, back, prompt=prompt, days=list(draft.days), starts=draft.starts, ends=draft.ends
    )
