"""Whether a message may hurt who reads it: rude, or a threat.

Whole words alone are looked at, as they are spoken: *b4ngs4t*, *anjiiing* and *b a n g s a t* are what they look like,
and a word within another is nothing. Ordinary words count only when they are said to somebody. What is told of others'
words is not theirs who tells it; a message that may be a cry for help is never held. Rather a rude message passes than
that a worried one is stopped.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from itertools import groupby

from bot.domain import tone_words as words


class Tone(StrEnum):
    RUDE = "rude"
    THREAT = "threat"


LOOKED_AT = 20_000
"""Signs of a message; nobody types more."""
_CLAUSE = re.compile(r"[.!?;:,\n()…–—]+")
_SENTENCE = re.compile(r"[.!?;\n…]+")
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»\n]{1,200}[\"“”„«»]|(?<!\w)['‘’][^'‘’\n]{1,200}['‘’](?!\w)")
_WORD = re.compile(r"[^\W_](?:[\w@$*'’-]*[\w@$*])?|[@$][\w@$*]+", re.UNICODE)
_LEET = str.maketrans("@4130$5", "aaieoss")
_REACH = 4
"""Words between whoever is meant and what is said of them."""


def tone_of(text: str) -> Tone | None:
    """What a message sounds like, the worst first; None for all that can be read as it is."""
    cleaned = _cleaned(text[:LOOKED_AT])
    rude = False
    for sentence in _SENTENCE.split(cleaned):
        if words.REPORTS.intersection(_tokens(sentence)):
            continue
        for clause in _CLAUSE.split(sentence):
            tokens = _tokens(clause)
            if _threatens(tokens):
                return Tone.THREAT
            rude = rude or _abuses(tokens) or _slights(tokens)
    return Tone.RUDE if rude else None


def _cleaned(text: str) -> str:
    """The text in one form of letters, without what is quoted: a quotation is somebody else's words, unless nothing
    else is said."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    unquoted = _QUOTED.sub(" ", plain)
    return unquoted if _WORD.search(unquoted) else plain


def _tokens(clause: str) -> list[str]:
    return _joined([word[0].replace("’", "'") for word in _WORD.finditer(clause)])


def _joined(tokens: list[str]) -> list[str]:
    """Letters that stand alone in a row are one word; some pairs are one, too."""
    found: list[str] = []
    for single, run in groupby(tokens, key=lambda token: len(token) == 1 and token.isalpha()):
        letters = list(run)
        found += ["".join(letters)] if single and len(letters) > 3 else letters
    for first, second in (("kurang", "ajar"), ("wali", "kelas")):
        for at in range(len(found) - 1, 0, -1):
            if (found[at - 1], found[at]) == (first, second):
                found[at - 1 : at + 1] = [f"{first}_{second}"]
    return found


def _is(token: str, among: frozenset[str]) -> bool:
    """Whether a word is one of these, as it is written or as it sounds."""
    if token in among:
        return True
    if "*" in token:
        return _starred(token, among)
    spoken = _spoken(token)
    return spoken in _all_spoken(among) if len(spoken) > 2 else False


def _spoken(token: str) -> str:
    """Digits and signs that stand for letters as these, where there are letters; a letter held long as one."""
    has_letters = any(sign.isalpha() for sign in token)
    letters = token.translate(_LEET) if has_letters else token
    return re.sub(r"(\w)\1+", r"\1", letters.replace("-", ""))


@cache
def _all_spoken(among: frozenset[str]) -> frozenset[str]:
    return frozenset(_spoken(word) for word in among)


def _starred(token: str, among: frozenset[str]) -> bool:
    """*k\\*nt\\*l*: stars for letters, of which at least two are left."""
    if sum(sign.isalpha() for sign in token) < 2 or among is not words.ABUSE:
        return False
    shape = re.compile("".join(r"\w?" if sign == "*" else re.escape(sign) for sign in token))
    return any(len(word) >= len(token) - 1 and shape.fullmatch(word) for word in among)


def _abuses(tokens: list[str]) -> bool:
    return any(_is(token, words.ABUSE) and not _harmless(tokens, at) for at, token in enumerate(tokens))


def _slights(tokens: list[str]) -> bool:
    """An ordinary word thrown at somebody: alone, after a curse, or beside whoever is meant."""
    for at, token in enumerate(tokens):
        if not _is(token, words.SLIGHTS) or _harmless(tokens, at):
            continue
        alone = all(_is(one, words.SLIGHTS) or one in words.CURSES for one in tokens)
        cursed = at > 0 and tokens[at - 1] in words.CURSES
        if alone or cursed or _said_to(tokens, at):
            return True
    return False


def _said_to(tokens: list[str], at: int) -> bool:
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if after in words.YOU or (after in words.STAFF and tokens[at] in words.TITLES):
        return True
    for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
        if tokens[back] in words.YOU or tokens[back] in words.STAFF:
            return True
        if tokens[back] in words.ADDRESSED:
            return tokens[at] not in words.NOT_OF_ADDRESSED
        if tokens[back] not in words.LINKS:
            return False
    return False


def _harmless(tokens: list[str], at: int) -> bool:
    return at > 0 and tokens[at - 1] in words.HARMLESS_BEFORE.get(tokens[at], frozenset())


def _threatens(tokens: list[str]) -> bool:
    said = f" {' '.join(tokens)} "
    return (
        any(said.startswith(f" {wish} ") for wish in words.WISHES)
        or any(f" {threat} " in said for threat in words.THREATS)
        or any(_threat_at(tokens, at) for at in range(len(tokens)))
    )


def _threat_at(tokens: list[str], at: int) -> bool:
    """Somebody says that they will harm who reads it, or the school."""
    mine = tokens[at] in words.I_HARM
    if not (mine or tokens[at] in words.HARM):
        return False
    whom = tokens[at + 1] if at + 1 < len(tokens) else ""
    if whom in words.ABOUT_SELF or whom not in words.YOU | words.ADDRESSED | words.STAFF:
        return False
    return mine or _i_will(tokens[:at])


def _i_will(before: list[str]) -> bool:
    for token in reversed(before):
        if token in words.MYSELF:
            return True
        if token not in words.WILL and token not in words.SOON:
            return False
    return False
