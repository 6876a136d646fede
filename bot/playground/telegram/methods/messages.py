"""Sending, copying, forwarding and deleting."""

from dataclasses import replace

from bot.playground.telegram import render
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.state import Chat, Message

# https://core.telegram.org/bots/api#deletemessage
DELETABLE_SECONDS = 48 * 3600


def send_message(call: Call) -> object:
    body = call.text()
    chat = call.chat()
    return render.message(call.bot, chat, call.deliver(chat, call.draft(chat, body)))


def copy_message(call: Call) -> object:
    chat = call.chat()
    source = _source(call, "message to copy")
    body = source.body
    if source.media and "caption" in call.params:
        body = call.caption()
    draft = replace(call.draft(chat, body), media=source.media, contact=source.contact)
    return {"message_id": call.deliver(chat, draft).id}


def forward_message(call: Call) -> object:
    chat = call.chat()
    source = _source(call, "message to forward")
    origin = source.forwarded_from or (call.bot if source.from_bot else call.chat("from_chat_id", write=False).person)
    draft = replace(call.draft(chat, source.body), media=source.media, contact=source.contact, forwarded_from=origin)
    return render.message(call.bot, chat, call.deliver(chat, draft))


def _source(call: Call, wanted: str) -> Message:
    source = call.message(call.chat("from_chat_id", write=False), wanted)
    if source.protected:
        verb = "copied" if "copy" in wanted else "forwarded"
        raise bad_request(f"the message can't be {verb}")
    return source


def delete_message(call: Call) -> object:
    chat = call.chat()
    if not call.params.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    _delete(call, chat, call.message(chat, "message to delete"))
    return True


def delete_messages(call: Call) -> object:
    """Those that can be deleted are; one that cannot is passed over, as the documentation says."""
    chat = call.chat()
    wanted = call.params.array("message_ids")
    if wanted is None:
        raise bad_request("Message identifiers are not specified")
    if len(wanted) > 100:
        raise bad_request("Too many message identifiers specified")
    if not all(isinstance(number, int) and number > 0 for number in wanted):
        raise bad_request("Invalid message identifier specified")
    found = (chat.messages.get(number) for number in wanted if isinstance(number, int))
    for message in found:
        if message and not message.deleted and call.now - message.date <= DELETABLE_SECONDS:
            _delete(call, chat, message)
    return True


def _delete(call: Call, chat: Chat, message: Message) -> None:
    if call.now - message.date > DELETABLE_SECONDS:
        raise bad_request("Message can't be deleted for everyone")
    message.deleted = True
    chat.pinned = [number for number in chat.pinned if number != message.id]
    call.api.journal.record(call.bot.id, chat.person.id, "deleted", message.id)


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
