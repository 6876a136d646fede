"""The times of talks on paper: with the families for the desk, without any name for the door, and as slips."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.domain.courtesy import Child
from bot.domain.meetings import MeetingKind
from bot.domain.talk_papers import Appointment, Slip, SlipTime, TalkList, TalkLists, TalkSlips
from bot.messages.talk_papers import talk_lists, talk_slips
from tests.messages.test_letters import HEAD, SIGNER, pages
from tests.messages.test_meeting_papers import HOSTILE, OCCASION

AT = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
"""A Monday, 13.00 in Jakarta."""
TEN = timedelta(minutes=10)
OF_TALKS = replace(OCCASION, kind=MeetingKind.TALKS, starts_at=AT, ends_at=AT + 12 * TEN)
TEACHER = "Nurmala Sari, S.Pd."


def time(number: int, child: str | None = None, **more: object) -> Appointment:
    starts = AT + number * TEN
    guardians = (f"Ibu {child}",) if child else ()
    made = Appointment(starts, starts + TEN, Child(child, "X-1") if child else None, guardians)
    return replace(made, **more)  # type: ignore[arg-type]


TIMES = (
    time(0, "Budi Santoso", outcome="Perlu latihan membaca.", follow_up=date(2026, 10, 5)),
    time(1),
    time(2, closed=True),
    time(3, "Citra Lestari"),
)


def lists(times: Sequence[Appointment], locale: str = "id", *, for_door: bool = False) -> bytes:
    return talk_lists(
        HEAD, TalkLists(replace(OF_TALKS, locale=locale), (TalkList((TEACHER,), tuple(times)),), for_door)
    )


def slip(name: str, *numbers: int, to: str = "") -> Slip:
    times = tuple(SlipTime(AT + at * TEN, AT + (at + 1) * TEN, (TEACHER,)) for at in numbers)
    return Slip(Child(name, "X-1"), times, to)


def test_the_teachers_list_names_each_family_at_its_time() -> None:
    (page,) = pages(lists(TIMES))
    for words in (
        TEACHER,
        "Senin, 7 September 2026",
        "13.00–13.10 Budi Santoso X-1 Ibu Budi Santoso Perlu latihan membaca. Tindak lanjut: Senin, 5 Oktober 2026",
        "13.10–13.20 kosong",
        "13.20–13.30 tidak dibuka",
        "13.30–13.40 Citra Lestari",
        "Terisi 2 dari 3 waktu.",
    ):
        assert words in page


def test_the_list_for_the_door_names_nobody_not_even_in_the_file() -> None:
    pdf = lists(TIMES, for_door=True)
    (page,) = pages(pdf)
    assert "13.00–13.10 terisi 13.10–13.20 masih kosong 13.30–13.40 terisi" in page
    assert "13.20–13.30" not in page
    for name in ("Budi", "Citra", "Ibu Budi", "membaca"):
        assert name not in page
    assert "Budi" not in str(PdfReader(BytesIO(pdf)).root_object)


def test_each_teacher_has_a_page_and_each_day_a_heading() -> None:
    later = replace(TIMES[0], starts_at=AT + timedelta(days=1), ends_at=AT + timedelta(days=1) + TEN)
    other = TalkList(("Rahmat Hidayat, M.Pd.", "Dewi Lestari, S.Pd."), ())
    paper = TalkLists(OF_TALKS, (TalkList((TEACHER,), (later, TIMES[3])), other))
    first, second = pages(talk_lists(HEAD, paper))
    assert first.index("Senin, 7 September") < first.index("Selasa, 8 September")
    assert "Rahmat Hidayat, M.Pd. dan Dewi Lestari, S.Pd." in second
    assert "Budi" not in second
    assert "Belum ada waktu" in second


def test_a_slip_has_one_familys_times_and_whom_it_is_for() -> None:
    slips = (slip("Budi Santoso", 0, 2), slip("Citra Lestari", 1, to="Hendra Lestari"))
    (page,) = pages(talk_slips(HEAD, TalkSlips(OF_TALKS, slips, SIGNER)))
    first, second = page.split("Jadwal pertemuan")[1:]
    assert "Orang Tua/Wali dari Ananda Budi Santoso (X-1)" in first
    assert "13.00–13.10 WIB" in first
    assert "13.20–13.30 WIB" in first
    assert "13.10–13.20 WIB" not in first
    assert "Yth. Bapak/Ibu Hendra Lestari, orang tua/wali dari Ananda Citra Lestari" in second
    assert f"dengan {TEACHER}" in second


def test_slips_for_a_class_take_few_pages_and_none_is_torn_apart() -> None:
    names = [f"Anak {number:02}" for number in range(36)]
    found = pages(talk_slips(HEAD, TalkSlips(OF_TALKS, tuple(slip(name, 0) for name in names), SIGNER)))
    assert len(found) <= 6
    for page in found:
        assert page.count("Jadwal pertemuan") == page.count("Mohon hadir lima menit")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_can_break_a_list_or_a_slip(text: str) -> None:
    made = time(0, text, outcome=text * 2, guardians=(text, text))
    occasion = replace(OF_TALKS, place=text)
    assert len(pages(talk_lists(HEAD, TalkLists(occasion, (TalkList((text,), (made,)),))))) == 1
    slips = (Slip(Child(text, text), (SlipTime(AT, AT + TEN, (text,)),), text),)
    assert len(pages(talk_slips(HEAD, TalkSlips(occasion, slips, SIGNER)))) == 1


def test_english_lists_and_slips() -> None:
    (desk,), (door,) = pages(lists(TIMES, "en")), pages(lists(TIMES, "en", for_door=True))
    (slips,) = pages(talk_slips(HEAD, TalkSlips(replace(OF_TALKS, locale="en"), (slip("Budi", 0),), SIGNER)))
    assert "Follow-up: Monday, 5 October 2026" in desk
    assert "13:10–13:20 still free" in door
    assert f"13:00–13:10 WIB with {TEACHER}" in slips


def test_what_is_for_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="teacher"):
        talk_lists(HEAD, TalkLists(OF_TALKS, ()))
    with pytest.raises(ValueError, match="somebody"):
        talk_slips(HEAD, TalkSlips(OF_TALKS, (), SIGNER))
