"""Letters of invitation begin as official letters, numbered where the school has a scheme."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.letters import MessageLetter
from bot.domain.meetings import USUAL, MeetingKind
from bot.messages.message_letters import message_letters
from bot.services import updates
from bot.services.letters import of_updates as update_letters
from bot.services.letters.letterheads import letterhead_of
from bot.services.meetings import planning
from bot.services.schools import letterhead
from bot.services.updates import NewUpdate, fanout, reports
from bot.storage.models import ClassUpdate, Meeting
from tests.messages.test_letters import pages
from tests.support.demo import PARENTS, TEACHER, Demo, demo_school
from tests.support.printed import DAY, meeting_of, slots_of, talk_in
from tests.support.said import EVENT

SITI, HENDRA, _YANTI, AGUS = PARENTS
SCHEME = "421.3/{no}/SMAN1-TB/{month}/{year}"


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    found = await demo_school(session, now)
    found.school.letterhead = letterhead(["Jalan Melati"], "Tambang", SCHEME)
    return found


async def invited(
    demo: Demo, now: datetime, kind: MeetingKind = MeetingKind.CLASS, day: date = DAY
) -> tuple[Meeting, ClassUpdate]:
    """A meeting whose invitation has gone out."""
    meeting = await meeting_of(demo, now, kind, day=day)
    row = await planning.invite(demo.session, meeting, now, now)
    await go_out(demo, row, now)
    return meeting, row


async def go_out(demo: Demo, row: ClassUpdate, now: datetime) -> None:
    await fanout.start_due(demo.session, now)
    while await fanout.fan_out(demo.session, row.id, now):
        pass
    await demo.session.refresh(row)


async def letters_of(demo: Demo, row: ClassUpdate, now: datetime) -> dict[str, MessageLetter]:
    lines = await reports.by_family(demo.session, await demo.person(TEACHER), row)
    return {letter.child.name: letter for letter in await update_letters.letters(demo.session, row, lines, now)}


def numbers(letters: Sequence[MessageLetter]) -> set[str]:
    return {letter.number for letter in letters}


async def test_each_meeting_of_a_year_has_the_next_number_and_keeps_it(demo: Demo, now: datetime) -> None:
    _first, one = await invited(demo, now)
    new = NewUpdate([(await demo.school_class()).id], "event_invitation", dict(EVENT), "id")
    between = await updates.create(demo.session, await demo.person(TEACHER), new, now, now)
    await go_out(demo, between, now)
    _second, two = await invited(demo, now)
    _third, later = await invited(demo, now + timedelta(days=200), day=date(2027, 3, 1))
    for row, number in ((two, "002"), (one, "001")):
        assert numbers(list((await letters_of(demo, row, now)).values())) == {f"421.3/{number}/SMAN1-TB/VII/2026"}
    assert numbers(list((await letters_of(demo, later, now)).values())) == {"421.3/001/SMAN1-TB/II/2027"}
    others = (await letters_of(demo, between, now)).values()
    assert {(letter.formal, letter.number) for letter in others} == {(False, "")}


async def test_a_letter_of_invitation_has_the_usual_head(demo: Demo, now: datetime) -> None:
    _meeting, row = await invited(demo, now)
    letter = (await letters_of(demo, row, now))[(await demo.child(AGUS)).name]
    (page,) = pages(message_letters(await letterhead_of(demo.session, demo.school), [letter], now))
    for words in (
        "Nomor : 421.3/001/SMAN1-TB/VII/2026 Lampiran : – Perihal : Undangan pertemuan orang tua",
        "Tambang, 20 Juli 2026",
        "Hari/tanggal: Sabtu, 25 Juli 2026",
        "Tempat: Aula",
        "Acara:",
        "Rencana studi wisata",
        "lembar balasan di bawah",
        "Hormat kami, Wali Kelas X-1",
    ):
        assert words in page


async def test_an_invitation_with_the_usual_agenda_and_its_slip_is_one_page(demo: Demo, now: datetime) -> None:
    meeting = await meeting_of(demo, now)
    meeting.agenda = list(USUAL[MeetingKind.CLASS])
    await demo.session.flush()
    row = await planning.invite(demo.session, meeting, now, now)
    await go_out(demo, row, now)
    letter = (await letters_of(demo, row, now))[(await demo.child(AGUS)).name]
    assert letter.invites
    (page,) = pages(message_letters(await letterhead_of(demo.session, demo.school), [letter], now))
    assert "• Registrasi kehadiran" in page
    assert "• Penutup" in page
    assert "Lembar balasan: Undangan pertemuan orang tua" in page


async def test_without_a_scheme_there_is_room_for_the_number(demo: Demo, now: datetime) -> None:
    demo.school.letterhead = letterhead([], "")
    _meeting, row = await invited(demo, now)
    letter = (await letters_of(demo, row, now))[(await demo.child(AGUS)).name]
    assert (letter.formal, letter.number) == (True, "")
    (page,) = pages(message_letters(await letterhead_of(demo.session, demo.school), [letter], now))
    assert "Nomor : Lampiran : –" in page


async def test_a_letter_tells_the_time_that_is_booked_but_never_that_of_one_guardian_alone(
    demo: Demo, now: datetime
) -> None:
    meeting, row = await invited(demo, now, MeetingKind.TALKS)
    host, mother, father = await demo.person(TEACHER), await demo.person(SITI), await demo.person(HENDRA)
    first, second = await slots_of(demo.session, meeting, host, 2)
    shared, apart = await demo.child(AGUS), await demo.child(SITI)
    await talk_in(demo.session, first, meeting, shared, father)
    await talk_in(demo.session, second, meeting, apart, mother, party=mother.id)
    letters = await letters_of(demo, row, now)
    head = await letterhead_of(demo.session, demo.school)
    (told,) = pages(message_letters(head, [letters[shared.name]], now))
    (untold,) = pages(message_letters(head, [letters[apart.name]], now))
    assert f"Sabtu, 25 Juli 2026 pukul 08.00 WIB, dengan Ibu {TEACHER.name}" in told
    assert "08.10" not in untold
    assert "Hari dan jam yang kami pilih:" in untold
    assert "Hari dan jam yang kami pilih:" not in told
