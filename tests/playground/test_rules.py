"""Every request that Telegram refuses, beside the exact words it refuses it with."""

import json
from typing import Any

import pytest

from bot.playground.telegram import BotApi, Phone, Upload
from tests.playground.conftest import PARENT, Bot

BAD = "Bad Request: "
BROKEN = BAD + "can't parse entities: "
BUTTON = BAD + "can't parse inline keyboard button: "
SEND = "sendMessage"


def keys(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


def one(**button: object) -> dict[str, object]:
    return {"text": "Hadir", "reply_markup": keys([button])}


def html(text: str) -> dict[str, object]:
    return {"text": text, "parse_mode": "HTML"}


PRESS: dict[str, object] = {"text": "Hadir", "callback_data": "h"}
TEXTS: list[tuple[dict[str, object], str]] = [
    ({}, BAD + "message text is empty"),
    ({"text": ""}, BAD + "message text is empty"),
    ({"text": " \n "}, BAD + "text must be non-empty"),
    (html("<b> </b>"), BAD + "text must be non-empty"),
    ({"text": "a" * 4097}, BAD + "message is too long"),
    ({"text": "😊" * 2049}, BAD + "message is too long"),
    ({"text": "a" * 32769}, BAD + "text is too long"),
    ({"text": "a", "parse_mode": "Markdwon"}, BAD + "unsupported parse_mode"),
    ({"text": "a", "colour": "red"}, BAD + 'parameter "colour" is unknown'),
    ({"text": 5}, BAD + 'parameter "text" must be of type String'),
    ({"text": "a", "disable_notification": "perhaps"},
     BAD + 'parameter "disable_notification" must be of type Boolean'),
    ({"text": "a", "message_thread_id": "one"}, BAD + 'parameter "message_thread_id" must be of type Integer'),
    ({"text": "a", "reply_parameters": "{"}, BAD + "can't parse reply parameters JSON object"),
    ({"text": "a", "reply_parameters": {"message_id": 99}}, BAD + "message to be replied not found"),
    ({"text": "a", "reply_markup": "{"}, BAD + "can't parse reply keyboard markup JSON object"),
    ({"text": "a", "reply_markup": "[]"}, BAD + "object expected as reply markup"),
    ({"text": "a", "reply_markup": {"buttons": []}}, BAD + "can't parse reply keyboard markup JSON object"),
]  # fmt: skip
MARKUP: list[tuple[dict[str, object], str]] = [
    (html("<p>a</p>"), BROKEN + 'Unsupported start tag "p" at byte offset 0'),
    (html("a<br>b"), BROKEN + 'Unsupported start tag "br" at byte offset 1'),
    (html("é<b>a"), BROKEN + 'Can\'t find end tag corresponding to start tag "b"'),
    (html("é</b>"), BROKEN + "Unexpected end tag at byte offset 2"),
    (html("<b>a</i>"), BROKEN + 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    (html("<b>a</b"), BROKEN + "Unclosed end tag at byte offset 4"),
    (html("3 < 4"), BROKEN + 'Unsupported start tag "" at byte offset 2'),
    (html("a <b"), BROKEN + "Unclosed start tag at byte offset 2"),
    (html('<a href="x'), BROKEN + "Unclosed start tag at byte offset 0"),
    (html("<a href"), BROKEN + 'Unclosed start tag "a" at byte offset 0'),
    (html("<a ='x'>b</a>"), BROKEN + 'Empty attribute name in the tag "a" at byte offset 0'),
    (html("<a href=x/y>b</a>"), BROKEN + "Unexpected end of name token at byte offset 8"),
    (html("<span class='big'>b</span>"), BROKEN + 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]
BUTTONS: list[tuple[dict[str, object], str]] = [
    (one(text="Hadir", callback_data="x" * 65), BAD + "BUTTON_DATA_INVALID"),
    (one(text="Hadir", callback_data="é" * 33), BAD + "BUTTON_DATA_INVALID"),
    (one(text="Hadir"), BUTTON + "Text buttons are unallowed in the inline keyboard"),
    (one(text="Hadir", callback_data=""), BUTTON + "Text buttons are unallowed in the inline keyboard"),
    (one(text="Hadir", callback_data="a", url="https://a.id"),
     BUTTON + "exactly one of the optional fields must be used"),
    (one(callback_data="a"), BUTTON + 'Can\'t find field "text"'),
    (one(text=" ", callback_data="a"), BAD + "inline keyboard button text must be non-empty"),
    (one(text="Hadir", callback_data=5), BUTTON + 'Field "callback_data" must be of type String'),
    (one(text="Hadir", callback_data="a", colour="red"), BUTTON + 'Field "colour" is unknown'),
    (one(text="Hadir", callback_data="a", style="pink"), BUTTON + "invalid button style specified"),
    (one(text="Situs", url="not a url"), BAD + "inline keyboard button URL 'not a url' is invalid: Wrong HTTP URL"),
    ({"text": "a", "reply_markup": keys([PRESS] * 9)}, BAD + "reply markup is too long"),
    ({"text": "a", "reply_markup": keys(*[[PRESS]] * 101)}, BAD + "reply markup is too long"),
    ({"text": "a", "reply_markup": {"inline_keyboard": [PRESS]}},
     BAD + 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"text": "a", "reply_markup": keys(["x"])}, BUTTON + "InlineKeyboardButton must be an Object"),  # type: ignore[list-item]
    ({"text": "a", "reply_markup": {"keyboard": [[5]]}},
     BAD + "can't parse keyboard button: KeyboardButton must be a String or an Object"),
]  # fmt: skip
CHATS: list[tuple[str, dict[str, object], str]] = [
    (SEND, {"text": "a"}, BAD + "chat_id is empty"),
    (SEND, {"text": "a", "chat_id": 999}, BAD + "chat not found"),
    (SEND, {"text": "a", "chat_id": "@somebody"}, BAD + "chat not found"),
    (SEND, {"text": "a", "chat_id": 701}, "Forbidden: bot can't initiate conversation with a user"),
    ("getChat", {"chat_id": 999}, BAD + "chat not found"),
    ("noSuchMethod", {}, "Not Found: method not found"),
]
OTHERS: list[tuple[str, dict[str, object], str]] = [
    ("editMessageText", {"text": "a", "message_id": 99}, BAD + "message to edit not found"),
    ("editMessageText", {"text": "a", "message_id": 1}, BAD + "message can't be edited"),
    ("deleteMessage", {"message_id": 99}, BAD + "message to delete not found"),
    ("deleteMessage", {}, BAD + "message identifier is not specified"),
    ("deleteMessages", {}, BAD + "message identifiers are not specified"),
    ("deleteMessages", {"message_ids": [0]}, BAD + "invalid message identifier specified"),
    ("deleteMessages", {"message_ids": list(range(1, 102))}, BAD + "too many message identifiers specified"),
    ("copyMessage", {"from_chat_id": PARENT, "message_id": 99}, BAD + "message to copy not found"),
    ("forwardMessage", {"from_chat_id": PARENT, "message_id": 99}, BAD + "message to forward not found"),
    ("pinChatMessage", {"message_id": 99}, BAD + "message to pin not found"),
    ("unpinChatMessage", {}, BAD + "message to unpin not found"),
    ("setMessageReaction", {"message_id": 99}, BAD + "message to react not found"),
    ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]}, BAD + "REACTION_INVALID"),
    ("sendChatAction", {"action": "sleeping"}, BAD + "wrong parameter action in request"),
    ("sendPhoto", {}, BAD + "there is no photo in the request"),
    ("sendPhoto", {"photo": "nothing"}, BAD + "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"photo": "https://a.id/b.png"}, BAD + "failed to get HTTP URL content"),
    ("sendDocument", {"document": "x", "caption": "a" * 1025}, BAD + "message caption is too long"),
    ("sendMediaGroup", {}, BAD + 'parameter "media" is required'),
    ("sendMediaGroup", {"media": "{"}, BAD + "can't parse media JSON object"),
    ("sendMediaGroup", {"media": {}}, BAD + "expected an Array of InputMedia"),
    ("sendMediaGroup", {"media": [{"type": "voice", "media": "x"}] * 2},
     BAD + "can't parse InputMedia: type \"voice\" can't be used in sendMediaGroup"),
    ("editMessageMedia", {"message_id": 1, "media": {"type": "photo"}},
     BAD + "can't parse InputMedia: media not found"),
    ("setMyCommands", {"commands": [{"command": "Mulai", "description": "a"}]}, BAD + "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "mulai"}]},
     BAD + "can't parse BotCommand: Can't find field \"description\""),
    ("setMyCommands", {"commands": [], "language_code": "Indonesia"}, BAD + "invalid language code specified"),
    ("setMyName", {"name": "a" * 65}, BAD + "BOT_TITLE_INVALID"),
    ("getFile", {}, BAD + "file_id not specified"),
    ("getFile", {"file_id": "x"}, BAD + "invalid file_id"),
    ("setWebhook", {"url": "ftp://a.id"}, BAD + "invalid webhook URL specified"),
    ("setWebhook", {"url": "http://a.id/x"}, BAD + "bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://a.id/x", "secret_token": "a b"},
     BAD + "secret token contains unallowed characters"),
    ("setWebhook", {"url": "https://a.id/x", "secret_token": "a" * 257}, BAD + "secret token is too long"),
    ("getUpdates", {"allowed_updates": ["messages"]},
     BAD + 'parameter "allowed_updates" has an unknown kind "messages"'),
]  # fmt: skip
_CHATLESS = ("setMyCommands", "setMyName", "getFile", "setWebhook", "getUpdates")


@pytest.mark.parametrize(("params", "words"), TEXTS + MARKUP + BUTTONS)
async def test_a_message_that_breaks_a_rule_is_refused_in_telegrams_words(
    bot: Bot, phone: Phone, params: dict[str, Any], words: str
) -> None:
    before = phone.screen()
    assert await bot.error(SEND, chat_id=PARENT, **params) == words
    assert phone.screen() == before


@pytest.mark.parametrize(("method", "params", "words"), CHATS)
async def test_a_chat_that_cannot_be_written_to_is_refused(
    bot: Bot, api: BotApi, phone: Phone, method: str, params: dict[str, Any], words: str
) -> None:
    api.phone(701, "Budi")
    assert await bot.error(method, **params) == words


@pytest.mark.parametrize(("method", "params", "words"), OTHERS)
async def test_other_methods_refuse_in_telegrams_words(
    bot: Bot, phone: Phone, method: str, params: dict[str, Any], words: str
) -> None:
    where = {} if method in _CHATLESS else {"chat_id": PARENT}
    assert await bot.error(method, **where, **params) == words


@pytest.mark.parametrize(
    "params",
    [
        {"text": "a" * 4096},
        {"text": "😊" * 2048},
        html("<b>" + "a" * 4096 + "</b>"),
        html("a &amp; b &lt; c &nbsp; d"),
        one(text="Hadir", callback_data="x" * 64),
        {"text": "a", "reply_markup": keys(*[[PRESS] * 8] * 12)},
        {"text": "a", "reply_markup": json.dumps(keys([PRESS]))},
        {"text": "a", "disable_notification": "true", "protect_content": True},
        {"text": "a", "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}},
    ],
)
async def test_a_message_at_the_edge_of_a_rule_is_accepted(bot: Bot, phone: Phone, params: dict[str, Any]) -> None:
    await bot.do(SEND, chat_id=str(PARENT), **params)


async def test_an_unknown_token_is_unauthorized(api: BotApi) -> None:
    assert await Bot(api, "111:other").error("getMe") == "Unauthorized"


async def test_a_person_who_blocked_or_left_is_forbidden(bot: Bot, phone: Phone) -> None:
    phone.block()
    assert await bot.error(SEND, chat_id=PARENT, text="a") == "Forbidden: bot was blocked by the user"
    phone.unblock()
    phone.deactivate()
    assert await bot.error(SEND, chat_id=PARENT, text="a") == "Forbidden: user is deactivated"


async def test_a_file_that_is_no_picture_is_no_photo(bot: Bot, phone: Phone) -> None:
    files = {"photo": Upload("photo.jpg", b"no picture")}
    assert await bot.error("sendPhoto", files, chat_id=PARENT) == BAD + "IMAGE_PROCESS_FAILED"


async def test_an_empty_or_too_large_upload_is_refused(bot: Bot, phone: Phone) -> None:
    empty = {"document": Upload("a.pdf", b"")}
    assert await bot.error("sendDocument", empty, chat_id=PARENT) == BAD + "file must be non-empty"
    large = {"photo": Upload("a.png", b"\x89PNG" + bytes(10 * 1024 * 1024))}
    words = 'file "a.png" of size 10485764 bytes is too big for a photo'
    assert await bot.error("sendPhoto", large, chat_id=PARENT) == BAD + words


async def test_a_document_cannot_be_sent_again_as_a_photo(bot: Bot, phone: Phone) -> None:
    phone.send_document(b"%PDF-1.7", "surat.pdf")
    stored = phone.files()[0]
    words = await bot.error("sendPhoto", chat_id=PARENT, photo=stored.id)
    assert words == BAD + "can't use file of type Document as Photo"
    await bot.do("sendDocument", chat_id=PARENT, document=stored.id)
    assert phone.screen()[-1].media == stored
