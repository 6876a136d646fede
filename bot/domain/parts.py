"""The id of a message that left in several parts: a picture and the words that were too long to stand below it."""

from collections.abc import Sequence

SEPARATOR = ","
ROOM = 512
"""Characters that such an id may have in the database."""


def joined(parts: Sequence[str]) -> str:
    """One id for all parts, in their order; of more than fit, the last ones."""
    kept: list[str] = []
    for part in reversed(parts):
        if len(SEPARATOR.join([part, *kept])) > ROOM:
            break
        kept.insert(0, part)
    return SEPARATOR.join(kept)


def parts_of(message: str) -> list[str]:
    """The channel's ids of the parts, in the order in which they left."""
    return message.split(SEPARATOR)


def last_part(message: str | None) -> str | None:
    """The channel's id of the part that carries the buttons."""
    return None if message is None else parts_of(message)[-1]
