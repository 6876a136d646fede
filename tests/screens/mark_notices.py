"""What families are told about marks, with values as long as they can be."""

from collections.abc import Mapping
from typing import Any

from tests.screens.afterwards import CLASS, NAME

TAPPED: tuple[str, ...] = ("marks/published", "marks/corrected")
TYPED: Mapping[str, str] = {}
READ: tuple[str, ...] = ()

_MARK: Mapping[str, Any] = {"subject": "Pendidikan Pancasila dan Kewarganegaraan", "what": "Ulangan materi (TP 12)"}
_CHILD: Mapping[str, Any] = {"child": NAME, "class_name": CLASS}
VALUES: Mapping[str, Any] = {
    "marks/published": {**_CHILD, "marks": [_MARK] * 18},
    "marks/corrected": {
        **_CHILD,
        "marks": [{**_MARK, "old": 78.5, "new": None}, {**_MARK, "old": None, "new": 8.5}] * 6,
    },
}
