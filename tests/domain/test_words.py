"""The language of a teacher's own templates prints its places and can do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidValue
from bot.domain.words import check_places, fill

VALUES = {"child": "Aisyah", "class": "X-1", "teacher": "Ibu Nurmala", "school": "SMA Titian Bangsa"}

HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ config }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{{ kelas|upper }}",
    "{{ kelas.__init__ }}",
    "{# x #}",
    "{{ {{ kelas }} }}",
    "{{",
    "{{ lipsum() }}",
]


def test_places_are_filled_in_either_language() -> None:
    text = "Ananda {{ ananda }} ({{kelas}}), {{ CHILD }} of {{ class }}"
    assert fill(text, VALUES) == "Ananda Aisyah (X-1), Aisyah of X-1"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_template_is_refused_when_it_is_kept(text: str) -> None:
    with pytest.raises(InvalidValue):
        check_places("note", text)


@given(st.text(alphabet="{}%# abkels.()|_'\"1*", max_size=80))
def test_filling_never_does_more_than_substitute(text: str) -> None:
    filled = fill(text, VALUES)
    assert len(filled) <= len(text) + len(text) // 5 * max(map(len, VALUES.values()))
    if "{{" not in text:
        assert filled == text


@given(st.text(max_size=200))
def test_what_passes_the_check_has_only_known_places(text: str) -> None:
    try:
        check_places("note", text)
    except InvalidValue:
        return
    assert "{{" not in fill(text, VALUES)
