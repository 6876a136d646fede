"""When a teacher has time, typed in one message: all of it is understood, or none."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.chat.typed_parts import Misread
from bot.chat.typed_spans import MOST, parse_spans, spelled
from bot.domain.talks import Span, cut

MONDAY = date(2026, 7, 20)
MEETING = date(2026, 8, 19)
"""A Wednesday."""
ZONE = "Asia/Jakarta"


def read(text: str) -> tuple[Span, ...]:
    return parse_spans(text, MONDAY, MEETING, ZONE)


def span(day: int, starts: str, ends: str, minutes: int = 15, *breaks: tuple[str, str], pause: int = 0) -> Span:
    """Hours on a day of August."""
    found = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in breaks)
    return Span(date(2026, 8, day), time.fromisoformat(starts), time.fromisoformat(ends), minutes, found, pause)


PAUSED = ("14:00", "14:15")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Senin–Rabu 13.00–15.00, 10 menit, istirahat 14.00–14.15",
            [span(day, "13:00", "15:00", 10, PAUSED) for day in (17, 18, 19)],
        ),
        (
            "Mon-Wed 1pm-3pm, 10 minutes, break 2pm-2:15pm",
            [span(day, "13:00", "15:00", 10, PAUSED) for day in (17, 18, 19)],
        ),
        ("13-15", [span(19, "13:00", "15:00")]),
        ("pukul 1 sampai 3 siang", [span(19, "13:00", "15:00")]),
        ("1-3", [span(19, "13:00", "15:00")]),
        ("10-2", [span(19, "10:00", "14:00")]),
        ("11-1 siang", [span(19, "11:00", "13:00")]),
        ("Senin 13-15, Rabu 9-11, 10 menit", [span(17, "13:00", "15:00", 10), span(19, "09:00", "11:00", 10)]),
        ("Mon 1-3 pm; Wed 9-11", [span(17, "13:00", "15:00"), span(19, "09:00", "11:00")]),
        ("Senin dan Kamis 9–10", [span(17, "09:00", "10:00"), span(20, "09:00", "10:00")]),
        ("3-5 Agustus 13.00 s.d. 15.00", [span(day, "13:00", "15:00") for day in (3, 4, 5)]),
        ("3, 5 dan 6 Agustus 13-15 tiap 20 menit", [span(day, "13:00", "15:00", 20) for day in (3, 5, 6)]),
        ("Senin, 3 Agustus 2026, pukul 13.00–15.00 WIB", [span(3, "13:00", "15:00")]),
        ("3/8-5/8 13-15", [span(day, "13:00", "15:00") for day in (3, 4, 5)]),
        ("20-8-2026 13:00-15:00 every 20 min", [span(20, "13:00", "15:00", 20)]),
        ("2026-08-20 13:00-15:00", [span(20, "13:00", "15:00")]),
        ("8-10 dan 13-15 pada hari Senin", [span(17, "08:00", "10:00"), span(17, "13:00", "15:00")]),
        ("Selasa 13-15, 10 menit per keluarga, jeda 5 menit", [span(18, "13:00", "15:00", 10, pause=5)]),
        ("Senin 13-15 setengah jam", [span(17, "13:00", "15:00", 30)]),
        ("Senin 13-15 tanpa istirahat", [span(17, "13:00", "15:00")]),
        (
            "Senin 13-15, istirahat 14-14.15, Rabu 13-15",
            [span(17, "13:00", "15:00", 15, PAUSED), span(19, "13:00", "15:00")],
        ),
        (
            "Senin 13-15\nRabu 14-16\nistirahat",
            None,
        ),
        ("Senin 13-15\n16-17, 10 menit", [span(17, "13:00", "15:00", 10), span(17, "16:00", "17:00", 10)]),
        ("senin s/d rabu pukul 13.00 sampai dengan pukul 15.00", [span(day, "13:00", "15:00") for day in (17, 18, 19)]),
        (
            "Kamis 20 Agustus 10-14 istirahat 12-13 kecuali 11.00-11.15",
            [span(20, "10:00", "14:00", 15, ("11:00", "11:15"), ("12:00", "13:00"))],
        ),
    ],
)
def test_what_teachers_type(text: str, meant: Sequence[Span] | None) -> None:
    if meant is None:
        with pytest.raises(Misread):
            read(text)
    else:
        assert list(read(text)) == meant


def test_today_and_tomorrow() -> None:
    assert [one.day for one in read("besok 8-12 tiap 15 menit")] == [date(2026, 7, 21)]
    assert [one.day for one in read("hari ini 13-15")] == [MONDAY]


def test_a_weekday_is_one_of_the_week_of_the_meeting_and_never_past() -> None:
    wednesday = date(2026, 8, 19)
    assert [one.day for one in parse_spans("Senin 13-15", wednesday, wednesday, ZONE)] == [date(2026, 8, 24)]
    assert [one.day for one in parse_spans("Rabu 13-15", wednesday, wednesday, ZONE)] == [wednesday]


@pytest.mark.parametrize(
    ("text", "reason", "part"),
    [
        ("", "empty", ""),
        ("halo", "unknown", "halo"),
        ("Senin 13-15 kalau sempat", "unknown", "kalau sempat"),
        ("Setiap Senin 13-15", "unknown", "Setiap Senin"),
        ("31 Februari 13-15", "unknown", "31 Februari"),
        ("not Monday 13-15", "unknown", "not Monday"),
        ("Senin–Rabu kecuali Selasa 13-15", "break", "kecuali"),
        ("Selasa", "hours", "Selasa"),
        ("Selasa 13-15, Kamis", "hours", "Kamis"),
        ("Selasa 15–13", "backwards", "15–13"),
        ("besok 25-26", "clock", "25-26"),
        ("Selasa 13.02–15", "five", "13.02–15"),
        ("Selasa 13-15, 7 menit", "five", "7 menit"),
        ("Selasa 13-15, 180 menit", "length", "180 menit"),
        ("Selasa 13-15, 10 menit, tiap 15 menit", "two_lengths", "tiap 15 menit"),
        ("Selasa 13-13.10, 15 menit", "short", "13.00–13.10"),
        ("Selasa 13-15, istirahat", "break", "istirahat"),
        ("Selasa 13-15, istirahat 10 menit", "break", "istirahat 10 menit"),
        ("Selasa 13-15, istirahat 16-16.15", "break", "16-16.15"),
        ("Senin 13-15, istirahat, Rabu 9-11", "break", "istirahat"),
        ("Senin, 5 Agustus 13-15", "weekday", "Senin, 5 Agustus"),
        ("Selasa 3 Agustus 13-15", "weekday", "Selasa 3 Agustus"),
        ("Senin 13-15; Senin 14-16", "overlap", "14.00–16.00"),
        ("15 Juli 13-15", "past", ""),
        ("20/8/2027 13-15", "far", ""),
        ("5–3 Agustus 2026 13-15", "days", "5–3 Agustus 2026"),
        ("Senin–Jumat 7-16, 5 menit", "many", ""),
    ],
)
def test_what_is_not_understood_is_named(text: str, reason: str, part: str) -> None:
    with pytest.raises(Misread) as caught:
        read(text)
    assert (caught.value.reason, caught.value.part) == (reason, part)


CLOCKS = st.integers(6 * 12, 20 * 12).map(lambda five: time(five // 12, five % 12 * 5))
WAYS = ("id", "en")


@st.composite
def offers(draw: st.DrawFn) -> Span:
    """One span, as one may mean it."""
    starts, ends = sorted(draw(st.lists(CLOCKS, min_size=2, max_size=2, unique=True)))
    room = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    minutes = draw(st.sampled_from([one for one in range(5, 125, 5) if one <= room]))
    within = [one for one in (starts, ends, *draw(st.lists(CLOCKS, max_size=4))) if starts <= one <= ends]
    pairs = sorted(set(within))
    breaks = tuple(zip(pairs[1:-1:2], pairs[2:-1:2], strict=False)) if minutes * 3 < room else ()
    day = MONDAY + timedelta(days=draw(st.integers(0, 200)))
    return Span(day, starts, ends, minutes, breaks, draw(st.sampled_from([0, 0, 5, 10])))


def written(span: Span, way: str, dash: str) -> str:
    """The span as a teacher would write it."""
    sign, minutes, pause, word = (
        (".", "menit", "jeda", "istirahat") if way == "id" else (":", "minutes", "gap", "break")
    )

    def clock(value: time) -> str:
        return f"{value:%H}{sign}{value:%M}"

    parts = [f"{span.day.isoformat()} {clock(span.starts)}{dash}{clock(span.ends)}", f"{span.minutes} {minutes}"]
    parts += [f"{pause} {span.pause} {minutes}"] if span.pause else []
    parts += [f"{word} {clock(start)}{dash}{clock(end)}" for start, end in span.breaks]
    return ", ".join(parts)


@given(offers(), st.sampled_from(WAYS), st.sampled_from(["-", "–", " - ", " — ", " to ", " sampai ", " s.d. "]))
def test_whatever_is_written_out_is_read_as_it_was_meant(meant: Span, way: str, dash: str) -> None:
    assume(1 <= len(cut(meant, ZONE)) <= MOST)
    assert read(written(meant, way, dash)) == (meant,)
    assert read(spelled([meant])) == (meant,)


HEARD = (
    "Senin Selasa Rabu besok lusa today 13-15 8.00–9.30 10-2 14.00-14.15 25-26 10 menit tiap 15 menit istirahat jeda "
    "dan , ; 3 Agustus 3/8 2026-08-20 s.d. - – pukul jam kalau mungkin 99 ' . 1-3 siang kecuali"
)


@given(st.lists(st.sampled_from(HEARD.split()), max_size=12).map(" ".join) | st.text(max_size=60))
@example("Senin 13-15 istirahat 14-14.15 dan")
@example("\u0130 13-15")
def test_any_message_is_read_or_refused_and_nothing_read_is_impossible(text: str) -> None:
    try:
        found = read(text)
    except Misread:
        return
    assert found == tuple(sorted(found, key=lambda one: (one.day, one.starts)))
    for one in found:
        assert one.day >= MONDAY
        assert one.starts < one.ends
        assert all(one.starts <= start < end <= one.ends for start, end in one.breaks)


@given(offers(), st.sampled_from(["entah", "maybe", "kelas", "atau", "bukan", "every"]), st.data())
def test_one_word_too_many_and_nothing_is_accepted(meant: Span, word: str, data: st.DataObject) -> None:
    parts = written(meant, "id", "–").split(", ")
    at = data.draw(st.integers(0, len(parts)))
    with pytest.raises(Misread):
        read(", ".join([*parts[:at], word, *parts[at:]]))


@given(st.lists(offers(), min_size=1, max_size=3, unique_by=lambda one: one.day))
def test_what_was_read_is_kept_as_a_message_that_is_read_alike(meant: list[Span]) -> None:
    meant.sort(key=lambda one: one.day)
    assume(all(cut(one, ZONE) for one in meant) and sum(len(cut(one, ZONE)) for one in meant) <= MOST)
    assert list(read(spelled(meant))) == meant
