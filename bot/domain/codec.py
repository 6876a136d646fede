"""Screens to JSON and back, for the outbox: dates, times, phrases and buttons keep their types."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from bot.domain.delivery import Via
from bot.domain.screens import Button, FileKind, FileRef, Press, Screen, Style
from bot.domain.text import Phrase

Json = dict[str, Any]


def dump_value(value: object) -> Any:
    """One value as JSON; raises TypeError for what a screen may not carry."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case Phrase():
            return {"$phrase": [value.msgid, value.plural, value.context, _dump_map(value.values)]}
        case Mapping():
            return {"$map": _dump_map(value)}
        case list() | tuple():
            return [dump_value(item) for item in value]
    raise TypeError(f"a screen cannot carry a {type(value).__name__}")


def load_value(raw: Any) -> Any:
    """The value that `dump_value` wrote."""
    if isinstance(raw, list):
        return [load_value(item) for item in raw]
    if not isinstance(raw, dict):
        return raw
    (tag, inner), *_rest = raw.items()
    match tag:
        case "$datetime":
            return datetime.fromisoformat(inner)
        case "$date":
            return date.fromisoformat(inner)
        case "$time":
            return time.fromisoformat(inner)
        case "$phrase":
            msgid, plural, context, values = inner
            return Phrase(msgid, _load_map(values), plural, context)
        case "$map":
            return _load_map(inner)
    raise ValueError(f"unknown tag {tag!r}")


def dump_screen(screen: Screen) -> Json:
    """A screen as JSON."""
    return {
        "template": screen.template,
        "values": _dump_map(screen.values),
        "rows": [[_dump_button(button) for button in row] for row in screen.rows],
        "file": dump_file(screen.file) if screen.file else None,
        "protect": screen.protect,
        "locale": screen.locale,
        "secret": screen.secret,
        "page": screen.page,
        "calendar": [_dump_map(entry) for entry in screen.calendar],
        "silent": screen.silent,
    }


def load_screen(raw: Json) -> Screen:
    """The screen that `dump_screen` wrote."""
    return Screen(
        raw["template"],
        _load_map(raw["values"]),
        tuple(tuple(_load_button(button) for button in row) for row in raw["rows"]),
        load_file(raw["file"]) if raw["file"] else None,
        raw["protect"],
        raw["locale"],
        raw.get("secret", False),
        raw.get("page", 0),
        calendar=tuple(_load_map(entry) for entry in raw.get("calendar", ())),
        silent=raw.get("silent", False),
    )


def dump_file(file: FileRef) -> Json:
    """A file reference as JSON."""
    return {
        "kind": file.kind.value,
        "remote": file.remote,
        "path": file.path,
        "name": file.name,
        "size": file.size,
        "via": file.via.value if file.via else None,
    }


def load_file(raw: Json) -> FileRef:
    """The file reference that `dump_file` wrote."""
    via = Via(raw["via"]) if raw.get("via") else None
    return FileRef(FileKind(raw["kind"]), raw["remote"], raw["path"], raw["name"], raw["size"], via)


def _dump_map(values: Mapping[str, Any]) -> Json:
    return {key: dump_value(value) for key, value in values.items()}


def _load_map(raw: Json) -> Json:
    return {key: load_value(value) for key, value in raw.items()}


def _dump_button(button: Button) -> Json:
    return {
        "label": dump_value(button.label),
        "press": button.press.pack() if button.press else None,
        "url": button.url,
        "style": button.style.value,
    }


def _load_button(raw: Json) -> Button:
    press = Press.unpack(raw["press"]) if raw["press"] else None
    return Button(load_value(raw["label"]), press, raw["url"], Style(raw["style"]))
