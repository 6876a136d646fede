"""Photos, documents, sound and film; albums."""

from collections.abc import Callable
from dataclasses import replace

from bot.playground.telegram import render
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import MAX_CAPTION, Call, Method
from bot.playground.telegram.detect import read_text
from bot.playground.telegram.entities import Formatted, utf16_length
from bot.playground.telegram.params import as_object
from bot.playground.telegram.state import StoredFile

KINDS = {
    "photo": "Photo",
    "document": "Document",
    "voice": "VoiceNote",
    "audio": "Audio",
    "video": "Video",
}
_INPUT_FIELDS = {"type", "media", "caption", "parse_mode", "caption_entities"}
_INPUT_EXTRAS = {
    "photo": {"show_caption_above_media", "has_spoiler"},
    "document": {"thumbnail", "disable_content_type_detection"},
    "audio": {"thumbnail", "duration", "performer", "title"},
    "video": {
        "thumbnail",
        "cover",
        "start_timestamp",
        "show_caption_above_media",
        "width",
        "height",
        "duration",
        "supports_streaming",
        "has_spoiler",
    },
}


def _sender(field: str) -> Method:
    def send(call: Call) -> object:
        chat = call.chat()
        body = call.caption()
        draft = replace(call.draft(chat, body), media=_file(call, field))
        return render.message(call.bot, chat, call.deliver(chat, draft))

    return send


def _file(call: Call, field: str) -> StoredFile:
    missing = f"There is no {field} in the request"
    stored = call.api.files.take(KINDS[field], call.params.text(field), call.params, field, missing)
    if field not in ("voice", "audio", "video"):
        return stored
    return call.api.files.describe(
        stored,
        duration=call.params.integer("duration", stored.duration),
        title=call.params.text("title"),
        performer=call.params.text("performer"),
    )


def input_media(call: Call, item: object, *, album: bool = False) -> tuple[StoredFile, Formatted]:
    """Read an InputMedia object. Raises Refused: "Can't parse InputMedia: …"."""
    fields = as_object(item)
    if not fields:
        raise bad_request("Can't parse InputMedia: expected an Object")
    kind = str(fields.get("type", ""))
    if kind not in _INPUT_EXTRAS:
        where = "can't be used in sendMediaGroup" if album else "is unsupported"
        raise bad_request(f'Can\'t parse InputMedia: type "{kind}" {where}')
    unknown = sorted(set(fields) - _INPUT_FIELDS - _INPUT_EXTRAS[kind])
    if unknown:
        raise bad_request(f'Can\'t parse InputMedia: Field "{unknown[0]}" is unknown')
    source = fields.get("media")
    if not isinstance(source, str) or not source:
        raise bad_request("Can't parse InputMedia: media not found")
    stored = call.api.files.take(KINDS[kind], source, call.params, "media", "Can't parse InputMedia: media not found")
    return stored, _caption(fields)


def _caption(fields: dict[str, object]) -> Formatted:
    entities = fields.get("caption_entities")
    body = read_text(
        str(fields.get("caption") or ""),
        str(fields.get("parse_mode") or ""),
        entities if isinstance(entities, list) else None,
    )
    if utf16_length(body.text) > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    return body


def send_media_group(call: Call) -> object:
    chat = call.chat()
    items = call.params.array("media")
    if items is None:
        raise bad_request('Parameter "media" is required')
    if not 2 <= len(items) <= 10:
        raise bad_request("Media group must include 2-10 items" if items else "There are no media in the request")
    kinds = {str(as_object(item).get("type")) for item in items}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad_request("Can't use the media of the specified type in the album")
    read = [input_media(call, item, album=True) for item in items]
    draft = call.draft(chat, Formatted(""))
    call.bot.floods.admit(chat.person.id, call.now, len(items))
    group = str(call.bot.last_message_id + 1)
    sent = [
        call.deliver(chat, replace(draft, body=body, media=stored, group=group), counted=True) for stored, body in read
    ]
    return [render.message(call.bot, chat, message) for message in sent]


_SENDERS: dict[str, Callable[[Call], object]] = {
    "sendPhoto": _sender("photo"),
    "sendDocument": _sender("document"),
    "sendVoice": _sender("voice"),
    "sendAudio": _sender("audio"),
    "sendVideo": _sender("video"),
}
METHODS: dict[str, Method] = {**_SENDERS, "sendMediaGroup": send_media_group}
