"""What is typed about hours, a place or a link."""

import re
from datetime import time

from bot.chat.typed import parse_time
from bot.chat.typed_hours import between
from bot.domain.meetings import Hours, usual_end
from bot.domain.text import Phrase, _
from bot.domain.updates import LINE_LIMIT

NO_DATE = _("I could not read that as a date. For example: 20 August, 20/8 or Monday.")
NO_HOURS = _("I could not read that as hours. For example: 09.00–11.00.")
LINK_LIMIT = 300
_LINK = re.compile(r"(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.I)


def read_hours(text: str) -> Hours | None:
    """From when to when; of a beginning alone the usual end follows. None when it cannot be told."""
    if meant := between(text):
        return meant[0]
    starts = parse_time(text)
    return (starts, usual_end(starts)) if starts is not None else None


def clock_of(packed: str) -> time | None:
    """The time of day that a button carries as `0930`."""
    return parse_time(f"{packed[:2]}.{packed[2:]}") if len(packed) == 4 else None


def read_place(text: str) -> tuple[str, Phrase | None]:
    """A place on one line, and what is wrong with it."""
    place = " ".join(text.split())
    if not place:
        return "", _("Please type it as text.")
    if len(place) > LINE_LIMIT:
        return "", _("That is %(length)s characters; here at most %(limit)s fit.", length=len(place), limit=LINE_LIMIT)
    return place, None


def read_link(text: str) -> str | None:
    """An address that phones open, with `https://` before it; None when it is none."""
    if len(text) > LINK_LIMIT or not _LINK.fullmatch(text):
        return None
    return text if "://" in text else f"https://{text}"
