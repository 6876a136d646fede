"""Answers to presses, and the line that says the bot is busy."""

from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.entities import utf16_length
from bot.playground.telegram.updates import CALLBACK_SECONDS

MAX_ANSWER = 200
ACTION_SECONDS = 5
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def answer_callback_query(call: Call) -> object:
    """Once, and while the person's client still waits."""
    text = call.params.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = call.bot.callbacks.get(call.params.text("callback_query_id"))
    if callback is None or callback.answered or call.now - callback.at > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if call.params.text("url"):
        raise bad_request("URL_INVALID")
    callback.answered, callback.text, callback.alert = True, text, call.params.flag("show_alert")
    call.api.journal.record(call.bot.id, callback.chat_id, "answer", callback.id, callback.text, callback.alert)
    return True


def send_chat_action(call: Call) -> object:
    action = call.params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = call.chat()
    chat.action, chat.action_until = action, call.now + ACTION_SECONDS
    call.api.journal.record(call.bot.id, chat.person.id, "typing", text=action)
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
