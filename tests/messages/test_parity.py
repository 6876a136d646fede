"""Every message exists in all languages and says the same things in each; screens and notices find their words."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from bot.domain import notices
from bot.domain.courtesy import LOCALES
from bot.domain.meetings import FOLDER
from bot.domain.notices import Notice
from bot.domain.shelf import SHELF
from tests.messages.trees import blocks, file_of, locale_of, parts_of, prose_files, prose_names, screens, variables

FRAME = {"children", "classes", "sender", "school", "greeting_line", "corrected", "copy", "words_locale", "own_words"}
OWN_PART = {"talks", "came", "introduction", "wishes"}
"""What a meeting's updates know of their reader besides; each uses what it needs."""
KNOWN_CAPITALS = {
    "STOP",
    "BERHENTI",
    "MULAI",
    "MENU",
    "BK",
    "OK",
    "ID",
    "PDF",
    "CSV",
    "XLSX",
    "QR",
    "NISN",
    "NIS",
    "STS",
    "SAS",
    "EMIS",
    "NIPD",
}
"""Words that are written in capitals because they are commands, or abbreviations everybody at a school knows."""
_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>|&\w+;", re.DOTALL)


@pytest.mark.structure
def test_every_message_is_written_in_every_language_with_the_same_variables() -> None:
    uses = {name: {locale: variables(name, locale) for locale in LOCALES} for name in prose_names()}
    assert {name: found for name, found in uses.items() if len({frozenset(used) for used in found.values()}) > 1} == {}


@pytest.mark.structure
@pytest.mark.parametrize("locale", LOCALES)
def test_the_prose_of_an_update_uses_exactly_its_fields(locale: str) -> None:
    for template in (one for one in SHELF if not one.personal):
        used = variables(template.prose, locale) - (OWN_PART if template.folder == FOLDER else set())
        assert used == {field.name for field in template.fields} | FRAME, template.key


@pytest.mark.structure
@pytest.mark.parametrize("locale", LOCALES)
def test_the_prose_about_single_pupils_takes_exactly_its_fields_from_each_child(locale: str) -> None:
    for template in (one for one in SHELF if one.personal):
        assert variables(template.prose, locale) == {"about"} | FRAME, template.key
        taken = parts_of(template.prose, locale, "one") - {"child", "class_name"}
        assert taken | {"step"} == {field.name for field in template.fields} | {"step"}, template.key


def test_languages_fill_the_same_blocks_of_the_courteous_frame() -> None:
    for template in SHELF:
        filled = {frozenset(blocks(template.prose, locale)) for locale in LOCALES}
        assert len(filled) == 1, template.key
        least = {"purpose", "said", "thanks"} if template.personal else {"purpose", "facts", "request"}
        assert all(least <= found for found in filled), template.key


@pytest.mark.structure
@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_in_the_code_has_words_and_gives_them_what_they_need(locale: str) -> None:
    flaws = []
    for place, name, given in screens():
        if file_of(name, locale) is None:
            flaws.append(f"{place}: no template {name} in {locale}")
        elif lacking := variables(name, locale) - given:
            flaws.append(f"{place}: {name} in {locale} lacks {sorted(lacking)}")
    assert flaws == []


@pytest.mark.structure
@pytest.mark.parametrize("locale", LOCALES)
def test_every_notice_finds_its_words_and_gives_them_what_they_need(locale: str) -> None:
    for notice in _notices():
        given = {field.name for field in fields(notice)}
        used = variables(notice.template, locale)
        beside = {name for kind in notice.__mro__[:-1] for name in re.findall(r"self\.(\w+)", inspect.getsource(kind))}
        unused = given - used - beside
        assert (used - given, unused) == (set(), set()), notice


@pytest.mark.structure
def test_no_parent_is_spoken_to_as_anda_or_kamu() -> None:
    rude = re.compile(r"\b(anda|kamu|kalian|engkau)\b", re.IGNORECASE)
    assert [path.name for path in prose_files() if locale_of(path) == "id" and rude.search(_wording(path))] == []


@pytest.mark.structure
def test_nothing_is_shouted() -> None:
    loud = {path.name: set(re.findall(r"\b[A-Z]{2,}\b", _wording(path))) - KNOWN_CAPITALS for path in prose_files()}
    assert {name: found for name, found in loud.items() if found} == {}


def _wording(path: Path) -> str:
    return _CODE.sub(" ", path.read_text(encoding="utf-8"))


def _notices() -> Iterator[type[Notice]]:
    for module in pkgutil.iter_modules(notices.__path__):
        importlib.import_module(f"{notices.__name__}.{module.name}")
    waiting: list[type[Notice]] = [Notice]
    for kind in waiting:
        waiting += kind.__subclasses__()
        if "template" in vars(kind):
            yield kind
