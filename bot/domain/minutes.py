"""Minutes of a meeting as a teacher types them: a summary, and what was agreed, one line for each thing."""

import re

from bot.domain.errors import InvalidValue

SUMMARY_LIMIT = 1_500
"""Characters: about 180 words of Indonesian, the most that a family is asked to read (design: readability)."""
LINE_LIMIT = 200
LINES = 15

_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\(?\d{1,2}[.)])\s*")


def summary_of(text: str) -> str:
    """The typed summary; raises InvalidValue for none, or for more than families would read."""
    text = text.strip()
    if not text or len(text) > SUMMARY_LIMIT:
        raise InvalidValue("summary", "too_long" if text else "empty")
    return text


def agreements_of(text: str) -> list[str]:
    """The lines of what was agreed, without the bullets or numbers that people put before them.

    Raises InvalidValue for none, for too many, or for one that is too long.
    """
    lines = [line for raw in text.splitlines() if (line := _BULLET.sub("", raw).strip())]
    if not lines:
        raise InvalidValue("agreements", "empty")
    if len(lines) > LINES:
        raise InvalidValue("agreements", "too_many")
    if any(len(line) > LINE_LIMIT for line in lines):
        raise InvalidValue("agreements", "too_long")
    return lines
