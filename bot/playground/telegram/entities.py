"""Formatted text: Telegram's HTML reader, and lengths counted in UTF-16 units.

The reader follows td/telegram/MessageEntity.cpp step by step, so that what it refuses it refuses with the
same words and the same byte offset.
"""

import re
from dataclasses import dataclass

from bot.playground.telegram.answers import bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_NAME = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACES = re.compile(r"\s*")
_PLAIN = re.compile(r"[^<&]+")
# Which of two entities over the same stretch is the outer one (get_type_priority in MessageEntity.cpp).
_RANK = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_ENTITY_ARGUMENTS = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}


@dataclass(frozen=True, slots=True)
class Entity:
    """One formatted stretch; offset and length in UTF-16 units. `argument` is a link, language or emoji id."""

    kind: str
    offset: int
    length: int
    argument: str = ""

    def json(self) -> dict[str, object]:
        found: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        if self.argument and self.kind in _ENTITY_ARGUMENTS:
            found[_ENTITY_ARGUMENTS[self.kind]] = self.argument
        return found


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text without markup, and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: a character outside the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    """Read Telegram's HTML. Raises Refused: "Bad Request: can't parse entities: …"."""
    return _HtmlReader(source).read()


def trim(formatted: Formatted) -> Formatted:
    """Cut white space at both ends, as Telegram does before it counts."""
    left = len(formatted.text) - len(formatted.text.lstrip())
    text = formatted.text.strip()
    shift, end = utf16_length(formatted.text[:left]), utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = max(entity.offset - shift, 0)
        stop = min(entity.offset + entity.length - shift, end)
        if stop > start:
            kept.append(Entity(entity.kind, start, stop - start, entity.argument))
    return Formatted(text, tuple(kept))


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.units = 0
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> Formatted:
        while self.at < len(self.source):
            if self.source[self.at] == "<":
                begin, self.at = self.at, self.at + 1
                if self.source.startswith("/", self.at):
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
            elif plain := _PLAIN.match(self.source, self.at):
                self._emit(plain.group())
                self.at = plain.end()
            else:
                self._emit(self._character())
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity.offset, -entity.length, _RANK.get(entity.kind, 50)))
        return Formatted("".join(self.out), tuple(self.entities))

    def _emit(self, text: str) -> None:
        self.out.append(text)
        self.units += utf16_length(text)

    def _character(self) -> str:
        """The next character, a reference decoded; one that Telegram does not know stays as it is."""
        found = _REFERENCE.match(self.source, self.at)
        decoded = _decode(found) if found else ""
        self.at = found.end() if found and decoded else self.at + 1
        return decoded or self.source[self.at - 1]

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8"))

    def _until_tag_name_ends(self) -> str:
        start = self.at
        while self.at < len(self.source) and not (self.source[self.at].isspace() or self.source[self.at] == ">"):
            self.at += 1
        return self.source[start : self.at].lower()

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        assert found
        self.at = found.end()
        return found.group()

    def _ended(self) -> bool:
        return self.at >= len(self.source)

    def _start_tag(self, begin: int) -> None:
        tag, where = self._until_tag_name_ends(), self._bytes(begin)
        if self._ended():
            raise _broken(f"Unclosed start tag at byte offset {where}")
        if tag not in _TAGS:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {where}')
        argument = ""
        while True:
            self._skip(_SPACES)
            if self.source.startswith(">", self.at):
                break
            argument = self._attribute(tag, where) or argument
        if tag == "span" and argument != "spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.at += 1
        self.open.append(_Open(tag, argument, self.units, len(self.out)))

    def _attribute(self, tag: str, where: int) -> str:
        """Read one attribute and return what it means for the tag, or nothing."""
        name = self._skip(_NAME)
        if not name:
            raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        self._skip(_SPACES)
        if self._ended():
            raise _broken(f'Unclosed start tag "{tag}" at byte offset {where}')
        if self.source[self.at] != "=":
            return "1" if tag == "blockquote" and name == "expandable" else ""
        self.at += 1
        self._skip(_SPACES)
        if self._ended():
            raise _broken(f'Unclosed start tag "{tag}" at byte offset {where}')
        value = self._value()
        if self._ended():
            raise _broken(f"Unclosed start tag at byte offset {where}")
        return _meaning(tag, name, value)

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            start = self._bytes(self.at)
            token = self._skip(_TOKEN).lower()
            if not self._ended() and not (self.source[self.at].isspace() or self.source[self.at] == ">"):
                raise _broken(f"Unexpected end of name token at byte offset {start}")
            return token
        self.at += 1
        value: list[str] = []
        while not self._ended() and self.source[self.at] != quote:
            value.append(self._character())
        self.at += 1
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        where = self._bytes(begin)
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {where}")
        self.at += 1
        name = self._until_tag_name_ends()
        self._skip(_SPACES)
        if not self.source.startswith(">", self.at):
            raise _broken(f"Unclosed end tag at byte offset {where}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise _broken(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{name}>"')
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        kind, argument = _TAGS[opened.tag], opened.argument
        if opened.tag == "a":
            argument = _link(argument or "".join(self.out[opened.start :]))
            if not argument:
                return
        if kind == "blockquote" and argument:
            kind, argument = "expandable_blockquote", ""
        if kind == "custom_emoji" and not argument.isdigit():
            raise _broken("Invalid custom emoji identifier specified")
        length = self.units - opened.offset
        if kind == "spoiler":
            argument = ""
        if {kind, self._last_at(opened.offset, length)} == {"pre", "code"}:
            inner = self.entities.pop()
            kind, argument = "pre", argument or inner.argument
        self.entities.append(Entity(kind, opened.offset, length, argument))

    def _last_at(self, offset: int, length: int) -> str:
        last = self.entities[-1] if self.entities else None
        return last.kind if last and (last.offset, last.length) == (offset, length) else ""


def _decode(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    good = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF and len(found.group().rstrip(";")) < 10
    return chr(code) if good else ""


def _meaning(tag: str, name: str, value: str) -> str:
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def _link(url: str) -> str:
    """The address as a link, or nothing when Telegram would drop it and keep the text."""
    if re.match(r"(?i)(https?|tg|ton|mailto|tel):", url):
        return url
    return f"http://{url}/" if re.fullmatch(r"[\w.-]+\.[a-zA-Z]{2,}(/\S*)?", url) else ""


def _broken(message: str) -> Exception:
    return bad_request(f"Can't parse entities: {message}")
