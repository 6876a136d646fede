"""Measures of prose: what a channel shows, its words, its sentences."""

import html
import re

TAGS = {f"<{slash}{tag}>" for tag in ("b", "i", "u", "s", "code", "blockquote") for slash in ("", "/")}
_TAG = re.compile(r"</?[a-z]+(?: [^>]*)?>")
_FACT = re.compile(r"^<b>[^<]*:</b>")
_ENDS = re.compile(r"[.?!:;](?:\s|$)")


def channel_text(text: str) -> str:
    """What a person sees: without markup."""
    return html.unescape(_TAG.sub("", text))


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def words(text: str) -> list[str]:
    """The words of a text; numbers count, lone signs do not."""
    return re.findall(r"\w[\w.,'’/()-]*", text)


def spoken(text: str) -> list[str]:
    """The sentences of a message, without the block of facts."""
    lines = [channel_text(line) for line in text.split("\n") if line and not _FACT.match(line)]
    return [sentence for line in lines for sentence in _ENDS.split(line) if sentence]
