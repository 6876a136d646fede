"""The page for the phone: the same list, by a short-lived signed address, without any script."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from bot.chat import pages
from bot.chat.pages import Pages, Ticket
from bot.domain.delivery import Rung, Via
from bot.playground.demo import ADMIN, PARENTS, TEACHER, Played
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Person, Recipient, Relation, Role
from bot.web.app import READY, web_app
from bot.web.pages.assisted import assisted_page
from tests.support.byhand import Unreached, forget_numbers, give_number, number, unreached
from tests.support.house import House, open_house
from tests.support.rows import Rows
from tests.support.said import logged, sent_update

SITI, HENDRA, YANTI, AGUS = PARENTS
TOKEN = "4242:playground"


class Browser:
    """A phone's browser without any script: it opens, reads, and sends forms."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.answer = httpx.Response(204)
        self.address = ""

    @property
    def text(self) -> str:
        """The page as HTML, its references read."""
        return unescape(self.answer.text)

    async def open(self, address: str) -> int:
        self.address = address
        self.answer = await self.client.get(address)
        return self.answer.status_code

    def links(self) -> list[tuple[str, str]]:
        """What opens WhatsApp: numbers, and words."""
        found = [urlsplit(link) for link in re.findall(r'href="([^"]+)"', self.text)]
        return [(link.path.strip("/"), parse_qs(link.query)["text"][0]) for link in found]

    def form(self, face: str) -> str:
        """What the first form with this button brings along."""
        forms = re.findall(r"<form.*?</form>", self.answer.text, re.DOTALL)
        fitting = [form for form in forms if f">{face}<" in unescape(form)]
        assert fitting, f"no form {face!r}"
        (act,) = re.findall(r'name="act" value="([^"]+)"', fitting[0])
        return str(act)

    async def send(self, face: str, **fields: str) -> int:
        """Press the button of a form, and follow where it leads."""
        return await self.post({"act": self.form(face), **fields})

    async def post(self, fields: dict[str, str], address: str | None = None) -> int:
        self.answer = await self.client.post(address or self.address, data=fields)
        if self.answer.status_code == 303:
            await self.open(self.answer.headers["location"])
        return self.answer.status_code


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    house = await open_house(sessions, now)
    await forget_numbers(house)
    return house


@pytest.fixture
def signed() -> Pages:
    return Pages(TOKEN, "http://titian")


@pytest.fixture
async def browser(house: House, signed: Pages) -> AsyncIterator[Browser]:
    async def health() -> str:
        return READY

    route = assisted_page(signed, house.sessions, house.sessions, lambda: house.now)
    transport = httpx.ASGITransport(web_app(health, [route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://titian") as client:
        yield Browser(client)


@pytest.fixture
async def family(house: House) -> Unreached:
    found = await unreached(house)
    await give_number(house, found.mother, number(1), confirmed=True)
    return found


@pytest.fixture
async def update(house: House, family: Unreached) -> ClassUpdate:
    return await sent_update(house)


async def ticket_of(house: House, update: ClassUpdate, played: Played = TEACHER) -> Ticket:
    return Ticket((await one_person(house, played)).id, update.id)


async def one_person(house: House, played: Played) -> Person:
    async with house.sessions() as session:
        return (await session.scalars(select(Person).where(Person.name == played.name))).one()


async def test_the_chat_gives_a_fresh_address_and_the_page_shows_the_list(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    pages.use(signed)
    teacher = house.phone(TEACHER.user_id)
    await teacher.forge(f"1:by.list:{update.id}:0")
    shown = await teacher.press("Buka sebagai halaman")
    assert await browser.open(shown.choice("Buka halamannya").url) == 200
    assert family.pupil.name in browser.text
    ((to, words),) = browser.links()
    assert to == "6281234560001"
    assert f"Ananda {family.pupil.name}" in words
    assert "<script" not in browser.text


async def test_what_is_shown_may_not_be_kept_framed_or_passed_on(
    house: House, browser: Browser, update: ClassUpdate, signed: Pages
) -> None:
    await browser.open(signed.address(await ticket_of(house, update), house.now))
    headers = browser.answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert 'rel="noopener noreferrer"' in browser.text


async def test_open_mark_and_the_next_family_is_first(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    second = await unreached(house, 1)
    await give_number(house, second.mother, number(2))
    await browser.open(signed.address(await ticket_of(house, update), house.now))
    words = browser.links()[0][1]
    assert await browser.send("✓ Sudah dikirim") == 200
    assert f"Tercatat: sudah dikirim ke keluarga {family.pupil.name}" in browser.text
    assert browser.links()[0][0] == "6281234560002"
    (entry,) = await logged(house, "assisted")
    assert (entry.text, entry.staff_id) == (words, (await one_person(house, TEACHER)).id)
    await browser.send("Urungkan")
    assert browser.links()[0][0] == "6281234560001"
    rows = Rows(house.sessions)
    recipient = await rows.one(select(Recipient).where(Recipient.person_id == family.mother.id))
    assert (recipient.rung, recipient.via) == (Rung.UNREACHED, None)


async def test_an_answer_is_noted_by_tap_and_in_words(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    await browser.open(signed.address(await ticket_of(house, update), house.now))
    await browser.send("✓ Sudah dikirim")
    await browser.send("Kami akan hadir")
    assert f"Jawaban keluarga {family.pupil.name} sudah dicatat" in browser.text
    assert "Urungkan" not in browser.text
    assert await browser.send("Simpan", words="Ayahnya\njuga ikut") == 200
    await browser.send("Simpan", words="x" * 1001)
    assert "belum tersimpan" in browser.text
    await browser.send("Simpan", words="   ")
    tapped, typed = await logged(house, "answer")
    assert (tapped.choice, tapped.channel) == ("coming", Via.ASSISTED)
    assert (typed.text, typed.person_id) == ("Ayahnya\njuga ikut", family.mother.id)


async def test_a_number_is_confirmed_on_the_page_too(
    house: House, browser: Browser, update: ClassUpdate, signed: Pages
) -> None:
    second = await unreached(house, 1)
    await give_number(house, second.mother, number(2))
    await browser.open(signed.address(await ticket_of(house, update), house.now))
    assert not any(second.pupil.name in words for _to, words in browser.links())
    await browser.send(f"Nomor ini milik {second.mother.name}")
    assert any(second.pupil.name in words for _to, words in browser.links())


async def test_the_page_speaks_the_teachers_language(
    house: House, browser: Browser, update: ClassUpdate, signed: Pages
) -> None:
    async with house.sessions() as session:
        person = (await session.scalars(select(Person).where(Person.name == TEACHER.name))).one()
        person.locale = "en"
        await session.commit()
    await browser.open(signed.address(await ticket_of(house, update), house.now))
    assert '<html lang="en">' in browser.text
    assert "Open WhatsApp" in browser.text
    assert "Yth. Ibu" in browser.links()[0][1]  # the family reads Indonesian


async def test_an_address_that_is_forged_old_or_of_a_changed_token_opens_nothing(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    ticket = await ticket_of(house, update)
    good = signed.sign(ticket, house.now)
    act = signed.sign_act(ticket, "sent", f"g{family.ties[Relation.MOTHER].id}", int(house.now.timestamp()))
    old = signed.sign(ticket, house.now - timedelta(hours=2))
    bad = (
        old,
        Pages("4242:changed").sign(ticket, house.now),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.partition(".")[0],
        act,
        "x" * 500,
        "%00",
        "…",
    )
    for address in bad:
        assert await browser.open(f"/assisted/{address}") == 403
        assert await browser.post({"act": act}, f"/assisted/{address}") == 403
        assert family.pupil.name not in browser.text
        assert "Tautan ini tidak berlaku lagi" in browser.text
        assert browser.answer.headers["cache-control"] == "no-store"
    assert await logged(house, "assisted") == []


async def test_who_has_left_the_school_or_the_class_sees_nothing_any_more(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    address = signed.address(await ticket_of(house, update), house.now)
    assert await browser.open(address) == 200
    async with house.sessions() as session:
        role = (
            await session.scalars(select(Role).where(Role.person_id == (await one_person(house, TEACHER)).id))
        ).one()
        role.ended_at = house.now
        await session.commit()
    form = browser.form("✓ Sudah dikirim")
    assert await browser.open(address) == 403
    assert family.pupil.name not in browser.text
    assert await browser.post({"act": form}, address) == 403
    assert await logged(house, "assisted") == []


async def test_a_parents_or_another_teachers_address_opens_nothing(
    house: House, browser: Browser, update: ClassUpdate, signed: Pages
) -> None:
    async with house.sessions() as session:
        others = await session.scalars(select(Person).where(Person.name.in_([SITI.name, "Rahmat Hidayat, S.Si."])))
        people = [person.id for person in others]
    assert len(people) == 2
    for person in [*people, 10**9]:
        assert await browser.open(signed.address(Ticket(person, update.id), house.now)) == 403
    assert await browser.open(signed.address(Ticket(people[0], 10**9), house.now)) == 403


async def test_a_form_that_is_not_ours_or_anothers_does_nothing(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    mine, admins = await ticket_of(house, update), await ticket_of(house, update, ADMIN)
    contact, at = f"g{family.ties[Relation.MOTHER].id}", int(house.now.timestamp())
    address = signed.address(mine, house.now)
    refused: tuple[dict[str, str], ...] = (
        {"act": signed.sign_act(admins, "sent", contact, at)},
        {"act": signed.sign_act(mine, "erase", contact)},
        {"act": Pages("4242:changed").sign_act(mine, "sent", contact, at)},
        {"act": signed.sign(mine, house.now)},
        {"act": ""},
        {},
        {"words": "x" * 20_000},
        {"act": "x" * 20_000},
    )
    for fields in refused:
        assert await browser.post(fields, address) == 403, fields
    assert (await browser.client.post(address, content=b"\xff\xfe=1&&;")).status_code == 403
    assert (await browser.client.put(address)).status_code == 405
    assert await logged(house, "assisted") == []


async def test_marking_twice_from_two_open_pages_is_marking_once(
    house: House, browser: Browser, update: ClassUpdate, family: Unreached, signed: Pages
) -> None:
    address = signed.address(await ticket_of(house, update), house.now)
    await browser.open(address)
    form = browser.form("✓ Sudah dikirim")
    for _ in range(2):
        assert await browser.post({"act": form}, address) == 200
    assert len(await logged(house, "assisted")) == 1
    contact = f"g{family.ties[Relation.MOTHER].id}"
    gone = signed.sign_act(await ticket_of(house, update), "undo", contact)
    for _ in range(2):
        assert await browser.post({"act": gone}, address) == 200
    assert [entry.choice for entry in await logged(house, "assisted")] == [None, "undone"]
