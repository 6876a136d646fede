"""What somebody is to a child, in the words in which people say it: *saya ibunya*."""

import re

_FATHER = "ayah bapak papa papah bokap abi abah father dad daddy"
_MOTHER = "ibu mama mamah bunda umi ummi mami mother mom mum mommy"
_GUARDIAN = (
    "wali kakek nenek eyang opa oma paman om tante bibi pakde pakdhe bude budhe pakle bulek kakak abang saudara "
    "guardian grandfather grandmother grandma grandpa uncle aunt brother sister carer"
)
_WORDS = {
    word: relation
    for relation, words in (("father", _FATHER), ("mother", _MOTHER), ("guardian", _GUARDIAN))
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("nya", "ku")
LONGEST = 8
"""Words; in a longer line others may be spoken of, too."""


def relation_in(text: str) -> str | None:
    """*father*, *mother* or *guardian*, a key of `RELATIONS`; None where it is not said, or more than one is."""
    words = _WORD.findall(text.lower())
    if len(words) > LONGEST:
        return None
    found = {relation for word in words if (relation := _relation(word)) is not None}
    return found.pop() if len(found) == 1 else None


def _relation(word: str) -> str | None:
    for ending in _ENDINGS:
        word = word.removesuffix(ending)
    return _WORDS.get(word)
