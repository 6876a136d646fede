"""Printed letters: one page per family, with its own codes and nobody else's names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from bot.domain.courtesy import LOCALES
from bot.domain.letters import FamilyLetter, Invitee, Letterhead, Signer, StaffLetter, Way, way_in
from bot.messages.letters import family_letters, staff_letters
from bot.messages.typesetting import FOLDER

DAY, UNTIL = date(2026, 7, 20), date(2026, 9, 3)
HEAD = Letterhead("SMA Tunas Harapan", ("Jalan Melati No. 1, Kampar",), "Kampar", (way_in("telegram", "titian_bot"),))
SIGNER = Signer("homeroom", "Nurmala Sari, S.Pd.", "197805122005012003")


def invitee(name: str, code: str = "7K3M-9QXA-2BCD", relation: str | None = "mother") -> Invitee:
    return Invitee(name, code, (way_in("telegram", "titian_bot", code),), relation)


def family(pupil: str, *guardians: Invitee, signer: Signer = SIGNER) -> FamilyLetter:
    return FamilyLetter(pupil, "X-1", guardians, signer)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def inner(of: DictionaryObject, key: str) -> DictionaryObject:
    return cast("DictionaryObject", of[key].get_object())


def alternative_texts(pdf: bytes) -> list[str]:
    """What a screen reader says of the pictures."""
    return list(_alternatives(PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"].get_object()))


def _alternatives(node: object) -> Iterator[str]:
    if isinstance(node, ArrayObject):
        for kid in node:
            yield from _alternatives(kid.get_object())
    elif isinstance(node, DictionaryObject):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"].get_object())


def test_each_family_has_a_page_of_its_own_with_its_codes_and_no_other_names() -> None:
    letters = [
        family(
            "BUDI SANTOSO",
            invitee("Hendra Santoso", "7K3M-9QXA-2BCD", "father"),
            invitee("Siti Rahayu", "4TZ8-Q1WE-55RN"),
        ),
        family("Citra Lestari", invitee("Wulan Permata", "9ABC-DEF2-3GHJ", "guardian")),
    ]
    first, second = pages(family_letters(HEAD, letters, DAY, UNTIL, "id"))
    for words in ("Budi Santoso", "Hendra Santoso Ayah", "Siti Rahayu Ibu", "7K3M-9QXA-2BCD", "4TZ8-Q1WE-55RN"):
        assert words in first
        assert words not in second
    for words in ("Citra Lestari", "Wulan Permata Wali", "9ABC-DEF2-3GHJ"):
        assert words in second
        assert words not in first
    for words in (
        "Kampar, 20 Juli 2026",
        "3 September 2026",
        "Dengan hormat,",
        "Wali Kelas X-1",
        "NIP. 197805122005012003",
    ):
        assert words in first


def test_english_families_read_english() -> None:
    (page,) = pages(family_letters(HEAD, [family("Budi", invitee("Siti"))], DAY, UNTIL, "en"))
    for words in ("To the parents or guardians of Budi (X-1)", "Siti mother", "Tap Start", "Kampar, 20 July 2026"):
        assert words in page


@pytest.mark.parametrize("locale", ["id", "en"])
def test_without_a_teacher_the_school_signs(locale: str) -> None:
    (page,) = pages(family_letters(HEAD, [family("Budi", invitee("Siti"), signer=Signer())], DAY, UNTIL, locale))
    assert "NIP" not in page
    assert "none" not in page.lower()


@pytest.mark.parametrize("locale", ["id", "en"])
def test_staff_get_a_letter_each(locale: str) -> None:
    letters = [
        StaffLetter(invitee(name, code, None), SIGNER)
        for name, code in (("Rahmat", "4TZ8-Q1WE-55RN"), ("Dewi", "9ABC-DEF2-3GHJ"))
    ]
    first, second = pages(staff_letters(HEAD, letters, DAY, UNTIL, locale))
    assert "4TZ8-Q1WE-55RN" in first
    assert "Rahmat" not in second
    assert "9ABC-DEF2-3GHJ" in second


@pytest.mark.parametrize(
    "name",
    [
        "*tebal* _miring_ #panic() $x$ @bot <label> `kode` \\ // ]",
        '"}], "school": "lain"',
        "محمد أحمد",
        "שם \u202eterbalik",
        "Budi 😀👩‍👩‍👧",
        "Budi\x00\x07\nSantoso",
        "\ud800Budi",
        "Muhammad " * 22,
        "M" * 200,
    ],
)
def test_no_name_can_break_the_page(name: str) -> None:
    letters = [family(name, invitee(name), invitee(name, relation="father")), family("Citra", invitee("Wulan"))]
    first, second = pages(family_letters(HEAD, letters, DAY, UNTIL, "id"))
    assert first.count("7K3M-9QXA-2BCD") == 2
    assert "Citra" in second


def test_markup_in_a_name_is_shown_as_written() -> None:
    (page,) = pages(family_letters(HEAD, [family("Budi", invitee("*Tebal* #Panic() $x$"))], DAY, UNTIL, "id"))
    assert "*Tebal* #Panic() $x$" in page


def test_three_guardians_still_fit_one_page() -> None:
    guardians = [invitee(f"Wali {'Panjang ' * 24}", relation=kind) for kind in ("father", "mother", "guardian")]
    assert len(pages(family_letters(HEAD, [family("Budi", *guardians)], DAY, UNTIL, "id"))) == 1


BOTH = (way_in("telegram", "titian_bot"), way_in("whatsapp", "+62 812-3456-7890"))


def both(name: str, relation: str = "mother", code: str = "7K3M-9QXA-2BCD") -> Invitee:
    return Invitee(name, code, (BOTH[0], way_in("whatsapp", "6281234567890", code)), relation)


@pytest.mark.parametrize("locale", ["id", "en"])
def test_with_two_channels_the_letter_shows_both_ways_with_the_same_code(locale: str) -> None:
    head = replace(HEAD, ways=BOTH)
    pdf = family_letters(head, [family("Budi", both("Siti"), both("Hendra", "father"))], DAY, UNTIL, locale)
    (page,) = pages(pdf)
    for words in ("Telegram WhatsApp", "@titian_bot", "0812-3456-7890"):
        assert words in page
    assert page.count("7K3M-9QXA-2BCD") == 2
    alternatives = alternative_texts(pdf)
    for link in ("https://t.me/titian_bot", "https://wa.me/6281234567890?text=KODE%207K3M-9QXA-2BCD"):
        assert sum(link in words for words in alternatives) == 2


@pytest.mark.parametrize("locale", ["id", "en"])
def test_three_guardians_with_two_ways_each_fit_one_page(locale: str) -> None:
    head = replace(HEAD, ways=BOTH)
    guardians = [both(f"Wali {'Panjang ' * 24}", kind) for kind in ("father", "mother", "guardian")]
    assert len(pages(family_letters(head, [family("Budi", *guardians)], DAY, UNTIL, locale))) == 1


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("ways", [BOTH[:1], BOTH[1:]])
def test_a_school_with_one_channel_names_no_other(ways: tuple[Way, ...], locale: str) -> None:
    one = Invitee("Siti", "7K3M-9QXA-2BCD", ways, "mother")
    (page,) = pages(family_letters(replace(HEAD, ways=ways), [family("Budi", one)], DAY, UNTIL, locale))
    (staff,) = pages(staff_letters(replace(HEAD, ways=ways), [StaffLetter(one, SIGNER)], DAY, UNTIL, locale))
    used, unused = ("Telegram", "WhatsApp") if ways == BOTH[:1] else ("WhatsApp", "Telegram")
    for words in (page, staff):
        assert used in words
        assert unused not in words


def test_a_letter_is_tagged_for_screen_readers_and_brings_its_fonts() -> None:
    reader = PdfReader(BytesIO(family_letters(HEAD, [family("Budi", invitee("Siti"))], DAY, UNTIL, "id")))
    root = reader.root_object
    assert inner(root, "/MarkInfo")["/Marked"]
    assert str(root["/Lang"]) == "id"
    assert reader.metadata is not None
    assert HEAD.school in (reader.metadata.title or "")
    fonts = inner(inner(reader.pages[0], "/Resources"), "/Font")
    assert len(fonts) > 1
    for name in fonts:
        (descendant,) = cast("ArrayObject", inner(fonts, name)["/DescendantFonts"])
        described = inner(cast("DictionaryObject", descendant.get_object()), "/FontDescriptor")
        assert {"/FontFile2", "/FontFile3"} & described.keys()


def test_a_letter_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody"):
        family_letters(HEAD, [], DAY, UNTIL, "id")


@pytest.mark.structure
def test_every_letter_is_written_in_every_language() -> None:
    names = {path.name for path in FOLDER.glob("*.*.typ")}
    assert names == {
        f"{letter}.{locale}.typ"
        for letter in ("invitation", "staff", "message", "ways", "paper", "record", "door", "course")
        for locale in LOCALES
    }
