"""Telegram's updates, read into words that no channel owns (https://core.telegram.org/bots/api#update).

Read from the JSON itself: what a newer Bot API adds does not matter here, and what is missing is found out at once.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Kind, Received
from bot.channels.posts import clean
from bot.domain.arrivals import RawArrival
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue
from bot.domain.screens import FileKind, FileRef

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update asked for; pictures and presses in groups come as these, too."""

Json = Mapping[str, Any]

_FILES = (
    ("voice", FileKind.VOICE),
    ("document", FileKind.DOCUMENT),
    ("audio", FileKind.AUDIO),
    ("video", FileKind.VIDEO),
    ("video_note", FileKind.VIDEO),
)
_GONE = ("kicked", "left")
ADDRESS_LIMIT = 64


def arrival(update: object) -> RawArrival:
    """One update as it will be kept. Whatever it looks like, it is kept: what has no key of its own is its own key."""
    raw = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    if not _storable(raw):
        raw = json.dumps(update, separators=(",", ":"))
    if not isinstance(update, dict) or not isinstance(key := update.get("update_id"), int):
        return RawArrival(hashlib.sha256(raw.encode()).hexdigest(), "", raw)
    return RawArrival(str(key)[:128], chat_of(update), raw)


def chat_of(update: Json) -> str:
    """The chat an update belongs to; empty where there is none, or none can be found."""
    for name in (*ALLOWED, "channel_post", "edited_channel_post"):
        inner = _map(update, name)
        chat = _map(inner, "chat") or _map(_map(inner, "message"), "chat")
        found = chat.get("id") or _map(inner, "from").get("id")
        if found and isinstance(found, int):
            return str(found)[:ADDRESS_LIMIT]
    return ""


def press_of(update: object) -> str | None:
    """The id of a pressed button, to be answered at once."""
    if not isinstance(update, dict):
        return None
    found = _map(update, "callback_query").get("id")
    return found if isinstance(found, str) else None


def read(raw: str) -> Received:
    """Read one stored update; raises InvalidValue for what cannot be understood."""
    try:
        update = json.loads(raw)
        if "\\u" in raw:
            update = clean(update)
        if not isinstance(update, dict):
            raise InvalidValue("update", "not_an_object")
        for name, reader in _READERS.items():
            if found := _map(update, name):
                return reader(found)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise InvalidValue("update", "unreadable") from None
    raise InvalidValue("update", "unknown_kind")


def _message(message: Json) -> Received:
    file = _file(message)
    empty = file is not None and _is_empty(message)
    text = message.get("text") or message.get("caption") or "" if not empty else ""
    reply = _map(message, "reply_to_message")
    return Received(
        kind=Kind.OTHER if empty else Kind.FILE if file else Kind.TEXT if "text" in message else Kind.OTHER,
        **_who(message, message["chat"]),
        text=str(text),
        message=str(message["message_id"]),
        reply_to=str(reply["message_id"]) if reply else None,
        file=None if empty else file,
        at=datetime.fromtimestamp(int(message["date"]), UTC),
        phone=_own_phone(message),
        album=str(message.get("media_group_id", "")),
        empty=empty,
    )


def _edited(message: Json) -> Received:
    file = _file(message)
    return Received(
        kind=Kind.EDITED,
        **_who(message, message["chat"]),
        text=str(message.get("text") or message.get("caption") or ""),
        message=str(message["message_id"]),
        file=file,
        at=datetime.fromtimestamp(int(message.get("edit_date") or message["date"]), UTC),
    )


def _press(query: Json) -> Received:
    message = _map(query, "message")
    chat = _map(message, "chat") or {"id": query["from"]["id"], "type": "private"}
    # A message that Telegram no longer shows us has the date 0: it cannot be changed, so the answer is a new message.
    reachable = bool(message.get("date"))
    return Received(
        kind=Kind.PRESS,
        **_who(query, chat),
        press=str(query.get("data", "")),
        message=str(message["message_id"]) if reachable else None,
    )


def _membership(change: Json) -> Received:
    status = change["new_chat_member"]["status"]
    who = _who(change, change["chat"])
    kind = Kind.OTHER if who["group"] else Kind.BLOCKED if status in _GONE else Kind.UNBLOCKED
    return Received(kind=kind, **who, at=datetime.fromtimestamp(int(change["date"]), UTC))


_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _membership,
    "channel_post": _message,
    "edited_channel_post": _edited,
}


def _who(source: Json, chat: Json) -> dict[str, Any]:
    person = _map(source, "from")
    name = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip()
    return {
        "chat": _address(chat),
        "name": name,
        "language": str(person.get("language_code") or ""),
        "group": chat.get("type") != "private",
    }


def _file(message: Json) -> FileRef | None:
    if sizes := message.get("photo"):
        return _ref(FileKind.PHOTO, max(sizes, key=lambda size: int(size["width"]) * int(size["height"])))
    for name, kind in _FILES:
        if found := _map(message, name):
            return _ref(kind, found)
    return None


def _is_empty(message: Json) -> bool:
    """Whether Telegram says that the file has no bytes; it refuses to send one, also by its id."""
    sizes = [_map(message, name).get("file_size") for name, _kind in _FILES if _map(message, name)]
    return sizes[:1] == [0]


def _ref(kind: FileKind, found: Json) -> FileRef:
    return FileRef(
        kind,
        remote=str(found["file_id"]),
        name=str(found.get("file_name") or ""),
        size=int(found.get("file_size") or 0),
        via=Via.TELEGRAM,
    )


def _own_phone(message: Json) -> str:
    """The number of a shared contact, when it is the sender's own: anybody's card can be passed on."""
    contact = _map(message, "contact")
    own = contact.get("user_id") is not None and contact["user_id"] == _map(message, "from").get("id")
    return str(contact.get("phone_number", "")) if own else ""


def _storable(text: str) -> bool:
    """Whether every character is one: half of a pair of surrogates is none, and no database keeps it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _address(chat: Json) -> str:
    found = chat["id"]
    if not isinstance(found, int) or len(str(found)) > ADDRESS_LIMIT:
        raise InvalidValue("chat", "unreadable")
    return str(found)


def _map(source: Json, name: str) -> dict[str, Any]:
    found = source.get(name)
    return found if isinstance(found, dict) else {}
