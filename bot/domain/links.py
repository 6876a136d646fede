"""How a chat becomes a guardian's: what a typed line may be, and how far guessing goes before it is slowed."""

import re
from datetime import timedelta

from bot.domain.invitations import ALPHABET, LENGTH, looks_like_code, normalised

WRONG_BEFORE_PAUSE = 5
PAUSE = timedelta(minutes=10)
WRONG_IN_A_DAY = 15
WRONG_OVER_ALL = 500
"""Wrong codes in an hour over all chats of a bot; a whole school's families mistype far less on the day of letters."""
HOUR = timedelta(hours=1)

OPEN_REQUESTS = 3
"""How many requests for access one chat may have waiting."""

_IN_LINK = re.compile(r"[?&]start=([A-Za-z0-9_-]{1,64})")
_NAMED = re.compile(r"^\s*(?:kode|code)\b[\s:=]*", re.IGNORECASE)
_SHORTEST_TRY = 8
_LONGEST_TRY = LENGTH + 4


def code_in(text: str, *, stranger: bool) -> str | None:
    """What in a typed line is meant as a code: from a pasted link, after the word *kode*, or the line itself.

    From a stranger a code with letters missing is one too, so that it is answered as a code.
    """
    if link := _IN_LINK.search(text):
        return link[1]
    bare = _NAMED.sub("", text)
    if looks_like_code(bare) or (stranger and _nearly_code(bare)):
        return bare
    return None


def _nearly_code(text: str) -> bool:
    # Two digits and hardly any words: a greeting has no digits, an address has more words.
    code = normalised(text)
    return (
        _SHORTEST_TRY <= len(code) <= _LONGEST_TRY
        and set(code) <= set(ALPHABET)
        and sum(character.isdigit() for character in text) >= 2
        and len(text.split()) <= 4
    )
