"""Several days: until when is tapped, or typed as one would say it."""

import re
from datetime import date

from bot.chat.flows.absences.draft import LETTERS, MENU, SPAN, Absent, flow, keep, load, meant, reason_of, waiting
from bot.chat.flows.absences.family import noted
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_days import Calendar, days_in
from bot.chat.typed_parts import Misread
from bot.chat.typed_spans import plain
from bot.domain.absence_notes import LONGEST, check_span, next_school_days
from bot.domain.attendance import STATES
from bot.domain.errors import StaleScreen
from bot.domain.quiet import QuietRule
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services.absences import views
from bot.services.absences.noting import child_of
from bot.services.answers.conversations import children_card
from bot.services.attendance.registers import today
from bot.storage.models import Pupil

OFFERED = 6
"""Last days to tap; a longer absence is typed."""
_COUNT = re.compile(r"(\d{1,2})\s*(?:hari|days?)")
_UNTIL = re.compile(r"^(?:sampai(?: dengan)?|s\.?\s?/?d\.?|hingga|until|till|to)\s+")


@flow.press("until")
async def until(turn: Turn, pupil_id: int, why: str, first: str) -> Shown:
    """Until when?"""
    pupil = await child_of(turn.session, turn.known(), pupil_id)
    reason_of(why)
    begins = meant(first)
    check_span(begins, begins, today(turn.school, turn.now))
    return await _ask(turn, pupil, why, begins)


@flow.step(SPAN)
async def typed(turn: Turn) -> Shown:
    """The last day, a number of days, or both ends."""
    draft = await load(turn)
    if draft.first is None or draft.why not in LETTERS:
        raise StaleScreen
    pupil = await child_of(turn.session, turn.known(), draft.pupil)
    rule = await views.rule_of(turn.session, turn.school, turn.now)
    span = span_in(turn.text, draft.first, today(turn.school, turn.now), rule)
    if span is None:
        return await _ask(turn, pupil, draft.why, draft.first, unread=True)
    return await noted(turn, pupil.id, *span, reason_of(draft.why))


def span_in(text: str, first: date, newest: date, rule: QuietRule) -> tuple[date, date] | None:
    """What a family types when it is asked until when: `3 hari`, `sampai Jumat`, `Senin–Rabu`; None for other words."""
    words = " ".join(plain(text).split())
    if (many := _COUNT.fullmatch(words)) and 1 <= int(many[1]) <= LONGEST:
        days = [first, *next_school_days(first, rule, int(many[1]) - 1)]
        return first, days[-1]
    try:
        days = list(
            days_in(_UNTIL.sub("", words, count=1) if _UNTIL.match(words) else words, text, Calendar(newest, first))
        )
    except Misread:
        return None
    if not days:
        return None
    return (days[0], days[-1]) if len(days) > 1 else (first, days[0])


async def _ask(turn: Turn, pupil: Pupil, why: str, first: date, *, unread: bool = False) -> Screen:
    words = (await waiting(turn)).words
    await keep(turn, Absent(pupil=pupil.id, why=why, first=first, words=words), SPAN)
    rule = await views.rule_of(turn.session, turn.school, turn.now)
    ahead = next_school_days(first, rule, OFFERED)
    faces = [button(_("until %(day)s", day=day), "ab.put", pupil.id, first, day, why) for day in ahead]
    later: Row = (
        (button(_("Only from %(day)s on", day=ahead[0]), "ab.until", pupil.id, why, ahead[0]),) if ahead else ()
    )
    back: Row = (button(_("‹ Back"), "ab.child", pupil.id), *MENU)
    return screen(
        "absences/until",
        *grid(faces, 2),
        *grid(later, 1),
        back,
        protect=True,
        child=(await children_card(turn.session, [pupil]))[0],
        reason=STATES[reason_of(why)],
        first=first,
        unread=unread,
    )
