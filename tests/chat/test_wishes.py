"""Families tap whom they would like to meet; the school arranges all times, changes some, and publishes them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.meetings import Booking
from bot.jobs import ticks
from bot.storage.engine import Sessions
from bot.storage.models import Meeting, Person, Talk, Wish
from tests.support.demo import ADMIN, PARENTS, TEACHER
from tests.support.house import Bubble, House, Phone, open_house
from tests.support.said import give_chat
from tests.support.talking import OTHER, talks

SITI, HENDRA, YANTI, AGUS = PARENTS
LEADER = TEACHER.name
COLLEAGUE = OTHER
CHOOSE = "Pilih waktu"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


@pytest.fixture
def siti(house: House) -> Phone:
    return house.phone(SITI.user_id)


@pytest.fixture
def teacher(house: House) -> Phone:
    return house.phone(TEACHER.user_id)


@pytest.fixture
async def meeting_id(house: House) -> int:
    """Two teachers offer six times each; wishes are collected for two days."""
    until = house.now + timedelta(days=2)
    return (await talks(house, hosts=(COLLEAGUE,), booking=Booking.WISHES, book_until=until)).id


def face(shown: Bubble, name: str) -> str:
    """The button that names somebody."""
    return next(face for face in shown.buttons if name in face)


async def booking_of(house: House, meeting_id: int) -> Booking:
    async with house.sessions() as session:
        return (await session.get_one(Meeting, meeting_id)).booking


async def wished(house: House) -> list[tuple[int, str]]:
    """By order: with whom somebody wishes to talk."""
    async with house.sessions() as session:
        rows = await session.execute(
            select(Wish.wanted, Person.name)
            .join(Person, Person.id == Wish.host_id)
            .order_by(Wish.pupil_id, Wish.wanted)
        )
        return [(wanted, name) for wanted, name in rows]


async def talks_of(house: House) -> list[Talk]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Talk).order_by(Talk.starts_at)))


async def wish_of_all(house: House, meeting_id: int) -> None:
    """The families of the demo's parents would like to meet both teachers."""
    for played in (SITI, HENDRA, YANTI):
        phone = house.phone(played.user_id)
        shown = await phone.forge(f"1:tw.wish:{meeting_id}")
        for name in (LEADER, COLLEAGUE):
            shown = await phone.press(face(shown, name), shown)


async def arranged(teacher: Phone, meeting_id: int) -> Bubble:
    return await teacher.press("Atur waktunya", await teacher.forge(f"1:tw.open:{meeting_id}"))


async def test_from_the_invitation_to_a_wish_in_three_taps(house: House, siti: Phone, meeting_id: int) -> None:
    invitation = siti.screen()
    shown = await siti.press(CHOOSE, invitation)
    assert "Dengan siapa Ibu ingin bertemu" in shown.text
    assert "Rabu, 22 Juli 2026 pukul 09.00" in shown.text
    shown = await siti.press(face(shown, COLLEAGUE), shown)
    assert face(shown, COLLEAGUE).startswith("✓ 1. ")
    noted = await siti.press("Selesai", shown)
    assert siti.taps == 3
    assert f"1. Ibu {COLLEAGUE}, untuk Ananda" in noted.text
    assert await wished(house) == [(1, COLLEAGUE)]
    assert siti.bubbles[invitation.id].text == invitation.text


async def test_the_order_of_taps_is_the_order_of_wishes_and_can_be_changed(
    house: House, siti: Phone, meeting_id: int
) -> None:
    shown = await siti.press(CHOOSE)
    shown = await siti.press(face(shown, COLLEAGUE), shown)
    shown = await siti.press(face(shown, LEADER), shown)
    assert face(shown, COLLEAGUE).startswith("✓ 1. ")
    assert face(shown, LEADER).startswith("✓ 2. ")
    shown = await siti.press(face(shown, COLLEAGUE), shown)
    assert face(shown, LEADER).startswith("✓ 1. ")
    assert face(shown, COLLEAGUE).startswith("▫ ")


async def test_wishes_are_found_again_under_my_meetings(house: House, siti: Phone, meeting_id: int) -> None:
    mine = await siti.forge("1:tk.mine")
    shown = await siti.press("Pilih guru", mine)
    assert "Dengan siapa" in shown.text


async def test_the_school_arranges_looks_and_publishes(
    house: House, siti: Phone, teacher: Phone, meeting_id: int
) -> None:
    await wish_of_all(house, meeting_id)
    before = await teacher.forge(f"1:tw.open:{meeting_id}")
    assert "keinginan bertemu dari keluarga" in before.text
    assert "Bila diatur sekarang, pilihan ditutup" in before.text
    proposal = await teacher.press("Atur waktunya", before)
    assert "Usulan waktu" in proposal.text
    assert "Keluarga belum diberi tahu" in proposal.text
    assert await booking_of(house, meeting_id) is Booking.PROPOSED
    assert await talks_of(house) == []
    late = await siti.forge(f"1:tw.wish:{meeting_id}")
    assert "ingin bertemu" not in late.text
    asked = await teacher.press("Beri tahu keluarga", proposal)
    assert "tidak dapat ditarik kembali" in asked.text
    done = await teacher.press("Ya, beri tahu keluarga", asked)
    assert "Waktunya sudah diumumkan" in done.text
    booked = await talks_of(house)
    assert booked
    await house.deliver()
    told = siti.screen()
    assert "Waktu untuk bertemu pada Rabu, 29 Juli 2026 sudah kami atur" in told.text
    assert COLLEAGUE in told.text
    again = await teacher.forge(f"1:tw.publish:{meeting_id}")
    assert "sudah diumumkan" not in again.text
    assert len(await talks_of(house)) == len(booked)


async def test_a_time_is_changed_by_hand_and_one_set_aside(house: House, teacher: Phone, meeting_id: int) -> None:
    await wish_of_all(house, meeting_id)
    proposal = await arranged(teacher, meeting_id)
    hers = await teacher.press(LEADER, proposal)
    assert f"Usulan waktu: {LEADER}" in hers.text
    first = next(face for face in hers.buttons if " · " in face)
    one = await teacher.press(first, hers)
    assert "Pilih waktu lain" in one.text
    other = next(face for face in one.buttons if "kosong" in face or "⇄" in face)
    changed = await teacher.press(other, one)
    assert "sudah diganti" in changed.text or "sudah ditukar" in changed.text
    name = first.split(" · ")[1]
    at = other.split(",")[0].split(" ⇄")[0]
    assert f"{at} · {name}" in changed.buttons
    one = await teacher.press(f"{at} · {name}", changed)
    aside = await teacher.press("Masukkan ke daftar tunggu", one)
    assert f"Menunggu · {name}" in aside.buttons
    assert "belum kebagian waktu" in aside.text


async def test_a_colleague_sees_and_changes_her_own_times_only(house: House, teacher: Phone, meeting_id: int) -> None:
    rahmat = await give_chat(house, COLLEAGUE, 903)
    await wish_of_all(house, meeting_id)
    await arranged(teacher, meeting_id)
    await house.deliver()
    told = rahmat.screen()
    assert "Usulan waktu untuk pertemuan Rabu, 29 Juli 2026 sudah ada" in told.text
    own = await rahmat.press("Lihat usulan", told)
    assert f"Usulan waktu: {COLLEAGUE}" in own.text
    assert "‹ Pertemuan" in own.buttons
    async with house.sessions() as session:
        leader = (await session.scalars(select(Person).where(Person.name == LEADER))).one().id
        theirs = (await session.scalars(select(Wish).where(Wish.host_id == leader))).first()
        assert theirs is not None
    for packed in (f"tw.host:{meeting_id}:{leader}:0", f"tw.one:{theirs.id}", f"tw.aside:{theirs.id}"):
        assert "tidak tersedia" in (await rahmat.forge(f"1:{packed}")).text
    for packed in ("tw.open", "tw.assign", "tw.back", "tw.ready", "tw.publish"):
        await rahmat.forge(f"1:{packed}:{meeting_id}")
    assert await booking_of(house, meeting_id) is Booking.PROPOSED
    async with house.sessions() as session:
        assert (await session.get_one(Wish, theirs.id)).proposed_id == theirs.proposed_id


async def test_families_cannot_arrange_and_staff_cannot_wish(
    house: House, siti: Phone, teacher: Phone, meeting_id: int
) -> None:
    await wish_of_all(house, meeting_id)
    kept = await wished(house)
    for phone in (siti, house.phone(777)):
        for packed in ("tw.open", "tw.assign", "tw.back", "tw.ready", "tw.publish"):
            await phone.forge(f"1:{packed}:{meeting_id}")
    assert await booking_of(house, meeting_id) is Booking.WISHES
    for phone in (teacher, house.phone(777), house.phone(ADMIN.user_id)):
        await phone.forge(f"1:tw.all:{meeting_id}")
        await phone.forge(f"1:tw.wish:{meeting_id}")
    assert await wished(house) == kept


async def test_collecting_can_be_opened_again(house: House, siti: Phone, teacher: Phone, meeting_id: int) -> None:
    await wish_of_all(house, meeting_id)
    again = await teacher.press("Buka pilihan lagi", await arranged(teacher, meeting_id))
    assert "keinginan bertemu dari keluarga" in again.text
    assert "Dengan siapa" in (await siti.forge(f"1:tw.wish:{meeting_id}")).text


async def test_nothing_is_arranged_while_nobody_wishes(house: House, teacher: Phone, meeting_id: int) -> None:
    shown = await teacher.forge(f"1:tw.open:{meeting_id}")
    assert "Atur waktunya" not in shown.buttons


async def test_when_the_time_for_wishes_is_over_who_leads_is_told(
    house: House, teacher: Phone, meeting_id: int
) -> None:
    await wish_of_all(house, meeting_id)
    house.now += timedelta(days=2, hours=1)
    await ticks.close_wishes(house.sessions, lambda: house.now, lambda: None)
    await house.deliver()
    assert "sudah lewat" in teacher.screen().text
    assert "Usulan waktu" in (await teacher.press("Atur waktunya", await teacher.press("Atur waktunya"))).text


async def test_the_card_leads_there(house: House, teacher: Phone, meeting_id: int) -> None:
    card = await teacher.forge(f"1:m.open:{meeting_id}")
    assert "keinginan bertemu" in (await teacher.press("Keinginan keluarga", card)).text
