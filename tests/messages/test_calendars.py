"""Calendar files: valid by the standard's parser, right across a change of clock, safe whatever is typed into them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]
from icalendar import Calendar

from bot.domain.calendars import CalendarEntry
from bot.domain.codec import dump_screen, load_screen
from bot.domain.courtesy import Reader
from bot.domain.meetings import AGENDA
from bot.domain.screens import FileKind, Screen
from bot.domain.text import _
from bot.messages.calendars import calendar
from bot.messages.render import render
from bot.messages.voice import Voice
from tests.messages import samples

STARTS = datetime(2026, 7, 25, 0, 15, tzinfo=UTC)


def entry(**given: Any) -> CalendarEntry:
    usual: dict[str, Any] = {
        "uid": "meeting-12@0f3a.titian",
        "sequence": 0,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(minutes=105),
        "timezone": "Asia/Jakarta",
        "title": _("Class meeting"),
        "place": "Aula, lantai 2; pintu timur",
        "link": "https://meet.example/x-1?a=1",
        "notes": ["Nurmala Sari, S.Pd.", AGENDA["opening"]],
        "name": "pertemuan-12",
    }
    return CalendarEntry(**usual | given)


def written(*entries: CalendarEntry, locale: str = "id") -> bytes:
    return calendar(entries, Voice(Reader(locale, entries[0].timezone), samples.NOW))


def event_of(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_what_is_published_has_what_phones_and_outlook_ask_for() -> None:
    content = written(entry())
    made = Calendar.from_ical(content)
    assert (made["version"], made["method"], bool(made["prodid"])) == ("2.0", "PUBLISH", True)
    found = event_of(content)
    assert (found["uid"], found["sequence"], found["status"]) == ("meeting-12@0f3a.titian", 0, "CONFIRMED")
    assert found["dtstamp"].dt == samples.NOW
    assert found["dtstart"].dt.utcoffset() == timedelta(hours=7)
    assert (found["dtstart"].dt, found["dtend"].dt) == (STARTS, STARTS + timedelta(minutes=105))
    assert (found["summary"], found["location"]) == ("Pertemuan kelas", "Aula, lantai 2; pintu timur")
    assert found["description"] == "Nurmala Sari, S.Pd.\nPembukaan\nhttps://meet.example/x-1?a=1"
    assert [alarm["trigger"].dt for alarm in found.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]
    assert "ORGANIZER" not in found
    assert {event_of(written(entry(), locale="en"))["summary"]} == {"Class meeting"}


def test_a_change_is_the_same_entry_and_newer_a_cancellation_takes_it_out() -> None:
    assert event_of(written(entry(sequence=3)))["sequence"] == 3
    content = written(entry(sequence=4, cancelled=True))
    found = event_of(content)
    assert Calendar.from_ical(content)["method"] == "CANCEL"
    assert (found["uid"], found["sequence"], found["status"]) == ("meeting-12@0f3a.titian", 4, "CANCELLED")
    assert found.walk("VALARM") == []


def test_lines_are_folded_and_what_was_typed_stays_text() -> None:
    typed = 'Rapat; "penting", \\ é\r\nBEGIN:VEVENT\r\nX:1 ' + "é🙂" * 80
    content = written(entry(title=typed, place=typed, link="javascript:alert(1)", notes=[typed]))
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    found = event_of(content)
    assert "BEGIN:VEVENT" in found["summary"]
    assert content.count(b"\r\nBEGIN:VEVENT") == 1
    assert "URL" not in found


ZONES = ("Asia/Jakarta", "Asia/Jayapura", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_that_comes_along_is_the_schools_through_each_change_of_clock(zone: str) -> None:
    """As another library reads it: every hour of a year around the meeting has the offset that it has at school."""
    content = written(entry(timezone=zone)).decode()
    known = tzical(StringIO(content)).get(zone)
    assert known is not None
    for hours in range(-4000, 4000):
        local = (STARTS + timedelta(hours=hours, minutes=5)).astimezone(ZoneInfo(zone))
        if local.fold == 0 and local.replace(fold=1).utcoffset() == local.utcoffset():  # an hour that comes once
            assert local.replace(tzinfo=known).utcoffset() == local.utcoffset(), local


@pytest.mark.parametrize("starts", [datetime(2026, 3, 29, 7, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)])
def test_a_meeting_on_the_day_of_a_change_of_clock_begins_when_it_was_meant(starts: datetime) -> None:
    content = written(entry(timezone="Europe/Amsterdam", starts_at=starts, ends_at=starts + timedelta(hours=1)))
    assert b"DTSTART;TZID=Europe/Amsterdam:2026" in content
    assert event_of(content)["dtstart"].dt == starts
    assert b"T090000\r\n" in content


def test_several_talks_stand_in_one_file() -> None:
    second = entry(uid="talk-2@0f3a.titian", starts_at=STARTS + timedelta(hours=1), ends_at=STARTS + timedelta(hours=2))
    made = Calendar.from_ical(written(entry(uid="talk-1@0f3a.titian"), second))
    assert [str(found["uid"]) for found in made.walk("VEVENT")] == ["talk-1@0f3a.titian", "talk-2@0f3a.titian"]
    assert len(made.walk("VTIMEZONE")) == 1


def test_a_screen_carries_its_entries_through_the_outbox_and_they_become_its_file() -> None:
    kept = Screen("invited/calendar", {"cancelled": False}, calendar=[entry(place=_("School hall")).record()])
    shown = render(load_screen(dump_screen(kept)), samples.reader("id"), samples.NOW)
    assert shown.file is not None
    assert (shown.file.kind, shown.file.name) == (FileKind.DOCUMENT, "pertemuan-12.ics")
    assert shown.file.content is not None
    assert event_of(shown.file.content)["location"] == "Aula sekolah"
    assert shown.file.size == len(shown.file.content)
