"""The catalogs of interface texts say everything that the code says, in every language."""

import ast
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.domain.text import _, n_, p_
from bot.messages import catalogs, translations
from bot.messages.extraction import python_texts
from bot.paths import ROOT


@pytest.mark.structure
def test_every_interface_text_is_translated_and_every_translation_is_used() -> None:
    assert catalogs.check_all() == []


@pytest.mark.structure
def test_who_runs_the_school_in_the_bot_has_one_name_in_indonesian() -> None:
    """*Operator sekolah*, as schools say; templates' own names and placeholders are not read by people."""
    with (ROOT / "locales" / "id" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        said = {str(message.id): str(message.string) for message in read_po(source)}
    written = {str(path): path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.id.j2")}
    texts = {**said, **written}
    read = {key: re.sub(r"{%.*?%}|{{.*?}}|%\(\w+\)s", "", text) for key, text in texts.items()}
    assert [key for key, text in read.items() if re.search(r"\badmin", text, re.IGNORECASE)] == []
    assert len(written) > 100


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with three texts and empty catalogs."""
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    wanted = Catalog()
    wanted.add("Send <b>%(what)s</b>")
    wanted.add(("%(count)s class", "%(count)s classes"))
    wanted.add("Open", context="door")
    monkeypatch.setattr(catalogs, "texts", lambda: wanted)
    translations.translations.cache_clear()
    catalogs.extract_all()
    return tmp_path / "id" / "LC_MESSAGES" / "messages.po"


def _fill(source: Path, *texts: str) -> None:
    """Fill the empty translations in the order in which they stand."""
    head, *rest = source.read_text(encoding="utf-8").strip().split("\n\n")
    filled = [entry.replace('""', f'"{text}"') for entry, text in zip(rest, texts, strict=True)]
    source.write_text("\n\n".join([head, *filled]) + "\n", encoding="utf-8")


def test_extracting_fills_english_and_leaves_indonesian_to_be_written(house: Path) -> None:
    assert catalogs.check_all() == [
        "id: not translated: 'Send <b>%(what)s</b>'",
        "id: not translated: ('%(count)s class', '%(count)s classes')",
        "id: not translated: 'Open'",
    ]


def test_extracting_twice_keeps_what_was_translated_and_changes_nothing(house: Path) -> None:
    _fill(house, "%(count)s kelas", "Buka", "Kirim <b>%(what)s</b>")
    catalogs.extract_all()
    before = house.read_text(encoding="utf-8")
    catalogs.extract_all()
    assert house.read_text(encoding="utf-8") == before
    assert catalogs.check_all() == []


def test_places_and_tags_must_be_those_of_the_source(house: Path) -> None:
    _fill(house, "%(count)s kelas & lain", "%(pintu)s", "Kirim %(what)s")
    assert sorted(catalogs.check_all()) == [
        "id: a stray % or &: ('%(count)s class', '%(count)s classes')",
        "id: other places than its source: 'Open'",
        "id: other tags than its source: 'Send <b>%(what)s</b>'",
    ]


def test_what_nobody_says_any_more_is_named_and_removed(house: Path) -> None:
    with house.open("a", encoding="utf-8") as file:
        file.write('\nmsgid "Old"\nmsgstr "Lama"\n')
    assert "id: no longer used: 'Old'" in catalogs.check_all()
    catalogs.extract_all()
    assert "Old" not in house.read_text(encoding="utf-8")


def test_texts_are_read_from_the_catalog_when_it_was_never_compiled_or_has_changed_since(house: Path) -> None:
    _fill(house, "%(count)s kelas", "Buka", "Kirim <b>%(what)s</b>")
    assert translations.translate(p_("door", "Open"), "id") == "Buka"
    catalogs.compile_all()
    house.write_text(house.read_text(encoding="utf-8").replace("Buka", "Bukalah"), encoding="utf-8")
    os.utime(house, ns=(2**62, 2**62))
    translations.translations.cache_clear()
    assert translations.translate(p_("door", "Open"), "id") == "Bukalah"
    translations.translations.cache_clear()


def test_plurals_follow_the_language(house: Path) -> None:
    _fill(house, "%(count)s kelas", "Buka", "Kirim <b>%(what)s</b>")
    said = [translations.translate(n_("%(count)s class", "%(count)s classes", 1), locale) for locale in ("id", "en")]
    assert said == ["%(count)s kelas", "%(count)s class"]
    assert translations.translate(_("Send <b>%(what)s</b>"), "id") == "Kirim <b>%(what)s</b>"
    translations.translations.cache_clear()


def test_a_text_that_is_not_a_literal_is_refused() -> None:
    source = BytesIO(b"_(f'Hello {name}')")
    source.name = "example.py"
    with pytest.raises(SyntaxError, match=r"example\.py:1"):
        list(python_texts(source, {"_"}, (), {}))


def test_an_unknown_command_is_wrong_usage() -> None:
    assert catalogs.main(["dance"]) == 2
    assert catalogs.main([]) == 2


@pytest.mark.structure
def test_every_text_in_the_code_is_given_what_its_places_need() -> None:
    assert [found for path in sorted((ROOT / "bot").rglob("*.py")) for found in _lacking(path)] == []


def _lacking(path: Path) -> Iterator[str]:
    """Texts of a file with a `%(name)s` for which no value called `name` is given."""
    source = path.read_bytes()
    for node in ast.walk(ast.parse(source)) if b"domain.text import" in source else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "n_", "p_"):
            given = {keyword.arg or "**" for keyword in node.keywords} | ({"count"} if node.func.id == "n_" else set())
            wanted = {name for text in _literals(node) for name in re.findall(r"%\((\w+)\)s", text)}
            if "**" not in given and wanted != given - ({"count"} - wanted):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {sorted(wanted ^ given)}"


def _literals(call: ast.Call) -> list[str]:
    return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
