"""The catalogs of interface texts: `python -m bot.messages.catalogs compile|extract|check|stats`.

To add a text: write it in English where it is used (`_("Send now")` in Python, `{% trans %}` or `_()` in a template,
`%(name)s` for what varies), run `extract`, and fill the empty `msgstr` of each language in `locales/`. English fills
itself. Entries are sorted and carry neither places nor dates, so that the work of several people merges.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from itertools import chain

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.domain.courtesy import LOCALES
from bot.messages.extraction import texts
from bot.messages.translations import compiled, is_fresh, source_of

PLURALS: Mapping[str, str] = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
_HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {0}\\n"\n"Plural-Forms: {1}\\n"\n\n'
)
_PLACE = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?\w+[^>]*>")
_STRAY = re.compile(r"%\(\w+\)[^s]|%\w*\)|&(?!\w+;)")


def compile_all() -> list[str]:
    """Compile what changed since it was compiled last."""
    for locale in LOCALES:
        source = source_of(locale)
        if not is_fresh(source):
            source.with_suffix(".mo").write_bytes(compiled(source, locale))
    return []


def extract_all() -> list[str]:
    """Bring the catalogs up to date with the code; new texts are left to be filled in, unused ones go."""
    wanted = texts()
    for locale in LOCALES:
        source = source_of(locale)
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(_written(_updated(wanted, _read(locale), locale), locale), encoding="utf-8")
    return []


def check_all() -> list[str]:
    """What is wrong with the catalogs, one line each: missing, unused, unfilled, or at odds with its source."""
    wanted = texts()
    return list(chain.from_iterable(_problems(wanted, locale) for locale in LOCALES))


def stats() -> list[str]:
    """How many texts each language has."""
    counts = ((locale, _entries(_read(locale))) for locale in LOCALES)
    lines = [f"{locale}: {sum(map(_is_filled, found))} of {len(found)}" for locale, found in counts]
    sys.stdout.write("\n".join(lines) + "\n")
    return []


def _read(locale: str) -> Catalog:
    source = source_of(locale)
    if not source.exists():
        return Catalog(locale)
    with source.open("rb") as file:
        return read_po(file, locale=locale)


def _updated(wanted: Catalog, current: Catalog, locale: str) -> Catalog:
    fresh = Catalog(locale)
    fresh.mime_headers = [("Plural-Forms", PLURALS[locale]), ("Content-Type", "text/plain; charset=utf-8")]
    for message in _entries(wanted):
        before = current.get(message.id, message.context)
        string = before.string if before else None
        if locale == "en" and not (before and _is_filled(before)):
            string = message.id
        fresh.add(message.id, string, context=message.context)
    return fresh


def _written(catalog: Catalog, locale: str) -> str:
    out = BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return _HEADER.format(locale, PLURALS[locale]) + out.getvalue().decode().strip() + "\n"


def _entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _problems(wanted: Catalog, locale: str) -> Iterator[str]:
    current = _read(locale)
    for message in _entries(wanted):
        if (found := current.get(message.id, message.context)) is None:
            yield f"{locale}: missing: {message.id!r}"
        else:
            yield from (f"{locale}: {flaw}: {message.id!r}" for flaw in _flaws(found))
    for message in _entries(current):
        if wanted.get(message.id, message.context) is None:
            yield f"{locale}: no longer used: {message.id!r}"


def _flaws(message: Message) -> Iterator[str]:
    if not _is_filled(message):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    source = message.id if isinstance(message.id, str) else message.id[1]
    for string in _strings(message)[-1:]:
        if set(_PLACE.findall(source)) != set(_PLACE.findall(string)):
            yield "other places than its source"
        if sorted(_TAG.findall(source)) != sorted(_TAG.findall(string)):
            yield "other tags than its source"
        if _STRAY.search(string):
            yield "a stray % or &"


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _is_filled(message: Message) -> bool:
    return all(_strings(message))


_COMMANDS: Mapping[str, Callable[[], list[str]]] = {
    "compile": compile_all,
    "extract": extract_all,
    "check": check_all,
    "stats": stats,
}


def main(arguments: list[str]) -> int:
    """Run one command; 0 when all is well, 1 with what is wrong, 2 for an unknown command."""
    if len(arguments) != 1 or arguments[0] not in _COMMANDS:
        sys.stderr.write(f"usage: python -m bot.messages.catalogs {'|'.join(_COMMANDS)}\n")
        return 2
    problems = _COMMANDS[arguments[0]]()
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
