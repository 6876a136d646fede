"""WhatsApp's webhooks, taken apart and read into words that no channel owns.

One POST may bring many messages and statuses, of several numbers; each is kept as an arrival of its own, so that what
cannot be read keeps nobody waiting and each chat has its order. Read from the JSON itself and not with pywa's types:
those fail on a field that is missing (`contacts` is, at times) and take one message a POST.

An address is the person's number (`wa_id`), or, where the person hides it behind a user name, the business-scoped id
(https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Kind, Received
from bot.channels.posts import clean
from bot.channels.whatsapp.receipts import is_ours, receipt_of, verdict_of
from bot.domain.arrivals import RawArrival
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue
from bot.domain.screens import FileKind, FileRef

Json = Mapping[str, Any]

ADDRESS_LIMIT = 64
_FILES = {
    "image": FileKind.PHOTO,
    "sticker": FileKind.PHOTO,
    "document": FileKind.DOCUMENT,
    "audio": FileKind.AUDIO,
    "video": FileKind.VIDEO,
}
_UNSAID = frozenset({"reaction", "revoke", "request_welcome"})
"""Not kept: a thumb below a message and a message taken back are no messages, and Telegram tells of neither."""
_NUMBER_CHANGED = frozenset({"user_changed_number", "customer_changed_number", "user_changed_user_id"})
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
}


def arrivals(body: Json, phone_id: str) -> list[RawArrival]:
    """All that one POST brings for this number, and what it says of templates, in its order."""
    return list(_arrivals(body, phone_id))


def _arrivals(body: Json, phone_id: str) -> Iterator[RawArrival]:
    for entry in _maps(body, "entry"):
        for change in _maps(entry, "changes"):
            value = _map(change, "value")
            if change.get("field") == "message_template_status_update":
                if is_ours(value):
                    yield _arrival("t", {"template": value, "time": entry.get("time")})
            elif str(_map(value, "metadata").get("phone_number_id", "")) == phone_id:
                yield from _of_number(value)


def _of_number(value: Json) -> Iterator[RawArrival]:
    contacts = {_contact_address(contact): contact for contact in _maps(value, "contacts")}
    for message in _maps(value, "messages"):
        if str(message.get("type")) not in _UNSAID:
            contact = contacts.get(_sender(message)) or (next(iter(contacts.values())) if len(contacts) == 1 else {})
            yield _arrival("m", {"message": message, "contact": contact}, message.get("id"), _sender(message))
    for status in _maps(value, "statuses"):
        made = _arrival("s", {"status": status}, status.get("id"), _recipient(status))
        yield RawArrival(f"{made.key}:{str(status.get('status'))[:24]}", made.chat, made.raw)


def _arrival(sort: str, content: Json, key: object = None, chat: str = "") -> RawArrival:
    """As it will be kept. What has no key of its own is its own key; hashed, for WhatsApp's ids hold numbers."""
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if not _storable(raw):
        raw = json.dumps(content, separators=(",", ":"))
    known = key if isinstance(key, str) and key else raw
    digest = hashlib.sha256(known.encode(errors="surrogatepass")).hexdigest()
    return RawArrival(f"{sort}:{digest}", chat if len(chat) <= ADDRESS_LIMIT and _storable(chat) else "", raw)


def read(raw: str) -> Received:
    """Read one stored arrival; raises InvalidValue for what cannot be understood."""
    try:
        content = json.loads(raw)
        if "\\u" in raw:
            content = clean(content)
        if "message" in content:
            return _message(content["message"], _map(content, "contact"))
        if "status" in content:
            status = content["status"]
            return Received(Kind.RECEIPT, _address(_recipient(status)), receipt=receipt_of(status))
        return Received(Kind.TEMPLATE, "", verdict=verdict_of(content["template"]))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, OSError):
        raise InvalidValue("update", "unreadable") from None


def _message(message: Json, contact: Json) -> Received:
    sort = str(message["type"])
    who = _who(message, contact)
    inner = _map(message, sort)
    if sort == "system":
        # The number may soon be somebody else's; the person comes again from the new one, with a code of their own.
        return Received(Kind.BLOCKED if inner.get("type") in _NUMBER_CHANGED else Kind.OTHER, **who)
    if sort == "edit":
        return _edited(inner, who)
    reply = _map(message, "context").get("id")
    who["reply_to"] = str(reply) if reply else None
    if pressed := _pressed(sort, inner):
        return Received(Kind.PRESS, **{**who, "message": who["reply_to"], "reply_to": None}, press=pressed)
    if sort == "text":
        return Received(Kind.TEXT, **who, text=str(inner["body"]))
    if sort == "button":  # of a template that is not ours: its face is what the person says
        return Received(Kind.TEXT, **who, text=str(inner["text"]))
    if sort in _FILES:
        return Received(Kind.FILE, **who, text=str(inner.get("caption") or ""), file=_file(sort, inner))
    return Received(Kind.OTHER, **who)


def _pressed(sort: str, inner: Json) -> str:
    """What the pressed button or row says."""
    if sort == "button":
        return str(inner.get("payload") or "")
    if sort == "interactive":
        chosen = _map(inner, "button_reply") or _map(inner, "list_reply")
        return str(chosen.get("id") or "")
    return ""


def _edited(inner: Json, who: dict[str, Any]) -> Received:
    """A message that was changed; it has an id of its own, and ours is the one that it had."""
    now = inner["message"]
    sort = str(now["type"])
    content = _map(now, sort)
    return Received(
        Kind.EDITED,
        **{**who, "message": str(inner["original_message_id"])},
        text=str(content.get("body") or content.get("caption") or ""),
        file=_file(sort, content) if sort in _FILES else None,
    )


def _who(message: Json, contact: Json) -> dict[str, Any]:
    chat = _address(_sender(message))
    return {
        "chat": chat,
        "name": str(_map(contact, "profile").get("name") or ""),
        "message": str(message["id"]),
        "at": datetime.fromtimestamp(int(message["timestamp"]), UTC),
        "group": bool(message.get("group_id")),
        "phone": f"+{chat}" if chat.isascii() and chat.isdigit() else "",
    }


def _file(sort: str, inner: Json) -> FileRef:
    mime = str(inner.get("mime_type") or "").split(";")[0].strip()
    kind = FileKind.VOICE if sort == "audio" and inner.get("voice") is True else _FILES[sort]
    name = str(inner.get("filename") or "")
    if not name and mime in _EXTENSIONS:
        name = f"{kind.value}.{_EXTENSIONS[mime]}"
    return FileRef(kind, remote=str(inner["id"]), name=name, size=int(inner.get("file_size") or 0), via=Via.WHATSAPP)


def _sender(message: Json) -> str:
    return str(message.get("from") or message.get("from_user_id") or "")


def _recipient(status: Json) -> str:
    return str(status.get("recipient_id") or status.get("recipient_user_id") or "")


def _contact_address(contact: Json) -> str:
    return str(contact.get("wa_id") or contact.get("user_id") or "")


def _address(found: str) -> str:
    if not found or len(found) > ADDRESS_LIMIT or not found.isprintable():
        raise InvalidValue("chat", "unreadable")
    return found


def _storable(text: str) -> bool:
    """Whether every character is one: half of a pair of surrogates is none, and no database keeps it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _map(source: Json, name: str) -> Json:
    found = source.get(name)
    return found if isinstance(found, dict) else {}


def _maps(source: Json, name: str) -> Iterator[Json]:
    found = source.get(name)
    return (item for item in found if isinstance(item, dict)) if isinstance(found, list) else iter(())
