"""What is put into words once for many readers reads as if it had been said to each of them alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.courtesy import LOCALES, Address, Greeting, Reader
from bot.domain.screens import Screen
from bot.domain.shelf import SHELF
from bot.messages import environment, render
from bot.messages.places import LookedInto, Place
from bot.messages.render import Forms
from bot.paths import TEMPLATES
from tests.messages import samples

FAMILIES: tuple[samples.Children, ...] = (
    samples.ONE,
    (("siti nur'aini", "XI IPA 2"),),
    (("O'Brien <b>&", "X \u202e1"),),
    (("", "X-1"),),
    (("Budi", " X-1\n"),),
    samples.SIBLINGS,
    tuple((name.lower(), "X-1") for name, _class in samples.SIBLINGS),
)
READER = Reader("id", "Asia/Jakarta")
FORMS: Forms = {}
"""Kept from one example to the next, so that they are filled."""


@pytest.mark.parametrize("key", [template.key for template in SHELF])
def test_every_update_reads_the_same_filled_in_as_put_into_words(key: str) -> None:
    template, forms = SHELF.get(key), Forms()
    for locale in LOCALES:
        for reader in (samples.reader(locale), Reader(locale, "UTC", "Ayu", Address.BUNDA, Greeting.SALAM_SEJAHTERA)):
            for children in FAMILIES * 2:
                screen = replace(samples.update(template, samples.typical(template), children), kin="one")
                alone = render.render(screen, reader, samples.NOW)
                assert render.render(screen, reader, samples.NOW, forms) == alone
    # Each language, reader and number of children has its own, and each can be filled.
    assert [type(form).__name__ for form in forms.values()] == ["Form"] * (len(LOCALES) * 2 * 2)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=8)), min_size=1, max_size=3))
def test_whatever_names_are_made_of(children: list[tuple[str, str]]) -> None:
    template = SHELF.get("homework")
    screen = replace(samples.update(template, samples.typical(template), tuple(children)), kin="one")
    assert render.render(screen, READER, samples.NOW, FORMS) == render.render(screen, READER, samples.NOW)


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A message that a test writes."""
    monkeypatch.setattr(environment, "TEMPLATES", tmp_path)
    (tmp_path / "messages").mkdir()
    environment.environment.cache_clear()
    render.template_for.cache_clear()
    yield tmp_path / "messages" / "note.j2"
    environment.environment.cache_clear()
    render.template_for.cache_clear()


@pytest.mark.parametrize(
    "source",
    [
        "{{ children[0].name | upper }}",
        "{{ children[0].name | nama | length }}",
        "{% if children[0].name %}yes{% endif %}",
        "{% if children[0].class_name == 'X-1' %}yes{% endif %}",
        "{{ children[0].name[0] }}",
        "{{ children[0].name ~ '!' }}",
        "{{ children[0].name is string }}",
        "{{ children[0].class_name.split('-') }}",
        "{{ children | map(attribute='name') | sort | join }}",
        "{% filter upper %}{{ children[0].name }}{% endfilter %}",
        "{% set said %}{{ children[0].name }}{% endset %}{{ said | length }}",
    ],
)
def test_a_template_that_looks_into_a_value_is_put_into_words_each_time(note: Path, source: str) -> None:
    note.write_text(source, encoding="utf-8")
    forms: Forms = {}
    for name, class_name in (("Budi", "X-1"), ("Siti Aisyah", "X-2"), ("Budi", "X-1")):
        screen = Screen("note", {"children": [{"name": name, "class_name": class_name}]}, kin="one")
        alone = render.render(screen, READER, samples.NOW)
        assert render.render(screen, READER, samples.NOW, forms) == alone
    assert list(forms.values()) == [None]


def test_a_place_says_nothing_of_what_will_stand_in_it() -> None:
    place = Place(0)
    for look in (str, repr, bool, len, iter, hash, lambda one: one == "Budi", lambda one: isinstance(one, str)):
        with pytest.raises(LookedInto):
            look(place)


def test_no_message_names_its_reader_for_that_would_not_be_alike() -> None:
    assert not [path.name for path in (TEMPLATES / "messages").rglob("*.j2") if "voice.reader" in path.read_text()]
