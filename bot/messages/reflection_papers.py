"""A teacher's month as a picture that is readable on a phone."""

from datetime import datetime

from bot.domain.courtesy import Reader
from bot.domain.reflection import Month, Numbers, duration
from bot.domain.text import Phrase, _, n_
from bot.messages.dates import day as written
from bot.messages.typesetting import clean, png
from bot.messages.voice import Voice

WIDE = 1080
"""Pixels, as a child's course has: a chat shows 400 of its points."""


def month_png(month: Month, numbers: Numbers, school: str, reader: Reader, at: datetime) -> bytes:
    """Families reached, good news beside concerns, answers and their time. Takes a quarter of a second."""
    voice = Voice(reader, at)
    data = {
        "lang": voice.locale,
        "title": voice.phrase(_("My month with families")),
        "month": written(month.first, "month", voice.locale),
        "bars": [_bar(one, of, face, voice) for one, of, face in _bars(numbers)],
        "counts": [{"count": str(count), "name": voice.phrase(face)} for count, face in _counts(numbers)],
        "answers": _answers(numbers, voice),
        "foot": clean(f"{school} · {voice.phrase(_('for you alone'))}"),
    }
    return png("reflection.typ", data, WIDE)


def _bars(numbers: Numbers) -> tuple[tuple[int, int, Phrase], ...]:
    news = numbers.good + numbers.concerns
    return (
        (numbers.reached, numbers.families, _("families reached")),
        (numbers.families - numbers.unheard, numbers.families, _("heard of their own child in five weeks")),
        (numbers.good, news, _("good news, of all good news and concerns")),
    )


def _bar(count: int, of: int, face: Phrase, voice: Voice) -> dict[str, object]:
    return {"count": str(count), "of": str(of), "share": count / of if of else None, "name": voice.phrase(face)}


def _counts(numbers: Numbers) -> tuple[tuple[int, Phrase], ...]:
    return (
        (numbers.updates, n_("update to the class", "updates to the class", numbers.updates)),
        (numbers.about_pupils, n_("message about one pupil", "messages about one pupil", numbers.about_pupils)),
        (numbers.asked, n_("question from families", "questions from families", numbers.asked)),
        (numbers.answered, n_("answer of yours", "answers of yours", numbers.answered)),
    )


def _answers(numbers: Numbers, voice: Voice) -> str | None:
    if numbers.answer_time is None:
        return None
    return voice.phrase(_("Half of your answers came within %(time)s.", time=duration(numbers.answer_time)))
