"""The small HTML in which messages are rendered, as plain text."""

import re
from html import unescape

_TAG = re.compile(r"<[^<>]+>")


def plain(html: str) -> str:
    """The text as one reads it: without tags, with its characters as they are."""
    return unescape(_TAG.sub("", html))
