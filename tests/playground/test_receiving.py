"""Updates: confirmed on the next call, kept so long and no longer, to one receiver only."""

import asyncio
import json

from bot.playground.telegram import BotApi, Floods, Phone
from tests.playground.conftest import PARENT, TOKEN, Bot, Clock

HOOK = "http://127.0.0.1:9/hook"


async def test_updates_stay_until_a_higher_offset_confirms_them(bot: Bot, phone: Phone) -> None:
    phone.say("satu")
    first = await bot.updates(limit=1)
    again = await bot.updates(limit=1)
    assert first == again
    number = first[0]["update_id"]
    assert isinstance(number, int)
    rest = await bot.updates(offset=number + 1)
    assert [u["update_id"] for u in rest] == [number + 1]
    assert await bot.updates(offset=number + 2) == []
    assert await bot.updates(offset=0) == []


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, phone: Phone) -> None:
    phone.say("satu")
    phone.say("dua")
    (last,) = await bot.updates(offset=-1)
    assert last["message"]["text"] == "dua"  # type: ignore[index]
    assert await bot.updates() == [last]


async def test_presses_are_lost_after_150_seconds_and_messages_after_a_day(
    bot: Bot, phone: Phone, clock: Clock
) -> None:
    phone.forge("x", 1)
    clock.pass_by(151)
    assert [sorted(u)[0] for u in await bot.updates()] == ["message"]
    clock.pass_by(24 * 3600)
    assert await bot.updates() == []


async def test_a_long_poll_returns_when_something_comes(bot: Bot, phone: Phone) -> None:
    await bot.updates(offset=-1)
    offset = (await bot.updates())[0]["update_id"]
    assert isinstance(offset, int)
    poll = asyncio.create_task(bot.updates(offset=offset + 1, timeout=50))
    await asyncio.sleep(0)
    phone.say("satu")
    assert len(await poll) == 1


async def test_closing_the_server_ends_a_long_poll(bot: Bot, api: BotApi) -> None:
    poll = asyncio.create_task(bot.updates(timeout=50))
    await asyncio.sleep(0)
    await api.aclose()
    assert await poll == []


async def test_the_second_poller_throws_the_first_one_out(bot: Bot) -> None:
    first = asyncio.create_task(bot.error("getUpdates", timeout=50))
    await asyncio.sleep(0)
    assert await bot.updates() == []
    assert await first == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, phone: Phone) -> None:
    await bot.updates(allowed_updates=["callback_query"], offset=-1)
    phone.say("satu")
    phone.forge("x", 1)
    assert [sorted(u)[0] for u in (await bot.updates())[1:]] == ["callback_query"]


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, api: BotApi) -> None:
    poll = asyncio.create_task(bot.error("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await bot.do("setWebhook", url=HOOK)
    assert await poll == "Conflict: terminated by setWebhook request"
    assert await bot.error("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await bot.do("deleteWebhook")
    assert await bot.updates() == []


async def test_a_webhook_is_tried_again_in_order_with_growing_pauses(clock: Clock) -> None:
    statuses = iter([500, 0, 503, 200, 200, 204])
    posted: list[tuple[str, str | None]] = []
    pauses: list[float] = []
    done = asyncio.Event()

    async def post(url: str, headers: dict[str, str], body: bytes) -> int:
        status = next(statuses)
        posted.append((json.loads(body)["message"]["text"], headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if status == 204:
            done.set()
        if status == 0:
            raise ConnectionRefusedError
        return status

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    api = BotApi(clock, floods=Floods.off(), post=post, pause=pause)
    api.add_bot(TOKEN)
    bot, phone = Bot(api), api.phone(PARENT, "Sari")
    await bot.do("setWebhook", url=HOOK, secret_token="s3cret")
    for text in ("satu", "dua", "tiga"):
        phone.say(text)
    await done.wait()
    await asyncio.sleep(0)
    info = await bot.do("getWebhookInfo")
    await api.aclose()
    assert [text for text, _ in posted] == ["satu"] * 4 + ["dua", "tiga"]
    assert {secret for _, secret in posted} == {"s3cret"}
    assert pauses == [1.0, 2.0, 4.0]
    assert isinstance(info, dict)
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    assert await bot.updates() == []


async def test_a_chat_whose_update_fails_holds_up_no_other_chat(clock: Clock) -> None:
    delivered = asyncio.Event()

    async def post(url: str, headers: dict[str, str], body: bytes) -> int:
        if json.loads(body)["message"]["from"]["id"] == PARENT:
            return 500
        delivered.set()
        return 200

    async def pause(seconds: float) -> None:
        await asyncio.Event().wait()

    api = BotApi(clock, floods=Floods.off(), post=post, pause=pause)
    api.add_bot(TOKEN)
    api.phone(PARENT, "Sari").say("satu")
    api.phone(701, "Budi").say("satu")
    await Bot(api).do("setWebhook", url=HOOK)
    await delivered.wait()
    await api.aclose()
