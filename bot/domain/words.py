"""The small language of a teacher's own templates: words with places such as `{{ kelas }}`, and nothing else.

It has names from a fixed list and no expressions, so a hostile template can do nothing but print what every reader
of it may see anyway: the own child, the class, the teacher, the school.
"""

import re
from collections.abc import Mapping

from bot.domain.errors import InvalidValue

PLACES: Mapping[str, str] = {
    "ananda": "child",
    "child": "child",
    "kelas": "class",
    "class": "class",
    "guru": "teacher",
    "teacher": "teacher",
    "sekolah": "school",
    "school": "school",
}
"""What a teacher may write between the braces, in either language, and the value it stands for."""

_PLACE = re.compile(r"\{\{\s*([^{}]{0,40}?)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def check_places(field: str, text: str, places: Mapping[str, str] = PLACES) -> None:
    """Raise InvalidValue(field, "place") when the text holds a place that is not in the list, or loose braces."""
    for match in _PLACE.finditer(text):
        if match[1].lower() not in places:
            raise InvalidValue(field, "place")
    if _BRACES.search(_PLACE.sub("", text)):
        raise InvalidValue(field, "place")


def fill(text: str, values: Mapping[str, str], places: Mapping[str, str] = PLACES) -> str:
    """The text with its places filled; `values` by the right-hand names of `places`. What is unknown stays as
    written."""
    return _PLACE.sub(lambda match: values.get(places.get(match[1].lower(), ""), match[0]), text)
