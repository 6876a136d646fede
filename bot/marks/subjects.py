"""Subjects as sheets name them: recognised by their words, abbreviations written out, for parents read them."""

from bot.domain.subject_names import written_out
from bot.marks.wording import kind_of
from bot.sheets.cells import key

_WORDS_SAID = """
matematika; fisika; kimia; biologi; sejarah; geografi; ekonomi; sosiologi; antropologi; informatika;
prakarya; pancasila; kewarganegaraan; kewirausahaan; bahasa; sastra; agama; jasmani; olahraga; penjas; pjok;
akuntansi; tahfiz; tahfidz; fikih; fiqih; akidah; aqidah; quran; hadis; hadits; budaya; seni; mathematics;
physics; chemistry; biology; history; geography; economics; sociology; english
"""
_WORDS = frozenset(word.strip() for word in _WORDS_SAID.split(";"))
_SMALL = {"dan", "di", "ke", "untuk", "and", "of", "the"}
_CAPITAL = {"ipa", "ips", "tik", "sma", "smp", "sd", "bk", "p5", "ii", "iii"}


def subject_of(said: str) -> str:
    """The subject that a header, a sheet's name or a title is, written out; "" where it is none that is known."""
    if short := written_out(said):
        return short
    return subject_name(said) if _WORDS & set(key(said).split()) else ""


def split_subject(said: str) -> tuple[str, str]:
    """Subject and the rest of a header: "Matematika UH 1" → Matematika, "UH 1"; the longest subject there is.

    ("", the header) where no subject is named; a subject alone, or with *Nilai* before it, leaves no rest.
    """
    words = said.split()
    if kind_of(said) is None:
        found = subject_of(" ".join(word for word in words if key(word) not in ("nilai", "skor")))
        return (found, "") if found else ("", said)
    for length in range(len(words) - 1, 0, -1):
        for part, rest in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            line = " ".join(part)
            if not any(c.isdecimal() for c in line) and kind_of(line) is None and (found := subject_of(line)):
                return found, " ".join(rest).strip(" -–:/()")
    return "", said


def subject_name(said: str) -> str:
    """A subject as it is written: "BAHASA INDONESIA" → "Bahasa Indonesia"; mixed case is left alone."""
    line = " ".join(said.split())
    if short := written_out(line):
        return short
    if line not in (line.upper(), line.lower()):
        return line
    words = [_spelled(word, position) for position, word in enumerate(line.split())]
    return " ".join(words)


def _spelled(word: str, position: int) -> str:
    plain = word.strip("().,").casefold()
    if position and plain in _SMALL:
        return word.lower()
    if plain in _CAPITAL or (len(plain) <= 3 and word.isupper() and not position):
        return word.upper()
    return "(" + word[1:].capitalize() if word.startswith("(") else word.capitalize()
