"""Typed names: what is fit to be kept, and when two are the same."""

from bot.domain.errors import InvalidValue


def plain(text: str) -> str:
    """A text for comparing: without spare spaces and differences of capitals."""
    return " ".join(text.split()).casefold()


def same(one: str, other: str) -> bool:
    """Whether two names differ in nothing but capitals and spaces."""
    return plain(one) == plain(other)


def checked(field: str, text: str, limit: int) -> str:
    """The text without spare spaces; raises InvalidValue when it is empty or longer than `limit` characters."""
    text = " ".join(text.split())
    if not text:
        raise InvalidValue(field, "empty")
    if len(text) > limit:
        raise InvalidValue(field, "too_long")
    return text
