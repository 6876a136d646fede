"""The small HTML of our words as WhatsApp's plain text with marks (*bold*, _italic_, ~struck~, > quoted).

WhatsApp reads a mark only where it touches a word, and only within one line, so each line gets marks of its own. What
people typed stays as it is: whoever writes *penting* on WhatsApp means it, and the worst that a stray mark can do is to
look bold.
"""

import html
from collections.abc import Iterator
from html.parser import HTMLParser

from bot.channels.split import split as split_html
from bot.channels.split import width as width_of_html

_MARKS = {"b": "*", "strong": "*", "i": "_", "em": "_", "s": "~", "del": "~"}
_QUOTE = "> "


def plain(text: str) -> str:
    """The words as WhatsApp shows them; links are written out behind what they are called."""
    if "<" not in text and "&" not in text:
        return text.strip()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.made).strip()


def width(text: str) -> int:
    """The length of plain text, in UTF-16 code units."""
    return width_of_html(html.escape(text, quote=False))


def split(text: str, limit: int) -> list[str]:
    """Parts of plain text of at most `limit`, cut at the kindest place; none where there is nothing to read."""
    return [html.unescape(part) for part in split_html(html.escape(text, quote=False), limit)]


def split_above(text: str, limit: int, last: int) -> list[str]:
    """The same, but with a last part of at most `last`: as many whole paragraphs as go into it, at least some words."""
    if width(text) <= last:
        return split(text, last)
    for breaks in ("\n\n", "\n"):
        for at in _after(text, breaks):
            tail = text[at:].strip()
            if tail and width(tail) <= last:
                return [*split(text[:at].strip(), limit), tail]
    # One line that is longer than the last part may be: its last pieces stand there.
    *above, tail = split(text, last)
    return [*split(text[: -len(tail)].strip(), limit), tail] if above else [tail]


def _after(text: str, breaks: str) -> Iterator[int]:
    """The places behind each break, from the first to the last."""
    at = text.find(breaks)
    while at >= 0:
        at += len(breaks)
        yield at
        at = text.find(breaks, at)


class _Reader(HTMLParser):
    """Writes down the words with their marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self._marks: list[str] = []
        self._quotes = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MARKS:
            self._marks.append(_MARKS[tag])
        elif tag == "blockquote":
            self._new_line()
            self._quotes += 1
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.made)))
        elif tag == "br":
            self.made.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS and _MARKS[tag] in self._marks:
            self._marks.remove(_MARKS[tag])
        elif tag == "blockquote" and self._quotes:
            self._quotes -= 1
            self._new_line()
        elif tag == "a" and self._links:
            address, since = self._links.pop()
            called = "".join(self.made[since:]).strip()
            if address and address != called:
                self.made.append(f" ({address})" if called else address)

    def handle_data(self, data: str) -> None:
        lines = data.split("\n")
        if self._quotes and data.startswith("\n") and self._fresh():
            lines = lines[1:]
        self.made.append("\n".join(self._line(line, first=not at) for at, line in enumerate(lines)))

    def _line(self, line: str, *, first: bool) -> str:
        quoted = _QUOTE if self._quotes and (not first or self._fresh()) and line.strip() else ""
        words = line.strip()
        if not self._marks or not words:
            return quoted + line
        before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        return f"{quoted}{before}{''.join(self._marks)}{words}{''.join(reversed(self._marks))}{after}"

    def _fresh(self) -> bool:
        """Whether what was written ends with a line's end."""
        return not self.made or self.made[-1].endswith("\n") or not "".join(self.made)

    def _new_line(self) -> None:
        if not self._fresh():
            self.made.append("\n")
