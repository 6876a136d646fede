"""Keyboards: what a reply_markup may hold."""

import re

from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.params import as_object

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
_INLINE_KINDS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
_REPLY_KINDS = {
    "request_contact",
    "request_location",
    "request_users",
    "request_chat",
    "request_poll",
    "web_app",
}
_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_FIELDS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard",
        "resize_keyboard",
        "one_time_keyboard",
        "is_persistent",
        "selective",
        "input_field_placeholder",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "selective", "input_field_placeholder"},
}
_URL = re.compile(r"(?i)^((https?://|tg://|ton://)\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?)$")

Markup = dict[str, object]


def read_markup(markup: Markup | None, *, inline_only: bool = False) -> Markup | None:
    """Check a reply markup and return it. Raises Refused with Telegram's words, or ours where it is laxer."""
    if not markup:
        return None
    kind = next((name for name in _FIELDS if name in markup), None)
    if kind is None or set(markup) - _FIELDS[kind]:
        raise bad_request("Can't parse reply keyboard markup JSON object")
    if inline_only and kind != "inline_keyboard":
        raise bad_request("Inline keyboard expected")
    if kind == "inline_keyboard":
        rows = _rows(markup[kind], f'Field "{kind}" of the InlineKeyboardMarkup must be an Array of Arrays')
        for button in _checked_size(rows):
            _inline_button(button)
        return {kind: rows} if any(rows) else None
    if kind == "keyboard":
        for button in _checked_size(_rows(markup[kind], f'Field "{kind}" must be an Array of Arrays')):
            _reply_button(button)
    return markup


def buttons_of(markup: Markup | None) -> list[list[dict[str, object]]]:
    """The rows of buttons of a checked markup, inline or reply."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    assert isinstance(rows, list)
    return [[_button_object(button) for button in row] for row in rows if row]


def _button_object(button: object) -> dict[str, object]:
    return {"text": button} if isinstance(button, str) else as_object(button)


def _rows(value: object, message: str) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(message)
    return value


def _checked_size(rows: list[list[object]]) -> list[object]:
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return [button for row in rows for button in row]


def _inline_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad_request("Can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _label(button, "inline keyboard button", _INLINE_KINDS)
    kinds = [kind for kind in _INLINE_KINDS & set(button) if button[kind] not in ("", None)]
    if "switch_inline_query" in button or "switch_inline_query_current_chat" in button:
        kinds = kinds or ["switch_inline_query"]
    if not kinds:
        raise bad_request("Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request("Can't parse inline keyboard button: exactly one of the optional fields must be used")
    if kinds == ["callback_data"]:
        _callback_data(button["callback_data"])
    if kinds == ["url"] and not _URL.match(str(button["url"])):
        raise bad_request(f"Inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _callback_data(data: object) -> None:
    if not isinstance(data, str):
        raise bad_request('Can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if len(data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _reply_button(button: object) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    _label(button, "keyboard button", _REPLY_KINDS)


def _label(button: dict[str, object], spoken: str, kinds: set[str]) -> None:
    unknown = sorted(set(button) - kinds - _LOOKS)
    if unknown:
        raise bad_request(f'Can\'t parse {spoken}: Field "{unknown[0]}" is unknown')
    if "text" not in button:
        raise bad_request(f"Can't parse {spoken}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'Can\'t parse {spoken}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(f"{spoken} text must be non-empty")
    if button.get("style", "primary") not in ("primary", "success", "danger"):
        raise bad_request(f"Can't parse {spoken}: invalid button style specified")
