"""What the person sees of what the bot does, and the bot of what the person does."""

import base64

import pytest

from bot.playground.telegram import BotApi, Phone, Upload
from tests.playground.conftest import PARENT, Bot, Clock

BAD = "Bad Request: "
KEYS = {"inline_keyboard": [[{"text": "Sudah dibaca", "callback_data": "r1"}]]}
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_formatted_text_reaches_the_screen_escaped(bot: Bot, phone: Phone) -> None:
    await bot.say("<b>Tugas 😊 <i>baru</i></b> &lt;a&gt; https://a.id.", parse_mode="HTML")
    shown = phone.screen()[-1]
    assert shown.text == "Tugas 😊 baru <a> https://a.id."
    assert shown.html == (
        "<strong>Tugas 😊 <em>baru</em></strong> &lt;a&gt; "
        '<a href="https://a.id" target="_blank" rel="noopener noreferrer">https://a.id</a>.'
    )


async def test_a_script_link_is_not_a_link_on_the_screen(bot: Bot, phone: Phone) -> None:
    await bot.say('<a href="javascript:alert(1)">baca</a>', parse_mode="HTML")
    assert phone.screen()[-1].html == "baca"


async def test_an_edit_shows_and_is_marked(bot: Bot, phone: Phone) -> None:
    number = await bot.say("Senin", reply_markup=KEYS)
    await bot.do("editMessageText", chat_id=PARENT, message_id=number, text="Selasa")
    shown = phone.screen()[-1]
    assert (shown.text, shown.edited, shown.buttons) == ("Selasa", True, ())


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, phone: Phone) -> None:
    number = await bot.say("Senin", reply_markup=KEYS)
    words = await bot.error("editMessageText", chat_id=PARENT, message_id=number, text=" Senin ", reply_markup=KEYS)
    assert words == (
        BAD + "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


async def test_new_buttons_alone_leave_no_edited_mark(bot: Bot, phone: Phone) -> None:
    number = await bot.say("Senin", reply_markup=KEYS)
    await bot.do("editMessageReplyMarkup", chat_id=PARENT, message_id=number)
    assert (phone.screen()[-1].edited, phone.screen()[-1].labels()) == (False, [])


async def test_text_and_caption_are_edited_each_by_its_own_method(bot: Bot, phone: Phone) -> None:
    text = await bot.say("Senin")
    sent = await bot.do("sendPhoto", {"photo": Upload("a.png", DOT, "image/png")}, chat_id=PARENT, caption="Foto")
    assert isinstance(sent, dict)
    photo = sent["message_id"]
    assert await bot.error("editMessageCaption", chat_id=PARENT, message_id=text, caption="x") == (
        BAD + "there is no caption in the message to edit"
    )
    assert await bot.error("editMessageText", chat_id=PARENT, message_id=photo, text="x") == (
        BAD + "there is no text in the message to edit"
    )
    await bot.do("editMessageCaption", chat_id=PARENT, message_id=photo, caption="Foto kelas")
    assert phone.screen()[-1].text == "Foto kelas"


async def test_a_message_older_than_48_hours_stays(bot: Bot, phone: Phone, clock: Clock) -> None:
    number = await bot.say("Senin")
    clock.pass_by(48 * 3600 + 1)
    words = await bot.error("deleteMessage", chat_id=PARENT, message_id=number)
    assert words == BAD + "message can't be deleted for everyone"
    young = await bot.say("Selasa")
    await bot.do("deleteMessages", chat_id=PARENT, message_ids=[number, young, 999])
    assert [shown.text for shown in phone.screen()] == ["/start", "Senin"]
    assert [shown.deleted for shown in phone.screen(deleted=True)] == [False, False, True]


async def test_a_press_is_answered_once_and_in_time(bot: Bot, phone: Phone, clock: Clock) -> None:
    number = await bot.say("Senin", reply_markup=KEYS)
    first = phone.press(number, "Sudah dibaca")
    await bot.do("answerCallbackQuery", callback_query_id=first, text="Terima kasih", show_alert=True)
    late = phone.press(number, "r1")
    clock.pass_by(151)
    old = BAD + "query is too old and response timeout expired or query ID is invalid"
    for query in (first, late, "12345"):
        assert await bot.error("answerCallbackQuery", callback_query_id=query) == old
    assert [(a.text, a.alert) for a in phone.answers()] == [("Terima kasih", True), ("", False)]
    words = await bot.error("answerCallbackQuery", callback_query_id=first, text="a" * 201)
    assert words == BAD + "MESSAGE_TOO_LONG"


async def test_a_press_arrives_with_the_message_and_a_forged_one_too(bot: Bot, phone: Phone) -> None:
    number = await bot.say("Senin", reply_markup=KEYS)
    await bot.do("deleteMessage", chat_id=PARENT, message_id=number)
    phone.forge("r1:999", number)
    with pytest.raises(ValueError, match="no message"):
        phone.press(number, "Sudah dibaca")
    query = (await bot.updates())[-1]["callback_query"]
    assert isinstance(query, dict)
    assert query["data"] == "r1:999"
    assert query["message"]["date"] == 0


async def test_an_album_shares_a_group_and_mixes_no_documents(bot: Bot, phone: Phone) -> None:
    files = {"one": Upload("a.png", DOT, "image/png"), "two": Upload("b.png", DOT, "image/png")}
    media = [{"type": "photo", "media": "attach://one"}, {"type": "photo", "media": "attach://two"}]
    await bot.do("sendMediaGroup", files, chat_id=PARENT, media=media)
    first, second = phone.screen()[-2:]
    assert first.group == second.group != ""
    media[1]["type"] = "document"
    words = await bot.error("sendMediaGroup", files, chat_id=PARENT, media=media)
    assert words == BAD + "can't use the media of the specified type in the album"


async def test_a_part_that_no_value_points_to_is_refused(bot: Bot, phone: Phone) -> None:
    words = await bot.error("sendMessage", {"x": Upload("a", b"a")}, chat_id=PARENT, text="a")
    assert words == BAD + 'parameter "x" is unknown'


async def test_protected_content_is_neither_copied_nor_forwarded(bot: Bot, phone: Phone) -> None:
    kept = await bot.say("Nilai", protect_content=True)
    open_ = await bot.say("Undangan")
    where = {"chat_id": PARENT, "from_chat_id": PARENT}
    assert await bot.error("copyMessage", message_id=kept, **where) == BAD + "the message can't be copied"
    assert await bot.error("forwardMessage", message_id=kept, **where) == BAD + "the message can't be forwarded"
    await bot.do("copyMessage", message_id=open_, **where)
    await bot.do("forwardMessage", message_id=open_, **where)
    assert [(b.text, b.forwarded_from) for b in phone.screen()[-2:]] == [
        ("Undangan", ""),
        ("Undangan", "Titian"),
    ]


async def test_what_a_person_sends_can_be_fetched(bot: Bot, api: BotApi, phone: Phone) -> None:
    phone.send_voice(b"OggS", duration=2)
    voice = (await bot.updates())[-1]["message"]
    assert isinstance(voice, dict)
    found = await bot.do("getFile", file_id=voice["voice"]["file_id"])
    assert isinstance(found, dict)
    stored = api.download(bot.token, str(found["file_path"]))
    assert stored is not None
    assert stored.content == b"OggS"


async def test_a_file_over_20_megabytes_cannot_be_fetched(bot: Bot, phone: Phone) -> None:
    phone.send_document(bytes(20 * 1024 * 1024 + 1), "film.mp4")
    words = await bot.error("getFile", file_id=phone.files()[0].id)
    assert words == BAD + "file is too big"


async def test_block_and_unblock_reach_the_bot(bot: Bot, phone: Phone) -> None:
    phone.block()
    with pytest.raises(ValueError, match="blocked"):
        phone.say("Halo")
    phone.start("ABC-1")
    kinds = [(next(iter(set(u) - {"update_id"})), u) for u in await bot.updates()]
    assert [kind for kind, _ in kinds] == ["message", "my_chat_member", "my_chat_member", "message"]
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for _, u in kinds[1:3]]  # type: ignore[index]
    assert statuses == ["kicked", "member"]
    assert phone.screen()[-1].text == "/start ABC-1"


@pytest.mark.parametrize("payload", ["a" * 65, "a b", "ä", "a.b"])
def test_a_start_link_carries_only_what_telegram_carries(phone: Phone, payload: str) -> None:
    with pytest.raises(ValueError, match="start payload"):
        phone.start(payload)


async def test_an_own_message_is_edited_and_replied_to(bot: Bot, phone: Phone) -> None:
    asked = await bot.say("Apa kabar?")
    own = phone.say("Bak", reply_to=asked)
    phone.edit(own, "Baik")
    with pytest.raises(ValueError, match="own message"):
        phone.edit(asked, "x")
    edited = (await bot.updates())[-1]["edited_message"]
    assert isinstance(edited, dict)
    assert (edited["text"], edited["reply_to_message"]["text"]) == ("Baik", "Apa kabar?")
    assert (phone.screen()[-1].edited, phone.screen()[-1].reply_text) == (True, "Apa kabar?")


async def test_a_reply_keyboard_is_up_until_removed(bot: Bot, phone: Phone) -> None:
    await bot.say("Nomor?", reply_markup={"keyboard": [["Kirim", {"text": "Nanti"}]]})
    assert phone.keyboard() == [["Kirim", "Nanti"]]
    await bot.say("Baik", reply_markup={"remove_keyboard": True})
    assert phone.keyboard() == []


async def test_pins_reactions_and_typing_show(bot: Bot, phone: Phone, clock: Clock) -> None:
    own = phone.say("Terima kasih")
    await bot.do("setMessageReaction", chat_id=PARENT, message_id=own, reaction=[{"type": "emoji", "emoji": "🙏"}])
    await bot.do("pinChatMessage", chat_id=PARENT, message_id=own)
    await bot.do("sendChatAction", chat_id=PARENT, action="typing")
    assert (phone.screen()[-1].reactions, phone.screen()[-1].pinned, phone.typing) == (("🙏",), True, "typing")
    await bot.do("unpinChatMessage", chat_id=PARENT)
    clock.pass_by(6)
    assert (phone.screen()[-1].pinned, phone.typing) == (False, "")


async def test_events_replay_from_the_last_one_seen(bot: Bot, phone: Phone, api: BotApi) -> None:
    api.phone(701, "Budi").start()
    number = await bot.say("Senin")
    await bot.do("deleteMessage", chat_id=PARENT, message_id=number)
    events = phone.events(after=0)
    seen = [await anext(events) for _ in range(4)]
    assert [(e.kind, e.number) for e in seen] == [
        ("state", ""),
        ("message", "1"),
        ("message", str(number)),
        ("deleted", str(number)),
    ]
    again = phone.events(after=seen[0].id)
    assert await anext(again) == seen[1]


async def test_the_profile_is_kept_by_language(bot: Bot) -> None:
    commands = [{"command": "bantuan", "description": "Bantuan"}]
    await bot.do("setMyCommands", commands=commands, language_code="id")
    assert await bot.do("getMyCommands", language_code="id") == commands
    assert await bot.do("getMyCommands") == []
    await bot.do("deleteMyCommands", language_code="id")
    assert await bot.do("getMyCommands", language_code="id") == []
    await bot.do("setMyName", name="Jembatan", language_code="id")
    assert await bot.do("getMyName", language_code="id") == {"name": "Jembatan"}
    assert await bot.do("getMyName") == {"name": "Titian"}
