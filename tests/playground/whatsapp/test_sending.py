"""A message's way: the window, the ticks, what it costs, and how it fails."""

import pytest

from bot.playground.whatsapp import (
    UNTIL_SEPTEMBER_2026,
    CloudApi,
    Number,
    Phone,
    Progress,
    Rates,
    Verdict,
)
from tests.playground.conftest import Clock
from tests.playground.whatsapp.conftest import COMPONENTS, NUMBER, PARENT, Business, changes, statuses

DAY = 24 * 3600
STRANGER = "6281270009999"


async def test_a_message_gets_one_tick_two_and_two_blue_ones(business: Business, api: CloudApi, phone: Phone) -> None:
    name = await business.say(biz_opaque_callback_data="mark-1")
    assert statuses(api) == [(name, "sent"), (name, "delivered")]
    assert phone.screen()[-1].progress is Progress.DELIVERED
    phone.read()
    phone.read()
    assert statuses(api) == [(name, "sent"), (name, "delivered"), (name, "read")]
    told = changes(api)[0]
    assert told["metadata"] == {"display_phone_number": "628117000100", "phone_number_id": NUMBER}
    assert told["contacts"][0]["wa_id"] == told["statuses"][0]["recipient_id"] == PARENT
    assert {value["statuses"][0]["biz_opaque_callback_data"] for value in changes(api)} == {"mark-1"}


async def test_without_receipts_nobody_learns_what_was_read(business: Business, api: CloudApi, phone: Phone) -> None:
    phone.person.receipts = False
    name = await business.say()
    phone.read()
    assert statuses(api) == [(name, "sent"), (name, "delivered")]
    assert phone.screen()[-1].progress is Progress.READ


async def test_a_phone_without_network_gets_its_messages_later(business: Business, api: CloudApi, phone: Phone) -> None:
    phone.go_offline()
    name = await business.say("Senin")
    assert (statuses(api), phone.screen()[-1].text) == ([(name, "sent")], "Halo")
    phone.go_online()
    assert (statuses(api)[1:], phone.screen()[-1].text) == ([(name, "delivered")], "Senin")


async def test_who_blocked_the_business_is_sent_to_and_never_reached(
    business: Business, api: CloudApi, phone: Phone
) -> None:
    phone.block()
    name = await business.say()
    assert (statuses(api), len(phone.screen())) == ([(name, "sent")], 1)
    with pytest.raises(ValueError, match="unblocks"):
        phone.say("Halo")
    phone.unblock()
    phone.read()
    assert statuses(api)[1:] == [(name, "delivered"), (name, "read")]


async def test_whoever_answers_has_read_what_came(business: Business, api: CloudApi, phone: Phone) -> None:
    name = await business.say()
    phone.say("Baik, Bu")
    assert statuses(api)[-1] == (name, "read")
    assert changes(api)[-1]["messages"][0]["text"] == {"body": "Baik, Bu"}


async def test_a_day_after_the_last_word_only_a_template_arrives(
    business: Business, api: CloudApi, phone: Phone, clock: Clock
) -> None:
    clock.pass_by(DAY - 1)
    assert phone.window_open
    await business.say()
    clock.pass_by(1)
    await business.approved()
    api.events.clear()
    late = await business.say("terlambat")
    (told,) = changes(api)[0]["statuses"]
    assert (told["id"], told["status"], told["errors"][0]["code"]) == (late, "failed", 131047)
    opener = await business.send("template", business.opener("Ibu Siti", "Ananda Alya", payload="1:w.read"))
    assert statuses(api)[1:] == [(opener, "sent"), (opener, "delivered")]
    shown = phone.screen()[-1]
    assert (shown.text[:34], shown.labels()) == ("Yth. Ibu Siti, ada kabar baru tent", ["Baca"])
    phone.press(shown.id, "Baca")
    (pressed,) = changes(api)[-1]["messages"]
    assert pressed["button"] == {"payload": "1:w.read", "text": "Baca"}
    assert pressed["context"] == {"from": "628117000100", "id": opener}
    await business.say("sekarang sampai")
    assert phone.screen()[-1].text == "sekarang sampai"


async def test_a_closed_window_may_be_told_at_once(
    business: Business, api: CloudApi, phone: Phone, clock: Clock
) -> None:
    api.closed_windows = "at_once"
    clock.pass_by(DAY)
    assert (await business.refused("text", {"body": "a"}))[0] == 131047
    assert not api.events


async def test_a_number_that_is_not_on_whatsapp_fails_later_or_at_once(
    business: Business, api: CloudApi, phone: Phone
) -> None:
    api.phone("6281270008888", "Budi").person.on_whatsapp = False
    await business.approved()
    for to in (STRANGER, "6281270008888"):
        api.events.clear()
        name = await business.send("template", business.opener("Bapak Budi", "Ananda Alya"), to=to)
        (told,) = changes(api)[0]["statuses"]
        assert (told["id"], told["recipient_id"], told["errors"][0]["code"]) == (name, to, 131026)
    api.strangers = "at_once"
    assert (await business.refused("text", {"body": "a"}, to=STRANGER))[0] == 131026


async def test_what_a_message_costs_since_october_2026(
    business: Business, api: CloudApi, number: Number, phone: Phone, clock: Clock
) -> None:
    await business.approved()
    clock.now = 1_793_000_000.0
    phone.spoke(clock.now)
    opener = business.opener("Ibu Siti", "Ananda Alya")
    costs = []
    for _ in range(2):
        await business.say()
        costs.append(_last_price(api))
        await business.send("template", opener)
        costs.append(_last_price(api))
        number.service_delivered = dict.fromkeys(number.service_delivered, 1000)
    assert costs == [
        {"billable": False, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"},
        {"billable": True, "pricing_model": "PMP", "category": "utility", "type": "regular"},
        {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"},
        {"billable": True, "pricing_model": "PMP", "category": "utility", "type": "regular"},
    ]


async def test_what_a_message_cost_before(business: Business, api: CloudApi, phone: Phone, clock: Clock) -> None:
    api.prices = UNTIL_SEPTEMBER_2026
    await business.approved()
    opener = business.opener("Ibu Siti", "Ananda Alya")
    await business.send("template", opener)
    inside = _last_price(api)["billable"]
    clock.pass_by(DAY)
    await business.send("template", opener)
    assert (inside, _last_price(api)["billable"]) == (False, True)


def _last_price(api: CloudApi) -> dict[str, object]:
    found = changes(api)[-1]["statuses"][0]["pricing"]
    assert isinstance(found, dict)
    return found


async def test_a_number_sends_so_many_in_a_second(
    business: Business, api: CloudApi, phone: Phone, clock: Clock
) -> None:
    api.rates = Rates(per_second=3, pair_burst=None)
    for _ in range(3):
        await business.say()
    status, error = await business.error("POST", NUMBER, "messages", body=business.message("text", {"body": "a"}))
    assert (status, error["code"]) == (429, 130429)
    clock.pass_by(1)
    await business.say()


async def test_one_person_is_not_written_to_too_often(
    business: Business, api: CloudApi, phone: Phone, clock: Clock
) -> None:
    api.rates = Rates(per_second=None, pair_burst=3, pair_seconds=6)
    api.phone("6281270000202", "Hendra").say("Halo")
    for _ in range(3):
        await business.say()
    assert (await business.refused("text", {"body": "a"}))[0] == 131056
    await business.say(to="6281270000202")
    clock.pass_by(6)
    await business.say()


async def test_a_template_that_is_not_approved_is_not_sent(business: Business, api: CloudApi, phone: Phone) -> None:
    await business.approved()
    opener = business.opener("Ibu Siti", "Ananda Alya")
    for verdict, code in ((Verdict.PAUSED, 132015), (Verdict.DISABLED, 132016), (Verdict.REJECTED, 132001)):
        api.judge("titian_news", "id", verdict)
        assert (await business.refused("template", opener))[0] == code
    api.judge("titian_news", "id", Verdict.APPROVED)
    await business.send("template", opener)
    assert (await business.refused("template", business.opener("a", "b", language="en")))[0] == 132001


@pytest.mark.parametrize(
    ("values", "payload", "code"),
    [
        (("Ibu Siti",), "", 132000),
        (("Ibu Siti", "Ananda Alya", "SMA"), "", 132000),
        (("Ibu\nSiti", "Ananda Alya"), "", 132018),
        (("Ibu     Siti", "Ananda Alya"), "", 132018),
        (("a" * 600, "b" * 500), "", 132005),
        (("Ibu Siti", "Ananda Alya"), "x" * 129, 131009),
    ],
)
async def test_the_values_of_a_template_fit_its_places(
    business: Business, phone: Phone, values: tuple[str, ...], payload: str, code: int
) -> None:
    await business.approved()
    assert (await business.refused("template", business.opener(*values, payload=payload)))[0] == code


async def test_a_button_that_the_template_has_not_is_refused(business: Business, phone: Phone) -> None:
    await business.approved(components=[COMPONENTS[0]])
    found = await business.refused("template", business.opener("Ibu Siti", "Ananda Alya", payload="1:w.read"))
    assert found[0] == 132018


async def test_the_business_reads_and_its_guest_sees_blue_ticks(business: Business, phone: Phone) -> None:
    first, second = phone.say("satu"), phone.say("dua")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": first}
    assert await business.do("POST", NUMBER, "messages", body=body) == {"success": True}
    assert [shown.progress for shown in phone.screen()[1:]] == [Progress.READ, Progress.READ]
    assert phone.screen()[-1].wamid == second
    _, error = await business.error("POST", NUMBER, "messages", body=body | {"message_id": "wamid.x"})
    assert error["code"] == 131009


async def test_a_reaction_stands_on_its_message_alone(business: Business, api: CloudApi, phone: Phone) -> None:
    written = phone.say("terima kasih")
    await business.send("reaction", {"message_id": written, "emoji": "🙏"})
    assert [shown.reaction for shown in phone.screen()] == ["", "🙏"]
    name = await business.say()
    phone.react(name, "👍")
    (told,) = changes(api)[-1]["messages"]
    assert told["reaction"] == {"message_id": name, "emoji": "👍"}
