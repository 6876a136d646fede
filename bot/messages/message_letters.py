"""Messages to families as letters, where no channel reaches: the words of the chat in the frame of a letter."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.letters import Letterhead, MessageLetter
from bot.messages.blocks import blocks
from bot.messages.dates import day as written
from bot.messages.runs import Line, Paragraph, Run, paragraphs
from bot.messages.translations import known
from bot.messages.typesetting import clean, clean_name, head_data, pdf, printable, signer_data, way_data
from bot.messages.voice import Voice

_BULLET = "•"


def message_letters(head: Letterhead, letters: Sequence[MessageLetter], now: datetime) -> bytes:
    """A PDF with the letters in their order, each on a page of its own (two where it is long), dated `now` (aware).

    Raises ValueError for none, and UnrenderableScreen.
    """
    if not letters:
        raise ValueError("a letter needs somebody to go to")
    first = letters[0]
    data = {
        **head_data(head),
        "ways": [way_data(way) for way in head.ways],
        "lang": known(first.reader.locale),
        "title": f"{_subject(first, now)} – {clean(head.school)}",
        "letters": [_page(head, letter, now) for letter in letters],
    }
    return pdf("message.typ", data)


PARTS = ("purpose", "request", "thanks", "words")
"""The blocks of a message that a letter says in paragraphs; its facts stand apart."""


def _page(head: Letterhead, letter: MessageLetter, now: datetime) -> dict[str, object]:
    parts = blocks(letter.screen, letter.reader, now, (*PARTS, "facts"))
    said = {name: paragraphs(text) for name, text in parts.items()}
    values, voice = letter.screen.values, Voice(letter.reader, now)
    greeting = values.get("greeting_line")
    return {
        "lang": voice.locale,
        "place": _place(head.city, now.astimezone(ZoneInfo(letter.reader.timezone)).date(), voice.locale),
        "subject": _subject(letter, now),
        "pupil": clean_name(letter.child.name),
        "class": clean(letter.child.class_name),
        "corrected": bool(values.get("corrected")),
        "greeting": clean(str(greeting)) if greeting else None,
        **{name: [_lines(part) for part in said.get(name, ())] for name in PARTS},
        "facts": [_facts(part) for part in said.get("facts", ())],
        "attached": letter.screen.file is not None,
        "signer": signer_data(letter.signer),
        "answers": [clean(voice.phrase(answer)) for answer in letter.answers],
        "invites": letter.invites,
        "formal": letter.formal,
        "number": clean(letter.number),
        "asks-time": letter.asks_time,
    }


def _subject(letter: MessageLetter, now: datetime) -> str:
    return clean(Voice(letter.reader, now).phrase(letter.subject))


def _place(city: str, day: date, locale: str) -> str:
    dated = written(day, "letter", locale)
    return f"{clean(city)}, {dated}" if city else dated


def _lines(part: Paragraph) -> list[list[dict[str, object]]]:
    return [[_run(run) for run in line] for line in part]


def _facts(part: Paragraph) -> list[dict[str, object]]:
    """Facts, each with its label, where it has one, and what belongs to it: a list has all of its points."""
    found: list[tuple[Run | None, list[Line]]] = []
    for line in part:
        if found and found[-1][0] and line[0].text.startswith(_BULLET):
            found[-1][1].append(line)
            continue
        label, rest = (line[0], line[1:]) if line[0].is_label else (None, line)
        if label and rest:
            rest = (replace(rest[0], text=rest[0].text.lstrip()), *rest[1:])
        found.append((label, [rest] if rest else []))
    return [{"label": _run(label) if label else None, "lines": _lines(tuple(lines))} for label, lines in found]


def _run(run: Run) -> dict[str, object]:
    return {"text": printable(run.text), "styles": list(run.styles)}
