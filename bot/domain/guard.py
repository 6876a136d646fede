"""The guard: whether words that go to a family hold what belongs to another child.

Pure: it is told what is known of the pupils, and looks. A full name, the name a classmate is called by, a number or a
mark of another child is sure, and stops. A lone word that may mean something else as well (`name_words`), or a mark of
which nothing is known, is asked about. What the own child shares with another (a twin's surname, a parent's phone, the
same mark) tells nothing, and is no finding.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.name_words import COMMON, COUNTERS, MARK_WORDS, PREFIXES, UNITS

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`ʼ´][^\W\d_]+)*")
_DIGITS = re.compile(r"\d(?:[ .()/\-‐–]{0,2}\d)*")
_PLAIN_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?(?![\d%]|[.,]\d)")
_CLAUSE = re.compile(r"(?:[.;!?](?=\s|$)|\n)+")
LONG = 8
"""Digits from which on a number is looked for inside of longer runs of digits, too."""
SURE_DIGITS = 5
"""A shorter number of a pupil may just as well be a year."""
LEAST_DIGITS = 4
LEAST_LETTERS = 3
CLOSE = 0.05
"""Marks that differ by less are written alike."""
BEST = 100


class Leak(StrEnum):
    """What of another child was found."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Known:
    """One pupil, as far as words could tell of them. `numbers`: NISN, NIPD; `phones`: of the family, E.164.

    `near` pupils are classmates: of them the name they are called by and marks are looked for, too.
    """

    pupil_id: int
    name: str
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    marks: frozenset[float] = frozenset()
    near: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` as they stand in the text, and whose they are; `sure` ones stop, others are asked about.

    A mark that is nobody's has no pupils.
    """

    leak: Leak
    words: str
    pupil_ids: tuple[int, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text, in the shape in which names are compared."""

    key: str
    start: int
    end: int


class Guard:
    """All that is known of the pupils, put in order once for many looks. `free` marks are everybody's: the school's
    line, the best there is."""

    def __init__(self, known: Iterable[Known], free: Collection[float] = ()) -> None:
        self._known = {one.pupil_id: one for one in known}
        self._free = frozenset(free)
        self._parts = {one.pupil_id: tuple(name_parts(one.name)) for one in self._known.values()}
        self._full: defaultdict[str, set[int]] = defaultdict(set)
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._pairs: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._called: defaultdict[str, set[int]] = defaultdict(set)
        self._numbers: defaultdict[str, set[tuple[int, Leak]]] = defaultdict(set)
        for one in self._known.values():
            self._note(one)
        self._longest = max((len(parts) for parts in self._parts.values()), default=0) + 2
        self._lengths = sorted({len(number) for number in self._numbers if len(number) >= LONG})

    def _note(self, one: Known) -> None:
        parts = self._parts[one.pupil_id]
        if len(parts) > 1:
            self._full["".join(parts)].add(one.pupil_id)
        for number, leak in _numbers_of(one).items():
            self._numbers[number].add((one.pupil_id, leak))
        if one.near:
            for part in parts:
                self._words[part].add(one.pupil_id)
            for pair in pairwise(parts):
                self._pairs[pair].add(one.pupil_id)
            self._called[called(parts)].add(one.pupil_id)

    def look(self, text: str, own: Collection[int] = (), *, marks: bool = True) -> tuple[Finding, ...]:
        """What in a text to the family of the `own` children is another child's; sure findings first.

        Without own children it goes to a whole class: everybody is another. `marks` False leaves marks alone.
        """
        text = cleaned(text)
        found = [*self._names(text, own), *self._counted(text, own)]
        if marks and own:
            found += self._marked(text, own)
        return tuple(sorted(dict.fromkeys(found), key=lambda finding: not finding.sure))

    def _names(self, text: str, own: Collection[int]) -> Iterator[Finding]:
        mine = {part for pupil in own for part in self._parts.get(pupil, ())}
        tokens = list(_tokens(text))
        covered: set[int] = set()
        for first, last, key in self._runs(tokens):
            span = range(first, last)
            if not self._full[key].isdisjoint(own):
                covered.update(span)
            elif not covered.issuperset(span) and any(tokens[at].key not in mine for at in span):
                covered.update(span)
                said = text[tokens[first].start : tokens[last - 1].end]
                yield Finding(Leak.NAME, said, _sorted(self._full[key]), sure=True)
        for at, token in enumerate(tokens):
            if at in covered:
                continue
            after = tokens[at + 1] if at + 1 < len(tokens) and at + 1 not in covered else None
            if after and (pair := self._pair(token, after, mine) - set(own)):
                covered.add(at + 1)
                yield Finding(Leak.NAME, text[token.start : after.end], _sorted(pair), sure=True)
            else:
                yield from self._lone(text, token, mine, own)

    def _runs(self, tokens: list[_Token]) -> list[tuple[int, int, str]]:
        """Where a full name stands, however it is spaced: longest first, so that a name within a name is not seen."""
        runs = []
        for first in range(len(tokens)):
            key = ""
            for last in range(first, min(first + self._longest, len(tokens))):
                stem = key + _without_ending(tokens[last].key)
                key += tokens[last].key
                if key in self._full or stem in self._full:
                    runs.append((first, last + 1, key if key in self._full else stem))
        return sorted(runs, key=lambda run: (run[0] - run[1], run[0]))

    def _pair(self, token: _Token, after: _Token, mine: set[str]) -> set[int]:
        """Whose name has these two words in a row; two common words are just words."""
        first, second = token.key, _without_ending(after.key)
        if {first, second} <= mine or {first, second} <= COMMON:
            return set()
        return self._pairs.get((first, after.key)) or self._pairs.get((first, second)) or set()

    def _lone(self, text: str, token: _Token, mine: set[str], own: Collection[int]) -> Iterator[Finding]:
        keys = [key for key in (token.key, _without_ending(token.key)) if key in self._words and key not in mine]
        if keys and (others := self._words[keys[0]] - set(own)):
            callers = set() if keys[0] in COMMON else self._called.get(keys[0], set()) - set(own)
            yield Finding(Leak.NAME, text[token.start : token.end], _sorted(callers or others), sure=bool(callers))

    def _counted(self, text: str, own: Collection[int]) -> Iterator[Finding]:
        mine = {number for pupil in own if pupil in self._known for number in _numbers_of(self._known[pupil])}
        for run in _DIGITS.finditer(text):
            for number in sorted({*self._inside(_without(_digits(run[0]), mine)), *self._alone(run[0])} - mine):
                whose = self._numbers[number]
                pupils = _sorted({pupil for pupil, _leak in whose})
                yield Finding(min(leak for _, leak in whose), run[0], pupils, sure=len(number) >= SURE_DIGITS)

    def _inside(self, digits: str) -> Iterator[str]:
        for length in self._lengths:
            for at in range(len(digits) - length + 1):
                if (window := digits[at : at + length]) in self._numbers:
                    yield window

    def _alone(self, run: str) -> Iterator[str]:
        """Shorter numbers: the whole run of digits, or one that stands between spaces."""
        return (digits for part in (run, *run.split()) if (digits := _digits(part)) in self._numbers)

    def _marked(self, text: str, own: Collection[int]) -> Iterator[Finding]:
        mine = {mark for pupil in own if pupil in self._known for mark in self._known[pupil].marks}
        for clause in _CLAUSE.split(text):
            for written, mark in _marks_in(clause):
                if any(abs(mark - of) < CLOSE or mark == round(of) for of in mine | self._free):
                    continue
                others = {one.pupil_id for one in self._known.values() if one.near and _has(one.marks, mark)}
                yield Finding(Leak.MARK, written, _sorted(others), sure=bool(others and mine))


def called(parts: tuple[str, ...]) -> str:
    """The part of a name by which a child is most likely called: the first that is not how many names begin."""
    return next((part for part in parts if part not in PREFIXES), parts[0] if parts else "")


def name_parts(name: str) -> Iterator[str]:
    """The parts of a name that tell it from others; single letters do not."""
    return (token.key for token in _tokens(cleaned(name)))


def cleaned(text: str) -> str:
    """A text without signs that nobody sees, letters in one form."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def _tokens(text: str) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        if len(key := _key(match[0])) >= LEAST_LETTERS:
            yield _Token(key, match.start(), match.end())


def _key(word: str) -> str:
    """A word as names are compared: no capitals, no accents, no apostrophes."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in letters if sign.isalpha() and not unicodedata.combining(sign))


def _without_ending(key: str) -> str:
    """*Rizkynya* is Rizky."""
    return key.removesuffix("nya") if len(key) > LEAST_LETTERS + 3 else key


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdecimal())


def _numbers_of(one: Known) -> dict[str, Leak]:
    """The digits of a pupil's numbers, also as sheets keep them that drop the leading zeros."""
    written = [_digits(number) for number in one.numbers]
    found = dict.fromkeys([*written, *(digits.lstrip("0") for digits in written)], Leak.NUMBER)
    found |= dict.fromkeys([_national(_digits(phone)) for phone in one.phones], Leak.PHONE)
    return {digits: leak for digits, leak in found.items() if len(digits) >= LEAST_DIGITS}


def _without(digits: str, mine: Collection[str]) -> str:
    """The digits of a text with the own child's own numbers taken out."""
    for number in mine:
        digits = digits.replace(number, " ") if len(number) >= LONG else digits
    return digits


def _national(digits: str) -> str:
    """A phone number as it stands in every way of writing it: without the country's 62 or the leading 0."""
    return digits.removeprefix("62") if digits.startswith("62") else digits.lstrip("0")


def _marks_in(clause: str) -> Iterator[tuple[str, float]]:
    """Numbers of a clause that can be marks: where it speaks of marks, and neither side counts something else."""
    if MARK_WORDS.isdisjoint(word.casefold() for word in _WORD.findall(clause)):
        return
    for match in _PLAIN_NUMBER.finditer(clause):
        before, after = _WORD.findall(clause[: match.start()]), _WORD.match(clause[match.end() :].lstrip())
        counts = before and before[-1].casefold() in COUNTERS and clause[: match.start()].rstrip().endswith(before[-1])
        if not counts and not (after and after[0].casefold() in UNITS):
            mark = float(match[0].replace(",", "."))
            if mark <= BEST:
                yield match[0], mark


def _has(marks: Iterable[float], mark: float) -> bool:
    return any(abs(of - mark) < CLOSE for of in marks)


def _sorted(pupils: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(pupils))
