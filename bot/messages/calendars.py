"""Calendar files (RFC 5545): what phones and Outlook open to keep a meeting, to change it, or to take it out again.

Published (RFC 5546, METHOD:PUBLISH), not an invitation by mail: nobody is asked to answer to an address, so there is
no organizer either, which some calendars would write to. A file that takes an entry out says METHOD:CANCEL; a calendar
knows by `UID` and `SEQUENCE` which entry it has and which file is newer.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.calendars import CalendarEntry, entry_of
from bot.domain.screens import Fact, FileKind, FileRef
from bot.messages.voice import Voice

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone

ALARMS = (timedelta(days=-1), timedelta(hours=-1))
"""A calendar of its own reminds at these times before; ours do, too, but not on a phone without a network."""
PRODUCT = "-//Titian//Titian//ID"
_AROUND = timedelta(days=366)
"""How far around an entry its zone's changes of clock are written down."""


def calendar_file(records: Sequence[Mapping[str, Fact]], voice: Voice) -> FileRef:
    """The file with these entries in the reader's language, to be sent at once."""
    entries = [entry_of(record) for record in records]
    content = calendar(entries, voice)
    return FileRef(FileKind.DOCUMENT, name=f"{entries[0].name}.ics", size=len(content), content=content)


def calendar(entries: Sequence[CalendarEntry], voice: Voice) -> bytes:
    """The bytes of the file; of cancelled entries, of entries that stand, never of both."""
    from icalendar import Calendar  # heavy to import, and few messages carry one

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "CANCEL" if entries[0].cancelled else "PUBLISH")
    for zone in dict.fromkeys(entry.timezone for entry in entries):
        of_zone = [entry.starts_at for entry in entries if entry.timezone == zone]
        made.add_component(_zone(zone, min(of_zone), max(of_zone)))
    for entry in entries:
        made.add_component(_event(entry, voice))
    written: bytes = made.to_ical()
    return written


def _event(entry: CalendarEntry, voice: Voice) -> "Event":
    from icalendar import Event, vUri

    made, zone = Event(), ZoneInfo(entry.timezone)
    made.add("uid", entry.uid)
    made.add("dtstamp", voice.now.astimezone(UTC))
    made.add("sequence", entry.sequence)
    made.add("dtstart", entry.starts_at.astimezone(zone))
    made.add("dtend", entry.ends_at.astimezone(zone))
    made.add("summary", voice.say(entry.title))
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if where := voice.say(entry.place) or entry.link:
        made.add("location", where)
    if notes := [said for said in map(voice.say, (*entry.notes, entry.link)) if said]:
        made.add("description", "\n".join(notes))
    if entry.link.startswith(("https://", "http://")):
        made.add("url", vUri(voice.say(entry.link)))
    for before in () if entry.cancelled else ALARMS:
        made.add_component(_alarm(before, voice.say(entry.title)))
    return made


def _alarm(before: timedelta, title: str) -> "Alarm":
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", before)
    return made


def _zone(name: str, first: datetime, last: datetime) -> "Timezone":
    """The zone as the entries need it: what it is before them, and each change of clock around them."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    made = Timezone()
    made.add("tzid", name)
    begin = (first - _AROUND).replace(minute=0, second=0, microsecond=0)
    for at, before in ((begin, begin), *_changes(name, begin, last + _AROUND)):
        local, offset = at.astimezone(ZoneInfo(name)), _offset(name, at)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (at + _offset(name, before)).replace(tzinfo=None))  # on the clock as it was until then
        part.add("tzoffsetfrom", _offset(name, before))
        part.add("tzoffsetto", offset)
        part.add("tzname", local.tzname())
        made.add_component(part)
    return made


def _changes(name: str, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Each change of the zone's clock, to the minute, and the minute before it."""
    day, one = timedelta(days=1), timedelta(minutes=1)
    at = begin
    while at < end:
        if _offset(name, at) != _offset(name, at + day):
            low, high = at, at + day
            while high - low > one:
                middle = low + (high - low) // 2 // one * one
                low, high = (low, middle) if _offset(name, middle) != _offset(name, low) else (middle, high)
            yield high, low
        at += day


@lru_cache(maxsize=4096)
def _offset(name: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(name)).utcoffset() or timedelta(0)
