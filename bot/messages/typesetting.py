"""Sets letters as PDF: data goes to typst as one JSON document of plain strings, so that nothing in it is markup.

The layout and the words are in `templates/letters/`.
"""

import json
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Literal

from bot.domain.letters import Letterhead, Signer, Way
from bot.messages.names import tidy_name, without_controls
from bot.paths import TEMPLATES

FOLDER = TEMPLATES / "letters"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA: a screen reader can read the letter aloud in order, the QR code by its alternative text."""
_LATIN_END = 0x0250
_POINTS = 400
_PUNCTUATION = range(0x2000, 0x2070)

Data = Mapping[str, object]


def pdf(source: str, data: Data) -> bytes:
    """The letters that `source` (a file of the folder) makes of `data`. Takes a while, and holds no lock meanwhile."""
    import typst  # heavy to import, so only where it is used

    text = json.dumps(data, ensure_ascii=False)
    path, far = FOLDER / source, _needs_more_fonts(text)
    try:
        return _compiled(path, text, far, STANDARD)
    except typst.TypstError:
        # The standard refuses a page with a character that no font here has; a box in its place must not stop a letter.
        return _compiled(path, text, far, None)


def png(source: str, data: Data, wide: int) -> bytes:
    """The picture that `source` makes of `data`, so many pixels wide; its one page is 400 points wide."""
    import typst

    text = json.dumps(data, ensure_ascii=False)
    return typst.compile(
        str(FOLDER / source),
        root=str(FOLDER),
        ignore_system_fonts=not _needs_more_fonts(text),
        sys_inputs={"letter": text},
        format="png",
        ppi=wide / _POINTS * 72,
    )


def head_data(head: Letterhead) -> dict[str, object]:
    """The letterhead, and how the bot is found by hand."""
    return {
        "school": clean(head.school),
        "lines": [clean(line) for line in head.lines],
        "ways": [{"channel": way.channel, "name": clean(way.name)} for way in head.ways],
    }


def way_data(way: Way) -> dict[str, object]:
    """A way in with its QR code."""
    return {"channel": way.channel, "link": way.link, "qr": _qr(way.link)}


def signer_data(signer: Signer) -> dict[str, object]:
    """Who signs."""
    return {
        "role": signer.role,
        "name": clean(signer.name) if signer.name else None,
        "nip": signer.nip,
        "detail": clean(signer.detail),
    }


def clean_name(text: str) -> str:
    """A person's name as one writes it, without what cannot be printed."""
    return tidy_name(clean(text))


def clean(text: str) -> str:
    """The text on one line and without what cannot be printed."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """The text without control characters, direction marks and halves of characters."""
    kept = (one for one in without_controls(text) if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    return "".join(kept)


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


def _qr(link: str) -> str:
    """The link as an SVG image; M corrects 15 % of damage, enough for a letter that was folded."""
    import segno

    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, dark="#16211f")
    return out.getvalue().decode()


def _needs_more_fonts(text: str) -> bool:
    """Whether the fonts that come with typst may lack a character; looking through the system's takes a while."""
    return not text.isascii() and any(ord(char) >= _LATIN_END and ord(char) not in _PUNCTUATION for char in text)
