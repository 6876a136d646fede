"""Printed letters as PDF: the invitations that travel in pupils' bags, one page per family, and those for staff.

The words and the layout are in `templates/letters/`. The data goes to typst as one JSON document of plain strings, so
that nothing in a name is ever markup.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Literal

from bot.messages.dates import day as written
from bot.messages.names import tidy_name, without_controls
from bot.messages.translations import known
from bot.paths import TEMPLATES

FOLDER = TEMPLATES / "letters"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA: a screen reader can read the letter aloud in order, the QR code by its alternative text."""
_USUAL_GUARDIANS, _USUAL_NAMES = 2, 300
_LATIN_END = 0x0250
_PUNCTUATION = range(0x2000, 0x2070)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the school's name, the lines below it, the city before the date, and the bot's username."""

    school: str
    lines: tuple[str, ...]
    city: str
    bot: str


@dataclass(frozen=True, slots=True)
class Invitee:
    """One person's way in: `code` as printed, `link` behind the QR code; `relation` is father, mother or guardian."""

    name: str
    code: str
    link: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `role` is homeroom, principal or school (nobody by name)."""

    role: str = "school"
    name: str | None = None
    nip: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyLetter:
    """One page: a pupil and the guardians who are invited."""

    pupil: str
    class_name: str
    invitees: tuple[Invitee, ...]
    signer: Signer


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """One page for one member of staff."""

    invitee: Invitee
    signer: Signer


def family_letters(head: Letterhead, letters: Sequence[FamilyLetter], day: date, until: date, locale: str) -> bytes:
    """A PDF with one page per family, dated `day`; the codes are valid until `until`. Raises ValueError for none."""
    pages: list[dict[str, object]] = [
        {
            "pupil": _name(letter.pupil),
            "class": _clean(letter.class_name),
            "invitees": [_invitee(invitee) for invitee in letter.invitees],
            "signer": _signer(letter.signer),
            "dense": _is_dense(letter),
        }
        for letter in letters
    ]
    return _pdf("invitation", head, pages, day, until, known(locale))


def staff_letters(head: Letterhead, letters: Sequence[StaffLetter], day: date, until: date, locale: str) -> bytes:
    """A PDF with one page per member of staff. Raises ValueError for none."""
    pages: list[dict[str, object]] = [
        {"invitees": [_invitee(letter.invitee)], "signer": _signer(letter.signer)} for letter in letters
    ]
    return _pdf("staff", head, pages, day, until, known(locale))


def _pdf(name: str, head: Letterhead, pages: list[dict[str, object]], day: date, until: date, locale: str) -> bytes:
    import typst  # heavy to import, so only where it is used

    if not pages:
        raise ValueError("a letter needs somebody to go to")
    place = written(day, "letter", locale)
    data = json.dumps(
        {
            "school": _clean(head.school),
            "lines": [_clean(line) for line in head.lines],
            "place": f"{_clean(head.city)}, {place}" if head.city else place,
            "until": written(until, "letter", locale),
            "bot": head.bot,
            "letters": pages,
        },
        ensure_ascii=False,
    )
    source, far = FOLDER / f"{name}.{locale}.typ", _needs_more_fonts(data)
    try:
        return _compiled(source, data, far, STANDARD)
    except typst.TypstError:
        # The standard refuses a page with a character that no font here has; a box in its place must not stop a letter.
        return _compiled(source, data, far, None)


def _compiled(source: Path, data: str, far: bool, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        str(source),
        root=str(FOLDER),
        ignore_system_fonts=not far,
        sys_inputs={"letter": data},
        pdf_standards=standard,
        format="pdf",
    )


def _is_dense(letter: FamilyLetter) -> bool:
    """Whether the page has to hold more than usual: a third guardian, or very long names."""
    names = (letter.pupil, letter.signer.name or "", *(invitee.name for invitee in letter.invitees))
    return len(letter.invitees) > _USUAL_GUARDIANS or sum(map(len, names)) > _USUAL_NAMES


def _invitee(invitee: Invitee) -> dict[str, object]:
    return {
        "name": _name(invitee.name),
        "relation": invitee.relation,
        "code": invitee.code,
        "link": invitee.link,
        "qr": _qr(invitee.link),
    }


def _signer(signer: Signer) -> dict[str, object]:
    return {"role": signer.role, "name": _clean(signer.name) if signer.name else None, "nip": signer.nip}


def _qr(link: str) -> str:
    """The link as an SVG image; M corrects 15 % of damage, enough for a letter that was folded."""
    import segno

    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, dark="#16211f")
    return out.getvalue().decode()


def _name(text: str) -> str:
    return tidy_name(_clean(text))


def _clean(text: str) -> str:
    """The text without what cannot be printed: control characters, direction marks, halves of characters."""
    kept = (character for character in without_controls(text) if unicodedata.category(character) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def _needs_more_fonts(text: str) -> bool:
    """Whether the fonts that come with typst may lack a character; looking through the system's takes a while."""
    return not text.isascii() and any(ord(char) >= _LATIN_END and ord(char) not in _PUNCTUATION for char in text)
