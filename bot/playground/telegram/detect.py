"""What Telegram marks in a text by itself (commands and addresses), and entities sent as JSON."""

import re

from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.entities import Entity, Formatted, parse_html, trim, utf16_length
from bot.playground.telegram.params import as_object

_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_GIVEN = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "blockquote",
    "expandable_blockquote",
    "custom_emoji",
}


def read_text(text: str, parse_mode: str, entities: list[object] | None) -> Formatted:
    """The text a bot sent, read, trimmed and with commands and addresses marked.

    Raises Refused for broken HTML or a mode other than HTML: the Markdown modes are not offered here.
    """
    if len(text.encode()) > 1 << 15:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode not in ("", "none", "html"):
        raise bad_request("Unsupported parse_mode")
    if mode == "html":
        return mark(trim(parse_html(text)))
    return mark(trim(Formatted(text, tuple(_entity(item) for item in entities or []))))


def mark(formatted: Formatted) -> Formatted:
    """Add the entities that Telegram finds by itself where nothing else stands."""
    found = list(formatted.entities)
    for kind, pattern in (("url", _URL), ("bot_command", _COMMAND)):
        for hit in pattern.finditer(formatted.text):
            offset = utf16_length(formatted.text[: hit.start()])
            length = utf16_length(hit.group())
            if not any(_overlap(entity, offset, length) for entity in found):
                found.append(Entity(kind, offset, length))
    found.sort(key=lambda entity: (entity.offset, -entity.length))
    return Formatted(formatted.text, tuple(found))


def _overlap(entity: Entity, offset: int, length: int) -> bool:
    taken = entity.kind in ("url", "text_link", "code", "pre", "bot_command")
    return taken and entity.offset < offset + length and offset < entity.offset + entity.length


def _entity(item: object) -> Entity:
    fields = as_object(item)
    kind, offset, length = fields.get("type"), fields.get("offset"), fields.get("length")
    if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    if kind not in _GIVEN:
        raise bad_request("Can't parse MessageEntity: Unsupported type specified")
    argument = fields.get("url") or fields.get("language") or fields.get("custom_emoji_id") or ""
    return Entity(kind, offset, length, str(argument))
