"""Too many, too fast, and connections that break."""

import pytest

from bot.playground.telegram import BotApi, Dropped, Fault, Floods, Phone
from tests.playground.conftest import PARENT, TOKEN, Bot, Clock


@pytest.fixture
def api(clock: Clock) -> BotApi:
    api = BotApi(clock)
    api.add_bot(TOKEN)
    return api


async def test_a_chat_takes_a_short_burst_and_then_one_a_second(bot: Bot, phone: Phone, clock: Clock) -> None:
    for _ in range(5):
        await bot.say()
    refused = await bot.call("sendMessage", chat_id=PARENT, text="a")
    assert refused.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.pass_by(1)
    await bot.say()
    assert await bot.error("sendMessage", chat_id=PARENT, text="a") == "Too Many Requests: retry after 1"


async def test_a_bot_sends_thirty_in_any_second(bot: Bot, api: BotApi, clock: Clock) -> None:
    for number in range(31):
        api.phone(800 + number, "Ibu").start()
    for number in range(30):
        clock.pass_by(0.02)
        await bot.do("sendMessage", chat_id=800 + number, text="a")
    assert (await bot.call("sendMessage", chat_id=830, text="a")).status == 429
    clock.pass_by(0.5)
    await bot.do("sendMessage", chat_id=830, text="a")


async def test_limits_are_chosen_per_server(clock: Clock) -> None:
    api = BotApi(clock, floods=Floods(per_second=None, chat_burst=1, chat_rate=0.1))
    api.add_bot(TOKEN)
    api.phone(PARENT, "Sari").start()
    bot = Bot(api)
    await bot.say()
    assert await bot.error("sendMessage", chat_id=PARENT, text="a") == "Too Many Requests: retry after 10"


@pytest.mark.parametrize(
    ("wrong", "sent", "acted"),
    [("refuse", False, False), ("drop_before", True, False), ("drop_after", True, True)],
)
async def test_a_connection_breaks_before_or_after_the_server_acted(
    bot: Bot, api: BotApi, phone: Phone, wrong: str, sent: bool, acted: bool
) -> None:
    api.faults.order(wrong, method="sendMessage")  # type: ignore[arg-type]
    with pytest.raises(Dropped) as dropped:
        await bot.call("sendMessage", chat_id=PARENT, text="Senin")
    assert (dropped.value.sent, dropped.value.acted) == (sent, acted)
    assert (phone.screen()[-1].text == "Senin") is acted
    await bot.say("Selasa")


async def test_ordered_errors_strike_the_chosen_chat_so_many_times(bot: Bot, api: BotApi, phone: Phone) -> None:
    api.faults.order("server_error", chat_id=PARENT, times=1)
    api.faults.order("too_many", seconds=7, chat_id=PARENT, times=1)
    assert await bot.error("sendMessage", chat_id=PARENT, text="a") == "Internal Server Error"
    assert await bot.error("sendMessage", chat_id=str(PARENT), text="a") == "Too Many Requests: retry after 7"
    assert len(phone.screen()) == 1
    await bot.say()


async def test_a_policy_decides_for_each_request(bot: Bot, api: BotApi, phone: Phone) -> None:
    api.faults.policy = lambda method, params: Fault("delay", 3.0) if method == "getMe" else None
    assert (await bot.call("getMe")).delay == 3.0
    assert (await bot.call("getWebhookInfo")).delay == 0.0
    api.faults.clear()
    assert (await bot.call("getMe")).delay == 0.0
