"""The small HTML of rendered messages as runs of plain text with their styles, for whatever sets them."""

from dataclasses import dataclass
from html.parser import HTMLParser

_STYLES = frozenset({"b", "i", "u", "s", "code"})


@dataclass(frozen=True, slots=True)
class Run:
    """Some text and the tags it stands in (of `b i u s code`)."""

    text: str
    styles: tuple[str, ...] = ()

    @property
    def is_label(self) -> bool:
        """Whether it is the name of a fact, such as *Tempat:*."""
        return "b" in self.styles and self.text.rstrip().endswith(":")


Line = tuple[Run, ...]
Paragraph = tuple[Line, ...]


def paragraphs(html: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, which empty lines part, each with its lines; links are followed by their address."""
    parser = _Runs()
    parser.feed(html)
    parser.close()
    found: list[list[Line]] = [[]]
    for line in parser.lines:
        if any(run.text.strip() for run in line):
            found[-1].append(tuple(line))
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)


class _Runs(HTMLParser):
    """Collects the lines of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Run]] = [[]]
        self._open: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag)]
        if tag == "a" and self._links and (address := self._links.pop()):
            self.handle_data(f" ({address})")

    def handle_data(self, data: str) -> None:
        styles = tuple(sorted(_STYLES.intersection(self._open)))
        first, *others = data.split("\n")
        for at, text in enumerate((first, *others)):
            if at:
                self.lines.append([])
            if text:
                self.lines[-1].append(Run(text, styles))
