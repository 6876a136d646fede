"""Chats as such: what is known of them, pins, reactions, menu buttons, files."""

from bot.playground.telegram import render
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.files import MAX_DOWNLOAD
from bot.playground.telegram.params import as_object

# What a bot may set; the whole list is longer, these are the ones a school would use.
REACTIONS = set("👍👎❤🔥🥰👏😁🤔🎉🙏👌🕊💯🤝✍🤗🫡😢")
_MENU_BUTTONS = {"default", "commands", "web_app"}


def get_chat(call: Call) -> object:
    chat = call.chat(write=False)
    known = render.private_chat(chat.person)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned:
        known["pinned_message"] = render.message(call.bot, chat, pinned)
    types: dict[str, object] = {"unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False}
    gifts = types | {"premium_subscription": False, "gifts_from_channels": False}
    return known | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def pin(call: Call) -> object:
    chat = call.chat()
    message = call.message(chat, "message to pin")
    chat.pinned = [number for number in chat.pinned if number != message.id] + [message.id]
    call.api.journal.record(call.bot.id, chat.person.id, "message", message.id)
    return True


def unpin(call: Call) -> object:
    chat = call.chat()
    number = call.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("Message to unpin not found")
    chat.pinned.remove(number)
    call.api.journal.record(call.bot.id, chat.person.id, "message", number)
    return True


def react(call: Call) -> object:
    chat = call.chat()
    message = call.message(chat, "message to react")
    message.reactions = tuple(_emoji(item) for item in call.params.array("reaction") or [])
    call.api.journal.record(call.bot.id, chat.person.id, "message", message.id)
    return True


def _emoji(item: object) -> str:
    fields = as_object(item)
    if fields.get("type") != "emoji":
        raise bad_request("Can't parse ReactionType: invalid reaction type specified")
    emoji = str(fields.get("emoji", ""))
    if emoji.rstrip("\ufe0f") not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    return emoji


def set_menu_button(call: Call) -> object:
    button = call.params.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in _MENU_BUTTONS:
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    if "chat_id" in call.params:
        call.chat(write=False).menu_button = button
    else:
        call.bot.menu_button = button
    return True


def get_menu_button(call: Call) -> object:
    own = call.chat(write=False).menu_button if "chat_id" in call.params else None
    return own or call.bot.menu_button


def get_file(call: Call) -> object:
    stored = call.api.files.get(call.params.text("file_id"))
    if not call.params.text("file_id"):
        raise bad_request("file_id not specified")
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return render.file(stored) | {"file_path": stored.path}


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "getFile": get_file,
}
