"""What the papers of a meeting share, as plain strings to be set: the occasion, place and date, long texts."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.courtesy import Child, Reader
from bot.domain.letters import Letterhead
from bot.domain.meeting_papers import Occasion
from bot.messages.dates import day as written
from bot.messages.dates import listed
from bot.messages.typesetting import clean, clean_name, head_data, printable
from bot.messages.voice import Voice

_NAMED_CLASSES = 8
"""A meeting of more classes than these is one of the school: their names would fill the title."""


def voice_of(of: Occasion) -> Voice:
    """How this paper speaks."""
    return Voice(Reader(of.locale, of.timezone), of.starts_at)


def day_of(of: Occasion) -> date:
    """The day of the meeting where it takes place."""
    return of.starts_at.astimezone(ZoneInfo(of.timezone)).date()


def frame(head: Letterhead, of: Occasion) -> dict[str, object]:
    """The letterhead, the occasion, and where and when the paper is signed: on the day itself."""
    voice = voice_of(of)
    on = written(day_of(of), "letter", voice.locale)
    return {
        **head_data(head),
        "dated": f"{clean(head.city)}, {on}" if head.city else on,
        "occasion": {
            "lang": voice.locale,
            "kind": of.kind.value,
            "classes": _classes(of, voice.locale),
            "year": of.year,
            "day": voice.date(of.starts_at),
            "time": f"{voice.clock(of.starts_at)}–{voice.time(of.ends_at)}",
            "place": clean(voice.phrase(of.place)),
            "link": clean(of.link),
            "agenda": [clean(voice.phrase(point)) for point in of.agenda],
        },
    }


def child_data(child: Child) -> dict[str, str]:
    """A child and its class."""
    return {"name": clean_name(child.name), "class": clean(child.class_name)}


def paragraphs_of(text: str) -> list[list[str]]:
    """The paragraphs of a typed text, which empty lines part, each with its lines."""
    found: list[list[str]] = [[]]
    for line in printable(text).splitlines():
        if stripped := " ".join(line.split()):
            found[-1].append(stripped)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def lines_of(text: str) -> list[str]:
    """The lines of a typed text, without the empty ones."""
    return [line for part in paragraphs_of(text) for line in part]


def names_of(names: tuple[str, ...], locale: str) -> str:
    """Names in a sentence; empty for none."""
    return listed(tuple(clean_name(name) for name in names), locale) if names else ""


def _classes(of: Occasion, locale: str) -> str:
    if not 0 < len(of.classes) <= _NAMED_CLASSES:
        return ""
    return listed(tuple(clean(name) for name in of.classes), locale)
