"""Messages as letters: the words of the chat, a slip to answer on, each family in its own language."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any, cast

import pytest
from pypdf import PdfReader

from bot.domain.courtesy import AnswerBy, Child, Reader
from bot.domain.letters import Letterhead, MessageLetter, Signer, way_in
from bot.domain.screens import Fact, FileKind, FileRef
from bot.domain.shelf import SHELF
from bot.domain.updates import UpdateTemplate
from bot.messages.message_letters import _facts, message_letters
from bot.messages.runs import Run, paragraphs
from tests.messages import samples
from tests.messages.test_letters import alternative_texts, pages

WAYS = (way_in("telegram", "titian_bot"), way_in("whatsapp", "6281234567890"))
HEAD = Letterhead("SMA Tunas Harapan", ("Jalan Melati No. 1, Kampar",), "Kampar", WAYS[:1])
SIGNER = Signer("homeroom", "Nurmala Sari, S.Pd.", "197805122005012003", "X-1")
CHILD = Child("BUDI SANTOSO", "X-1")


def letter(
    key: str,
    locale: str = "id",
    values: Mapping[str, Fact] | None = None,
    child: Child = CHILD,
    *,
    invites: bool = False,
    **changes: Fact,
) -> MessageLetter:
    form = SHELF.get(key)
    reader = Reader(locale, "Asia/Jakarta", answer_by=AnswerBy.SLIP if form.answers else AnswerBy.NOTE)
    screen = samples.update(form, values or samples.typical(form), ((child.name, child.class_name),), **changes)
    answers = tuple(answer.face for answer in form.answers)
    return MessageLetter(child, form.title, screen, reader, SIGNER, answers, invites)


def set_pages(*letters: MessageLetter) -> list[str]:
    return pages(message_letters(HEAD, letters, samples.NOW))


def test_a_letter_says_what_the_chat_says_in_the_frame_of_a_letter() -> None:
    (page,) = set_pages(letter("event_invitation"))
    for words in (
        "SMA Tunas Harapan",
        "Kampar, 13 Juli 2026",
        "Perihal: Undangan acara",
        "Yth. Bapak/Ibu Orang Tua/Wali dari Ananda Budi Santoso (X-1) di tempat Dengan hormat,",
        "Hari/tanggal: Senin, 20 Juli 2026",
        "Mohon beri tahu kami lewat lembar balasan di bawah, apakah Bapak/Ibu dapat hadir.",
        "Hormat kami, Wali Kelas X-1",
        "NIP. 197805122005012003",
    ):
        assert words in page
    for chat_only in ("tombol", "Selamat pagi", "Ketuk", "Ralat"):
        assert chat_only not in page


def test_a_message_that_asks_has_a_slip_and_one_that_does_not_has_none() -> None:
    asks, tells = set_pages(letter("permission"), letter("weekly_summary"))
    slip = asks[asks.index("Lembar balasan:") :]
    for words in ("Izin kegiatan luar sekolah", "Ananda Budi Santoso (X-1)", "Ya", "Tidak", "Tanda tangan:"):
        assert words in slip
    assert "Lembar balasan" not in tells
    assert "Tanda tangan" not in tells


def test_each_family_reads_its_own_language_and_of_its_own_child_only() -> None:
    citra = Child("Citra Lestari", "X-2")
    first, second = set_pages(letter("permission"), letter("permission", "en", child=citra))
    assert "Budi Santoso" in first
    assert "Citra" not in first
    for words in ("To the parents or guardians of Citra Lestari (X-2)", "Kampar, 13 July 2026", "on the slip below"):
        assert words in second
    assert "Budi" not in second
    assert "Dengan hormat" not in second


def test_only_families_without_a_chat_are_told_how_to_get_one_and_no_code_is_printed() -> None:
    letters = [letter("permission", invites=True), letter("permission")]
    pdf = message_letters(replace(HEAD, ways=WAYS), letters, samples.NOW)
    invited, not_invited = pages(pdf)
    assert "Pindai salah satu kode" in invited
    assert "Pindai" not in not_invited
    links = [words.split()[-1] for words in alternative_texts(pdf)]
    assert sorted(links) == ["https://t.me/titian_bot", "https://wa.me/6281234567890?text=Halo"]


def test_a_correction_an_attachment_the_teachers_line_and_another_language_are_said() -> None:
    one = letter("weekly_summary", "en", corrected=True, greeting_line="Semoga sehat selalu.")
    (page,) = set_pages(replace(one, screen=replace(one.screen, file=FileRef(FileKind.PHOTO, remote="x"))))
    for words in ("Correction:", "Semoga sehat selalu.", "Something was attached", "own words are in Indonesian"):
        assert words in page


@pytest.mark.parametrize("form", list(SHELF), ids=lambda form: form.key)
def test_every_update_is_a_page_in_every_language(form: UpdateTemplate) -> None:
    found = set_pages(*(letter(form.key, locale, invites=True) for locale in ("id", "en")))
    assert len(found) == 2
    for page, unfit in zip(found, ("tombol", "button"), strict=True):
        assert unfit not in page
        assert "Nurmala Sari" in page


def test_typed_words_are_never_markup_and_a_long_message_takes_two_pages_at_most() -> None:
    form = SHELF.get("weekly_summary")
    found = set_pages(letter("weekly_summary", values=samples.hostile(form)), letter("permission"))
    assert len(found) <= 3
    assert "{{ 7 * 7 }} {% raw %}" in found[0]
    assert "<script>" in found[0]
    assert "Lembar balasan" in found[-1]


@pytest.mark.parametrize(
    "name", ["*tebal* #panic() $x$ <b>", "محمد أحمد", "Budi 😀👩‍👩‍👧", "Budi\x00\nSantoso", "\ud800Budi", "M" * 200]
)
def test_no_name_can_break_a_page(name: str) -> None:
    first, second = set_pages(letter("permission", child=Child(name, name)), letter("permission"))
    assert "Lembar balasan" in first
    assert "Budi Santoso" in second


def test_letters_are_tagged_for_screen_readers() -> None:
    reader = PdfReader(BytesIO(message_letters(HEAD, [letter("permission", "en")], samples.NOW)))
    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.metadata is not None
    assert "SMA Tunas Harapan" in (reader.metadata.title or "")


def test_the_points_of_a_list_stand_beside_their_label() -> None:
    html = "<b>Tempat:</b> Aula\n<b>Acara:</b>\n• Pembukaan\n• Doa\nCatatan"
    (part,) = paragraphs(html)
    said = [
        (fact["label"] and fact["label"]["text"], ["".join(run["text"] for run in line) for line in fact["lines"]])
        for fact in cast("list[dict[str, Any]]", _facts(part))
    ]
    assert said == [("Tempat:", ["Aula"]), ("Acara:", ["• Pembukaan", "• Doa"]), (None, ["Catatan"])]


def test_letters_to_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="somebody"):
        message_letters(HEAD, [], samples.NOW)


def test_html_becomes_runs_of_plain_text() -> None:
    html = '<b>Tempat:</b> Aula &lt;A&gt; &amp; <i>B</i>\n<u>ya</u>\n\nLihat <a href="https://x.test/?a=1&amp;b=2">sini</a>'
    assert paragraphs(html) == (
        (
            (Run("Tempat:", ("b",)), Run(" Aula <A> & "), Run("B", ("i",))),
            (Run("ya", ("u",)),),
        ),
        ((Run("Lihat "), Run("sini"), Run(" (https://x.test/?a=1&b=2)")),),
    )
