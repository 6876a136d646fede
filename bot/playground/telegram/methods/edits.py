"""Changing what was sent."""

from bot.playground.telegram import render
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.entities import Formatted
from bot.playground.telegram.methods.media import input_media
from bot.playground.telegram.state import Chat, Message

_UNCHANGED = (
    "Message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(call: Call) -> object:
    body = call.text()
    chat, message = _target(call)
    if message.media or message.contact:
        raise bad_request("There is no text in the message to edit")
    return _revise(call, chat, message, message.revised(body=body, media=None, markup=_markup(call)))


def edit_caption(call: Call) -> object:
    body = call.caption()
    chat, message = _target(call)
    if not message.media:
        raise bad_request("There is no caption in the message to edit")
    return _revise(call, chat, message, message.revised(body=body, media=message.media, markup=_markup(call)))


def edit_markup(call: Call) -> object:
    chat, message = _target(call)
    new = message.revised(body=message.body, media=message.media, markup=_markup(call))
    return _revise(call, chat, message, new)


def edit_media(call: Call) -> object:
    item = call.params.mapping("media")
    if item is None:
        raise bad_request('Parameter "media" is required')
    stored, body = input_media(call, item)
    chat, message = _target(call)
    if message.contact:
        raise bad_request("Message media can't be edited")
    return _revise(call, chat, message, message.revised(body=body, media=stored, markup=_markup(call)))


def _target(call: Call) -> tuple[Chat, Message]:
    if not call.params.text("chat_id") and not call.params.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = call.chat()
    message = call.message(chat, "message to edit")
    if not message.from_bot or message.forwarded_from:
        raise bad_request("Message can't be edited")
    return chat, message


def _markup(call: Call) -> dict[str, object] | None:
    return call.markup(inline_only=True)


def _revise(call: Call, chat: Chat, old: Message, new: Message) -> object:
    if old.alike(new):
        raise bad_request(_UNCHANGED)
    call.bot.floods.admit(chat.person.id, call.now)
    # changing only the buttons leaves no "edited" mark in the chat
    if _content(old) != _content(new):
        new.edited = call.now
    chat.messages[old.id] = new
    call.api.journal.record(call.bot.id, chat.person.id, "message", new.id)
    return render.message(call.bot, chat, new)


def _content(message: Message) -> tuple[Formatted, object]:
    return message.body, message.media


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
}
