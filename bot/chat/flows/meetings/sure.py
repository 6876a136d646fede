"""A second look: the school is closed that day, or there is another meeting then. She may mean it all the same."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat.closed_days import why_closed
from bot.chat.flows.meetings.draft import Plan, keep
from bot.chat.turns import Turn
from bot.domain.meetings import KINDS, Hours, instants
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import Phrase, Value, _
from bot.services.calendar import closure
from bot.services.meetings import planning, times
from bot.services.meetings.clashes import Clash, clashes

SHOWN = 4


async def about_day(turn: Turn, draft: Plan, day: date) -> Screen | None:
    """What is in the way on that day, by name; None when nothing is, or the meeting is on that day already."""
    if day == draft.day and draft.meeting_id is not None:
        return None
    found = await closure(turn.session, turn.school, day, turn.locale)
    if found is None:
        return None
    draft.chosen = day.isoformat()
    return await _still(turn, draft, "day", day, closed=why_closed(found))


async def about_hours(turn: Turn, draft: Plan, hours: Hours) -> Screen | None:
    """Other meetings of these classes or hosts at that time; None when there are none."""
    return await _about(turn, draft, hours, draft.class_ids, draft.hosts)


async def about_others(turn: Turn, draft: Plan) -> Screen | None:
    """The same for classes and hosts that are new to a meeting whose hours stay."""
    if draft.meeting_id is None or draft.starts is None or draft.ends is None:
        return None
    hosts = {one.id for one in await planning.hosts_of(turn.session, draft.meeting_id)}
    classes = {one.id for one in await planning.classes_of(turn.session, draft.meeting_id)}
    new_classes = [one for one in draft.class_ids if one not in classes]
    new_hosts = [one for one in draft.hosts if one not in hosts]
    return await _about(turn, draft, (draft.starts, draft.ends), new_classes, new_hosts)


async def about_leaving(turn: Turn, draft: Plan) -> Screen | None:
    """Families have times with somebody who is to hold it no more: those would be called off."""
    assert draft.meeting_id is not None
    leaving = [one for one in await planning.hosts_of(turn.session, draft.meeting_id) if one.id not in draft.hosts]
    count = await times.booked_with(turn.session, draft.meeting_id, [one.id for one in leaving])
    if not count:
        return None
    return screen(
        "meetings/leaving",
        (button(_("Yes, all the same"), "m.done", 1, style=Style.DANGER), button(_("‹ Back"), "m.hp", 0)),
        hosts=[one.name for one in leaving],
        count=count,
    )


async def _about(
    turn: Turn, draft: Plan, hours: Hours, class_ids: Sequence[int], hosts: Sequence[int]
) -> Screen | None:
    if draft.day is None or not (class_ids or hosts):
        return None
    starts_at, ends_at = instants(draft.day, *hours, turn.school.timezone)
    found = await clashes(
        turn.session,
        turn.school.id,
        starts_at,
        ends_at,
        class_ids=class_ids,
        hosts=hosts,
        apart_from=draft.meeting_id,
    )
    if not found:
        return None
    draft.chosen = f"{hours[0]:%H%M}-{hours[1]:%H%M}"
    return await _still(turn, draft, "hours", draft.day, clashes=[_clash(one) for one in found[:SHOWN]])


async def _still(
    turn: Turn,
    draft: Plan,
    wanted: str,
    day: date,
    *,
    closed: Phrase | None = None,
    clashes: Sequence[Mapping[str, Value | Phrase]] = (),
) -> Screen:
    draft.asking = wanted
    await keep(turn, draft, "typed")
    other = _("Another day") if wanted == "day" else _("Other hours")
    return screen(
        "meetings/sure",
        (button(_("Yes, all the same"), "m.sure", draft.stamp), button(other, "m.other", wanted)),
        *((((button(_("Another day"), "m.other", "day")),),) if wanted == "hours" else ()),
        day=day,
        closed=closed,
        clashes=list(clashes),
    )


def _clash(found: Clash) -> dict[str, Value | Phrase]:
    return {
        "title": KINDS[found.meeting.kind],
        "classes": ", ".join(found.classes),
        "starts": found.meeting.starts,
        "ends": found.meeting.ends,
        "hosts": ", ".join(found.hosts),
    }
