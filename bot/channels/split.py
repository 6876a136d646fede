"""Cut a text of the small HTML into parts that fit, at the kindest place, with every tag closed and opened again.

Telegram counts what is left after the markup is parsed, in UTF-16 code units (https://core.telegram.org/bots/api#sendmessage).
WhatsApp does not say what it counts; this is the most careful way.
"""

import html
import re
from dataclasses import dataclass

_PIECE = re.compile(r"<(?P<close>/?)(?P<tag>[a-z]+)[^>]*>|&(?:#\w+|\w+);|.", re.DOTALL)
_TAG = re.compile(r"</?[a-z]+[^>]*>")
_SENTENCE_END = re.compile(r"[.?!…][»”\")]*$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag (its name, and whether it closes) or one visible character."""

    raw: str
    width: int = 0
    tag: str = ""
    closes: bool = False


def width(text: str) -> int:
    """Length after the markup is parsed, in UTF-16 code units."""
    if "<" not in text and "&" not in text:
        return _units(text)
    return sum(piece.width for piece in _pieces(text))


def fits(text: str, limit: int) -> bool:
    """Whether the text is at most `limit` wide; nearly all are told by their length, for markup only adds to it."""
    return _units(text) <= limit or width(text) <= limit


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit`, in order; one part where it fits; none where there is nothing to read."""
    if _units(text) <= limit:  # nearly every message ends here
        return [text] if visible(text) else []
    pieces = _pieces(text)
    parts: list[str] = []
    open_tags: list[_Piece] = []
    while pieces:
        cut = _cut(pieces, limit)
        part, open_tags = _closed(pieces[:cut], open_tags)
        if visible(part):
            parts.append(part)
        pieces = _without_leading_space(pieces[cut:])
    return parts


def visible(text: str) -> bool:
    """Whether there is anything to read."""
    return bool(_TAG.sub("", text).strip())


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _pieces(text: str) -> list[_Piece]:
    pieces = []
    for found in _PIECE.finditer(text):
        raw = found.group()
        if found["tag"]:
            pieces.append(_Piece(raw, tag=found["tag"], closes=bool(found["close"])))
        else:
            pieces.append(_Piece(raw, _units(html.unescape(raw))))
    return pieces


def _cut(pieces: list[_Piece], limit: int) -> int:
    """How many pieces go into this part: up to the last paragraph, line, sentence or word in its later half."""
    total, end = 0, 0
    while end < len(pieces) and total + pieces[end].width <= limit:
        total += pieces[end].width
        end += 1
    if end == len(pieces):
        return end
    plain = ["" if piece.tag else piece.raw for piece in pieces[: end + 1]]
    for fits in (_after_paragraph, _after_line, _after_sentence, _after_word):
        for at in range(end, end // 2, -1):
            if fits(plain, at):
                return at
    return max(end, 1)


def _after_paragraph(plain: list[str], at: int) -> bool:
    return plain[at - 1] == "\n" and "".join(plain[max(at - 8, 0) : at]).endswith("\n\n")


def _after_line(plain: list[str], at: int) -> bool:
    return plain[at - 1] == "\n"


def _after_sentence(plain: list[str], at: int) -> bool:
    return plain[at].isspace() and bool(_SENTENCE_END.search("".join(plain[max(at - 4, 0) : at])))


def _after_word(plain: list[str], at: int) -> bool:
    return plain[at].isspace()


def _closed(pieces: list[_Piece], inherited: list[_Piece]) -> tuple[str, list[_Piece]]:
    """The part with the tags it inherited opened and those left open closed; and which those are."""
    still_open = list(inherited)
    for piece in pieces:
        if piece.tag and not piece.closes:
            still_open.append(piece)
        elif piece.closes and still_open:
            still_open.pop()
    body = "".join(piece.raw for piece in pieces).rstrip()
    return (
        "".join(piece.raw for piece in inherited) + body + "".join(f"</{piece.tag}>" for piece in reversed(still_open)),
        still_open,
    )


def _without_leading_space(pieces: list[_Piece]) -> list[_Piece]:
    start = 0
    while start < len(pieces) and not pieces[start].tag and pieces[start].raw.isspace():
        start += 1
    return pieces[start:]
