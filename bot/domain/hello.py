"""Words that greet and say nothing else yet: whoever is greeted greets back, and nobody owes an answer."""

import re
from collections.abc import Collection
from enum import StrEnum
from itertools import pairwise

LONGEST = 14
"""Words; whoever writes more has something to say."""


class Hello(StrEnum):
    """How somebody greets: what is said back to it."""

    SALAM = "salam"
    """*Assalamu'alaikum*: it has an answer of its own."""
    PLAIN = "plain"


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


_SALAM = re.compile(r"\ba+s+a*l+a*m+u*[ ]?[ao]*l+[aeiy]*k[uo]m\b|\b(?:ass|aslm|aslkm|asslm|askum|samlekum|samlekom)\b")
_HELLO = _words(
    "halo hallo haloo hello helo hai haii hi hey hei permisi punten permios kulonuwun nuwun sampurasun rampes "
    "swastiastu swastyastu shalom syalom salam horas tabik tabe namaste namo"
)
"""One of these is a greeting by itself."""
_WISH = _words("selamat slamat slmt met sugeng wilujeng rahajeng good")
_HOURS = _words("pagi siang sore malam petang enjing injing siyang sonten dalu enjang semeng morning afternoon evening")
"""Only after a wish, or before who is spoken to: *pagi* alone may answer a question."""
_WHO = _words(
    "bu ibu bun bunda pak bapak pa ayah mas mbak kak kakak guru gurunya wali kelas ustadz ustaz ustadzah ustazah miss "
    "mam maam madam sir mr mrs ms min admin sekolah titian semua semuanya kepsek kepala"
)
_AROUND = _words(
    "om sejahtera kulo sedaya untuk kita bagi wr wb wrwb warahmatullahi warahmatullah warohmatullohi warahmatullohi "
    "warohmatullahi wabarakatuh wabarokatuh wabarakatuhu wabarokatu wabarakatu dan ya yaa yth there dear to you "
    "buddhaya"
)
_KNOWN = _HELLO | _WISH | _HOURS | _WHO | _AROUND
_DISTURBS = re.compile(r"\b(?:mohon |minta )?maaf(?: sebelumnya)? (?:meng)?ganggu(?: waktu(?:nya)?)?\b")
"""What one says before one says something."""
_JOINS = re.compile(r"['’‘`´ʿʼ-]")
_WORD = re.compile(r"[^\W\d_]+")


def words_in(text: str) -> list[str]:
    """The words of a line, without marks and in lower case."""
    return _WORD.findall(_JOINS.sub("", text.lower()))


def greeting_in(text: str, names: Collection[str] = ()) -> Hello | None:
    """How somebody greets who does nothing but greet; None when anything else is said.

    `names` are words, as `words_in` gives them, by which somebody of the school may be called.
    """
    if any(letter.isdigit() for letter in text) or len(text.split()) > LONGEST:
        return None
    line = _DISTURBS.sub(" ", " ".join(words_in(text)))
    rest, salams = _SALAM.subn(" ", line)
    words = rest.split()
    if not all(word in _KNOWN or word in names for word in words):
        return None
    if not _wishes_are_whole(words) or not (salams or _greets(words)):
        return None
    return Hello.SALAM if salams else Hello.PLAIN


def may_greet(text: str) -> bool:
    """Whether a line begins as a greeting does, whoever is named in it."""
    words = words_in(text)
    return greeting_in(text, words) is not None


def _wishes_are_whole(words: list[str]) -> bool:
    """*Selamat* wishes a good time of the day, and nothing else: *selamat, Bu* congratulates."""
    return all(after in _HOURS for word, after in pairwise([*words, ""]) if word in _WISH)


def _greets(words: list[str]) -> bool:
    if not _HELLO.isdisjoint(words) or any(word in _WISH for word in words):
        return True
    spoken_to = words[1:]
    return bool(spoken_to) and words[0] in _HOURS and spoken_to[0] in _WHO and _HOURS.isdisjoint(spoken_to)
