"""What somebody is to a child is understood as people say it, and never guessed."""

import pytest

from bot.domain.answers import RELATIONS
from bot.domain.relations import relation_in


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("ayah", "father"),
        ("Saya bapaknya", "father"),
        ("Papa", "father"),
        ("Ibu", "mother"),
        ("saya ibunya, Bu", "mother"),
        ("Mamanya", "mother"),
        ("wali", "guardian"),
        ("Neneknya", "guardian"),
        ("kakak kandung", "guardian"),
        ("I am the mother", "mother"),
    ],
)
def test_a_relation_is_understood(text: str, relation: str) -> None:
    assert relation_in(text) == relation
    assert relation in RELATIONS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "halo",
        "Bapak/Ibu",
        "ayah dan ibu",
        "ibu wali",
        "Budi Santoso",
        "saya mau tanya apakah ibu guru sudah di sekolah hari ini",
    ],
)
def test_what_says_none_or_several_is_asked_again(text: str) -> None:
    assert relation_in(text) is None
