"""Parameters of a request: which a method knows, of what type, however they were encoded.

A form sends every value as text and nested objects as JSON text; a JSON body sends them as they are. Telegram
itself ignores what it does not know and reads "abc" as the number 0; here both are refused, since either is a
mistake of the caller.
"""

import json
from collections.abc import Mapping
from enum import Enum

from bot.playground.telegram.answers import Refused, Upload, bad_request


class Kind(Enum):
    """The type of a parameter, as the Bot API's documentation names it."""

    TEXT = "String"
    INTEGER = "Integer"
    FLAG = "Boolean"
    CHAT = "Integer or String"
    OBJECT = "Object"
    ARRAY = "Array"
    FILE = "InputFile or String"
    MEDIA = "InputMedia"


_FLAGS = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}
# What Telegram calls a parameter in "Can't parse … JSON object" and "… expected as …".
_SPOKEN = {
    "reply_markup": ("reply keyboard markup", "Object expected as reply markup"),
    "reply_parameters": ("reply parameters", "Object expected as reply parameters"),
    "link_preview_options": ("link preview options", "Object expected as link preview options"),
    "commands": ("commands", "Expected an Array of BotCommand"),
    "media": ("media", "Expected an Array of InputMedia"),
    "message_ids": ("message_ids", "Expected an Array of message identifiers"),
    "scope": ("BotCommandScope", "Can't parse BotCommandScope: BotCommandScope must be an Object"),
    "menu_button": ("menu button", "Can't parse menu button: MenuButton must be an Object"),
    "reaction": ("reaction types", "Expected an Array of ReactionType"),
}


class Params:
    """The checked parameters of one request."""

    def __init__(self, values: Mapping[str, object], files: Mapping[str, Upload]) -> None:
        self._values = values
        self.files = files

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self._values.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        return self._values.get(name) is True

    def mapping(self, name: str) -> dict[str, object] | None:
        value = self._values.get(name)
        return as_object(value) if value is not None else None

    def array(self, name: str) -> list[object] | None:
        value = self._values.get(name)
        return list(value) if isinstance(value, list) else None


def as_object(value: object) -> dict[str, object]:
    """The value as a JSON object; an empty one if it is something else."""
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def read_params(kinds: Mapping[str, Kind], given: Mapping[str, object], files: Mapping[str, Upload]) -> Params:
    """Check names and types. Raises Refused (400) for an unknown, mistyped or unused one."""
    unknown = [name for name in [*given, *files] if name not in kinds]
    for name in set(unknown) - _attached(given) if unknown else ():
        raise bad_request(f'Parameter "{name}" is unknown')
    values = {name: _read(name, kinds[name], value) for name, value in given.items() if value is not None}
    for name, upload in files.items():
        if name in kinds and kinds[name] is not Kind.FILE:
            raise bad_request(f'Parameter "{name}" must be of type {kinds[name].value}')
        if not upload.content:
            raise bad_request("File must be non-empty")
    return Params({name: value for name, value in values.items() if value != ""}, files)


def _attached(given: Mapping[str, object]) -> set[str]:
    """Names of parts that some value points to with attach://."""
    text = json.dumps(given)
    return {piece.split('"')[0].rstrip("\\") for piece in text.split("attach://")[1:]}


def _read(name: str, kind: Kind, value: object) -> object:
    if kind in (Kind.TEXT, Kind.FILE):
        if isinstance(value, str):
            return value
        raise _mistyped(name, kind)
    if kind is Kind.CHAT:
        return _chat(name, value)
    if kind is Kind.INTEGER:
        return _integer(name, value)
    if kind is Kind.FLAG:
        return _flag(name, value)
    return _nested(name, kind, value)


def _mistyped(name: str, kind: Kind) -> Refused:
    return bad_request(f'Parameter "{name}" must be of type {kind.value}')


def _chat(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _mistyped(name, Kind.CHAT)
    return str(value)


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _mistyped(name, Kind.INTEGER)
    try:
        return int(value)
    except ValueError:
        raise _mistyped(name, Kind.INTEGER) from None


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _FLAGS:
        return _FLAGS[value]
    raise _mistyped(name, Kind.FLAG)


def _nested(name: str, kind: Kind, value: object) -> object:
    spoken, expected = _SPOKEN.get(name, (name, f'Parameter "{name}" must be of type {kind.value}'))
    if isinstance(value, str):
        if not value:
            return ""
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"Can't parse {spoken} JSON object") from None
    if kind is Kind.MEDIA:
        kind, expected = Kind.OBJECT, "Can't parse InputMedia: expected an Object"
    if not isinstance(value, dict if kind is Kind.OBJECT else list):
        raise bad_request(expected)
    return value
