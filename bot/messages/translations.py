"""Interface texts of one language, as gettext knows them."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.support import Translations

from bot.domain.courtesy import LOCALES
from bot.domain.text import Phrase
from bot.paths import LOCALES as FOLDER


def known(locale: str) -> str:
    """The locale itself, or the default when nothing is written in it."""
    return locale if locale in LOCALES else LOCALES[0]


def source_of(locale: str) -> Path:
    """The catalog that people edit."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def is_fresh(source: Path) -> bool:
    """Whether the compiled catalog beside `source` exists and is not older than it."""
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def compiled(source: Path, locale: str) -> bytes:
    """The catalog in gettext's binary form."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = BytesIO()
    with source.open("rb") as file:
        write_mo(out, read_po(file, locale=locale))
    return out.getvalue()


@cache
def translations(locale: str) -> Translations:
    """The texts of `locale`; a catalog that was not compiled yet is compiled in memory, so nobody reads message ids."""
    source = source_of(locale)
    raw = source.with_suffix(".mo").read_bytes() if is_fresh(source) else compiled(source, locale)
    return Translations(BytesIO(raw))


def translate(phrase: Phrase, locale: str) -> str:
    """The phrase's text in `locale`, with its `%(name)s` places still open."""
    texts = translations(locale)
    if phrase.plural is not None:
        count = phrase.values["count"]
        return texts.ngettext(phrase.msgid, phrase.plural, count if isinstance(count, int) else 2)
    if phrase.context is not None:
        return str(texts.pgettext(phrase.context, phrase.msgid))
    return texts.gettext(phrase.msgid)
