"""A teacher's sentence about one child: a strength, what to improve, and one next step.

Each part is tapped (a phrase, said in the reader's language) or typed. A whole sentence names a fact of the child's own
where one is known, and no two of a round say the same.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from zlib import crc32

from bot.domain.codec import dump_value, load_value
from bot.domain.text import Phrase, _

LIMIT = 120
"""Characters that a teacher may type for one part; two lines on a phone."""


class Part(StrEnum):
    """The parts, in the order in which they are asked for; the names are those of the template's fields."""

    STRENGTH = "strength"
    IMPROVE = "improve"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Said:
    """One part as it was chosen: the words, and what they are about.

    `key` names the choice on its button, empty where it was typed. `about` is what kind of thing it is, by which next
    steps are found; `fact` is whether it holds something that is known of this child alone.
    """

    words: Phrase | str
    key: str = ""
    about: str = ""
    subject: str = ""
    fact: bool = False


T = TypeVar("T")
Sentence = tuple[Said, Said, Said]
"""Strength, what to improve, next step."""


def said_alike(sentence: Sentence) -> tuple[Any, ...]:
    """What a sentence says, to be compared with others."""
    return tuple(_comparable(part.words) for part in sentence)


def key_of(*words: Phrase | str) -> str:
    """A short name for what is said: other words have another one, so an old button never says what is no more so."""
    return f"{crc32(json.dumps([dump_value(one) for one in words], sort_keys=True).encode()):08x}"


def one_of(fitting: Sequence[T], *said: Phrase | str) -> T:
    """One of several that fit as well: the same for the same words, and not the same for all pupils."""
    return fitting[int(key_of(*said), 16) % len(fitting)]


def own(sentence: Sentence, facts: Iterable[Said], taken: Collection[tuple[Any, ...]]) -> Sentence:
    """The sentence with a fact of the child's own where it names none, or says what another one (`taken`) says.

    `facts` are what is known of the child, those that are rather added first; what is a strength goes to the strength.
    Where none helps, it stays as it is.
    """
    named = any(part.fact for part in sentence)
    if named and said_alike(sentence) not in taken:
        return sentence
    for fact in facts:
        if fact.words in (sentence[0].words, sentence[1].words):
            continue
        fuller = _with(sentence, fact)
        if said_alike(fuller) not in taken:
            return fuller
    return sentence


def values_of(sentence: Sentence) -> dict[str, Phrase | str]:
    """The sentence as the fields of its template."""
    return {part.value: said.words for part, said in zip(Part, sentence, strict=True)}


def dump_said(said: Said) -> dict[str, Any]:
    """A part as a JSON document."""
    raw = {"words": dump_value(said.words), "key": said.key, "about": said.about, "subject": said.subject}
    return {**raw, "fact": said.fact}


def load_said(raw: dict[str, Any]) -> Said:
    """The part that `dump_said` wrote."""
    return Said(load_value(raw["words"]), raw["key"], raw["about"], raw["subject"], raw["fact"])


def _with(sentence: Sentence, fact: Said) -> Sentence:
    strength, improve, step = sentence
    if fact.about == Part.STRENGTH:
        return replace(strength, words=_both(strength.words, fact.words), fact=True), improve, step
    return strength, replace(improve, words=_both(improve.words, fact.words), fact=True), step


def _both(one: Phrase | str, two: Phrase | str) -> Phrase:
    return _("%(one)s; %(two)s", one=one, two=two)


def _comparable(words: Phrase | str) -> Any:
    if isinstance(words, str):
        return " ".join(words.casefold().split())
    return words.msgid, tuple((name, _value(value)) for name, value in sorted(words.values.items()))


def _value(value: object) -> Any:
    return _comparable(value) if isinstance(value, Phrase) else value
