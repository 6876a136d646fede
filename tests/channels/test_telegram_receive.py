"""What comes from Telegram is kept first and acknowledged afterwards, whatever it looks like."""

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Kind, Received
from bot.channels.telegram.receive import CONFLICT_PAUSE, LONGEST_PAUSE, STORE_PAUSE, Poller, Presses
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.updates import arrival, chat_of
from bot.domain.arrivals import NotKept, RawArrival
from bot.domain.errors import InvalidValue, NotSent
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileKind
from bot.playground.telegram import BotApi, Phone
from tests.channels.conftest import ADDRESS, a_picture


class Shelf:
    """Keeps arrivals, and can be out of order."""

    def __init__(self) -> None:
        self.kept: list[RawArrival] = []
        self.broken = False

    async def __call__(self, arrivals: Sequence[RawArrival]) -> None:
        if self.broken:
            raise NotKept("refused")
        self.kept += arrivals


class Naps:
    """Pauses that take no time."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def poller(channel: TelegramChannel, shelf: Shelf, naps: Naps) -> Poller:
    return Poller(channel, shelf, wait=0, sleep=naps)


async def test_an_update_is_acknowledged_only_by_the_request_after_it_was_kept(
    poller: Poller, shelf: Shelf, phone: Phone, api: BotApi
) -> None:
    shelf.broken = True
    with pytest.raises(NotKept):
        await poller.once()
    shelf.broken = False
    assert await poller.once() == 1
    assert len(api.bot().queue.waiting()) == 1
    assert await poller.once() == 0
    assert api.bot().queue.waiting() == []


async def test_a_new_numbering_below_the_old_one_hides_nothing(
    poller: Poller, shelf: Shelf, phone: Phone, api: BotApi
) -> None:
    await poller.once()
    await poller.once()
    api.bot().queue.restart_at(12)
    phone.say("Selamat pagi")
    await poller.once()
    assert [kept.key for kept in shelf.kept][-1] == "12"


async def test_network_errors_are_survived_with_growing_pauses(
    poller: Poller, naps: Naps, shelf: Shelf, phone: Phone, api: BotApi
) -> None:
    api.faults.order("refuse", times=3)
    for _turn in range(4):
        await poller.survive()
    assert (naps.taken, len(shelf.kept)) == ([1.0, 2.0, 4.0], 1)


async def test_a_second_poller_is_waited_for(poller: Poller, naps: Naps, api: BotApi) -> None:
    await api.call("110:playground", "setWebhook", {"url": "https://example.org/hook"})
    await poller.survive()
    await api.aclose()
    assert naps.taken == [CONFLICT_PAUSE]


async def test_a_pressed_button_is_answered_before_its_turn(
    channel: TelegramChannel, poller: Poller, phone: Phone
) -> None:
    sent = await channel.send(ADDRESS, Rendered("Halo", ((Choice("Ya", "1:a.q:1:yes"),),)))
    phone.press(int(sent), "Ya")
    await poller.once()
    await poller._presses.finish()
    assert [answer.answered for answer in phone.answers()] == [True]


async def test_a_press_that_is_too_old_to_be_answered_does_no_harm(channel: TelegramChannel) -> None:
    await channel.acknowledge("4000000000000")


async def received(channel: TelegramChannel, poller: Poller, shelf: Shelf) -> Received:
    """The last thing that came."""
    while await poller.once():
        pass
    return channel.read(shelf.kept[-1].raw)


async def test_a_message_is_read(channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone) -> None:
    first = phone.say("Selamat pagi")
    said = phone.say("Terima kasih", reply_to=first)
    found = await received(channel, poller, shelf)
    assert found.at is not None
    assert replace(found, at=None) == Received(
        Kind.TEXT,
        ADDRESS,
        name="Sari",
        language="id",
        text="Terima kasih",
        message=str(said),
        reply_to=str(first),
    )
    assert shelf.kept[-1].chat == ADDRESS


async def test_an_edited_message_is_read(channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone) -> None:
    said = phone.say("Salah")
    phone.edit(said, "Benar")
    found = await received(channel, poller, shelf)
    assert (found.kind, found.text, found.message) == (Kind.EDITED, "Benar", str(said))


async def test_a_press_names_its_message_as_long_as_that_can_be_changed(
    channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone
) -> None:
    sent = await channel.send(ADDRESS, Rendered("Halo", ((Choice("Ya", "1:a.q:1:yes"),),)))
    phone.press(int(sent), "Ya")
    found = await received(channel, poller, shelf)
    assert (found.kind, found.press, found.message, found.chat) == (Kind.PRESS, "1:a.q:1:yes", sent, ADDRESS)
    await channel.delete(ADDRESS, sent)
    phone.forge("1:a.q:1:yes", int(sent))
    found = await received(channel, poller, shelf)
    assert (found.message, found.chat) == (None, ADDRESS)


async def test_files_are_read_with_their_handles(
    channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone
) -> None:
    kinds = []
    phone.send_photo(a_picture(), "surat sakit")
    kinds.append(await received(channel, poller, shelf))
    phone.send_document(b"%PDF", "surat.pdf")
    kinds.append(await received(channel, poller, shelf))
    phone.send_voice(b"OggS")
    kinds.append(await received(channel, poller, shelf))
    assert [found.kind for found in kinds] == [Kind.FILE] * 3
    assert [found.file.kind for found in kinds if found.file] == [FileKind.PHOTO, FileKind.DOCUMENT, FileKind.VOICE]
    assert (kinds[0].text, kinds[1].file and kinds[1].file.name) == ("surat sakit", "surat.pdf")


async def test_blocking_and_coming_back_are_read(
    channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone
) -> None:
    phone.block()
    assert (await received(channel, poller, shelf)).kind is Kind.BLOCKED
    phone.unblock()
    assert (await received(channel, poller, shelf)).kind is Kind.UNBLOCKED


async def test_only_a_number_shared_by_its_owner_counts(
    channel: TelegramChannel, poller: Poller, shelf: Shelf, phone: Phone
) -> None:
    phone.share_contact("+6281234567890")
    own = await received(channel, poller, shelf)
    others = channel.read(shelf.kept[-1].raw.replace(f'"user_id":{ADDRESS}', '"user_id":1'))
    assert (own.kind, own.phone, others.phone) == (Kind.OTHER, "+6281234567890", "")


PERSON = {"id": 7, "first_name": "Sari", "last_name": "W", "is_bot": False}
GROUP = {"id": -100, "type": "supergroup", "title": "Kelas"}


def test_a_group_and_a_channel_are_no_private_chat(channel: TelegramChannel) -> None:
    message = {"message_id": 5, "date": 1, "chat": GROUP, "from": PERSON, "text": "/start"}
    post = {"message_id": 5, "date": 1, "chat": {"id": -200, "type": "channel"}, "text": "x", "sticker": 1}
    added = {"date": 1, "chat": GROUP, "from": PERSON, "new_chat_member": {"status": "kicked"}}
    found = [
        channel.read(arrival({"update_id": 1, kind: body}).raw)
        for kind, body in (("message", message), ("channel_post", post), ("my_chat_member", added))
    ]
    assert [(one.group, one.kind) for one in found] == [(True, Kind.TEXT), (True, Kind.TEXT), (True, Kind.OTHER)]


def test_a_sticker_and_an_album_are_read(channel: TelegramChannel) -> None:
    chat = {"id": 7, "type": "private"}
    sticker = {"message_id": 5, "date": 1, "chat": chat, "from": PERSON, "sticker": {"file_id": "s"}}
    album = {
        "message_id": 6,
        "date": 1,
        "chat": chat,
        "from": PERSON,
        "media_group_id": "9",
        "video": {"file_id": "v", "file_size": 3},
    }
    found = [channel.read(arrival({"update_id": 1, "message": body}).raw) for body in (sticker, album)]
    assert [(one.kind, one.album) for one in found] == [(Kind.OTHER, ""), (Kind.FILE, "9")]


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 4, "poll": {"id": "1"}},
        {"update_id": 4, "message": {"text": "kosong"}},
        {"update_id": 4, "message": {"chat": 5, "message_id": 1, "date": 1}},
        {"update_id": 4, "message": {"chat": {"id": 5}, "message_id": 1, "date": 10**20}},
        {"update_id": 4, "message": {"chat": {"id": 5}, "message_id": 1, "date": 1, "photo": [7]}},
        [1, 2],
    ],
)
def test_what_cannot_be_understood_is_kept_and_says_so_when_read(channel: TelegramChannel, update: object) -> None:
    kept = arrival(update)
    assert kept.key
    with pytest.raises(InvalidValue):
        channel.read(kept.raw)


def test_every_kind_of_update_is_kept_under_its_chat() -> None:
    chat = {"id": 5, "type": "private"}
    assert chat_of({"callback_query": {"from": {"id": 9}, "message": {"chat": chat}}}) == "5"
    assert chat_of({"callback_query": {"from": {"id": 9}}}) == "9"
    assert chat_of({"poll": {}}) == ""


@pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:9", "nonsense://x"])
async def test_an_error_of_the_network_never_shows_the_token(tmp_path: Path, url: str) -> None:
    real = TelegramChannel("110:playground", url, tmp_path)
    with pytest.raises(NotSent) as told:
        await real.send(ADDRESS, Rendered("Halo"))
    await real.close()
    assert "playground" not in "".join(traceback.format_exception(told.value))


async def test_arrivals_that_cannot_be_kept_now_are_fetched_again(
    poller: Poller, shelf: Shelf, naps: Naps, phone: Phone
) -> None:
    shelf.broken = True
    await poller.survive()
    assert naps.taken == [STORE_PAUSE]
    shelf.broken = False
    await poller.survive()
    assert len(shelf.kept) == 1


async def test_polling_goes_on_after_an_error_that_nobody_thought_of(
    poller: Poller, shelf: Shelf, naps: Naps, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_update: object) -> RawArrival:
        raise RecursionError

    monkeypatch.setattr("bot.channels.telegram.receive.arrival", broken)
    await poller.survive()
    monkeypatch.undo()
    await poller.survive()
    assert (naps.taken, len(shelf.kept)) == ([LONGEST_PAUSE], 1)


async def test_an_answer_that_is_no_list_is_no_news_and_is_waited_for(
    poller: Poller, naps: Naps, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def strange(*_anything: object, **_more: object) -> object:
        return {}

    monkeypatch.setattr(channel.polling, "post", strange)
    await poller.survive()
    assert naps.taken == [1.0]


class SlowTelegram:
    """Answers no press until it is told to."""

    def __init__(self) -> None:
        self.answered: list[str] = []
        self.asked = 0
        self.awake = asyncio.Event()

    async def acknowledge(self, press_id: str) -> None:
        self.asked += 1
        await self.awake.wait()
        self.answered.append(press_id)


def presses_of(*numbers: int) -> list[dict[str, object]]:
    return [{"update_id": number, "callback_query": {"id": str(number)}} for number in numbers]


async def test_presses_that_telegram_is_too_slow_to_take_do_not_pile_up() -> None:
    telegram = SlowTelegram()
    presses = Presses(telegram, at_once=2, waiting=5)
    for number in range(1000):
        presses.answer(presses_of(number))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert telegram.asked == 2
    telegram.awake.set()
    await presses.finish()
    assert telegram.answered == ["0", "1", "2", "3", "4"]
    presses.answer(presses_of(1001))
    await presses.finish()
    assert telegram.answered[-1] == "1001"


async def test_receiving_ends_though_telegram_does_not_answer_a_press() -> None:
    telegram = SlowTelegram()
    presses = Presses(telegram)
    presses.answer(presses_of(1, 2))
    await presses.finish(seconds=0.01)
    assert (presses._tasks, telegram.answered) == (set(), [])
