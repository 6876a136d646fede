"""The parameters each method takes (Bot API 10.0), for the methods this server answers."""

from bot.playground.telegram.params import Kind

_T, _I, _F, _C = Kind.TEXT, Kind.INTEGER, Kind.FLAG, Kind.CHAT
_O, _A, _FILE = Kind.OBJECT, Kind.ARRAY, Kind.FILE

_TARGET = {
    "business_connection_id": _T,
    "chat_id": _C,
    "message_thread_id": _I,
    "direct_messages_topic_id": _I,
}
_SEND = _TARGET | {
    "disable_notification": _F,
    "protect_content": _F,
    "allow_paid_broadcast": _F,
    "message_effect_id": _T,
    "suggested_post_parameters": _O,
    "reply_parameters": _O,
    "reply_markup": _O,
}
_CAPTION = {"caption": _T, "parse_mode": _T, "caption_entities": _A}
_ABOVE = {"show_caption_above_media": _F}
_EDIT = {
    "business_connection_id": _T,
    "chat_id": _C,
    "message_id": _I,
    "inline_message_id": _T,
    "reply_markup": _O,
}
_LANGUAGE = {"language_code": _T}
_WITHOUT_MARKUP = {name: kind for name, kind in _SEND.items() if name != "reply_markup"}

SIGNATURES: dict[str, dict[str, Kind]] = {
    "getMe": {},
    "getUpdates": {"offset": _I, "limit": _I, "timeout": _I, "allowed_updates": _A},
    "setWebhook": {
        "url": _T,
        "certificate": _FILE,
        "ip_address": _T,
        "max_connections": _I,
        "allowed_updates": _A,
        "drop_pending_updates": _F,
        "secret_token": _T,
    },
    "deleteWebhook": {"drop_pending_updates": _F},
    "getWebhookInfo": {},
    "sendMessage": _SEND | {"text": _T, "parse_mode": _T, "entities": _A, "link_preview_options": _O},
    "sendPhoto": _SEND | _CAPTION | _ABOVE | {"photo": _FILE, "has_spoiler": _F},
    "sendDocument": _SEND | _CAPTION | {"document": _FILE, "thumbnail": _FILE, "disable_content_type_detection": _F},
    "sendVoice": _SEND | _CAPTION | {"voice": _FILE, "duration": _I},
    "sendAudio": _SEND | _CAPTION | {"audio": _FILE, "thumbnail": _FILE, "duration": _I, "performer": _T, "title": _T},
    "sendVideo": _SEND
    | _CAPTION
    | _ABOVE
    | {
        "video": _FILE,
        "thumbnail": _FILE,
        "cover": _FILE,
        "start_timestamp": _I,
        "duration": _I,
        "width": _I,
        "height": _I,
        "has_spoiler": _F,
        "supports_streaming": _F,
    },
    "sendMediaGroup": _WITHOUT_MARKUP | {"media": _A},
    "copyMessage": _SEND | _CAPTION | _ABOVE | {"from_chat_id": _C, "message_id": _I, "video_start_timestamp": _I},
    "forwardMessage": _TARGET
    | {
        "from_chat_id": _C,
        "message_id": _I,
        "video_start_timestamp": _I,
        "disable_notification": _F,
        "protect_content": _F,
        "message_effect_id": _T,
        "suggested_post_parameters": _O,
    },
    "editMessageText": _EDIT | {"text": _T, "parse_mode": _T, "entities": _A, "link_preview_options": _O},
    "editMessageCaption": _EDIT | _CAPTION | _ABOVE,
    "editMessageReplyMarkup": _EDIT,
    "editMessageMedia": _EDIT | {"media": Kind.MEDIA},
    "deleteMessage": {"chat_id": _C, "message_id": _I},
    "deleteMessages": {"chat_id": _C, "message_ids": _A},
    "answerCallbackQuery": {
        "callback_query_id": _T,
        "text": _T,
        "show_alert": _F,
        "url": _T,
        "cache_time": _I,
    },
    "sendChatAction": {
        "business_connection_id": _T,
        "chat_id": _C,
        "message_thread_id": _I,
        "action": _T,
    },
    "getFile": {"file_id": _T},
    "setMyCommands": _LANGUAGE | {"commands": _A, "scope": _O},
    "deleteMyCommands": _LANGUAGE | {"scope": _O},
    "getMyCommands": _LANGUAGE | {"scope": _O},
    "setMyName": _LANGUAGE | {"name": _T},
    "getMyName": _LANGUAGE,
    "setMyDescription": _LANGUAGE | {"description": _T},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": _LANGUAGE | {"short_description": _T},
    "getMyShortDescription": _LANGUAGE,
    "setChatMenuButton": {"chat_id": _I, "menu_button": _O},
    "getChatMenuButton": {"chat_id": _I},
    "getChat": {"chat_id": _C},
    "pinChatMessage": {
        "business_connection_id": _T,
        "chat_id": _C,
        "message_id": _I,
        "disable_notification": _F,
    },
    "unpinChatMessage": {"business_connection_id": _T, "chat_id": _C, "message_id": _I},
    "setMessageReaction": {"chat_id": _C, "message_id": _I, "reaction": _A, "is_big": _F},
}
