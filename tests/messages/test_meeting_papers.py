"""The papers of a meeting: the usual Indonesian form, every name where it belongs, and nothing breaks a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.domain.courtesy import LOCALES, Child
from bot.domain.letters import Letterhead, Signer, Way
from bot.domain.meeting_papers import (
    AttendanceSheet,
    Attendee,
    DoorSign,
    Hope,
    HopesPage,
    Minutes,
    Occasion,
    Proceedings,
    Record,
    Turnout,
)
from bot.domain.meetings import MeetingKind, points
from bot.messages import meeting_papers, typesetting
from bot.messages.typesetting import STANDARD
from tests.messages.test_letters import HEAD, SIGNER, alternative_texts, pages

OCCASION = Occasion(
    kind=MeetingKind.CLASS,
    classes=("X-1",),
    year="2026/2027",
    starts_at=datetime(2026, 7, 25, 1, 0, tzinfo=UTC),
    ends_at=datetime(2026, 7, 25, 3, 0, tzinfo=UTC),
    timezone="Asia/Jakarta",
    locale="id",
    place="Aula sekolah",
    agenda=(*points(["opening", "vision"]), "Rencana studi wisata"),
)
WAYS = (
    Way("telegram", "@titian_bot", "https://t.me/titian_bot?start=md_0123456789abcdef"),
    Way("whatsapp", "0812-3456-7890", "https://wa.me/6281234567890?text=HADIR%20md_0123456789abcdef"),
)
NAMES = ("Budi Santoso", "Citra Lestari", "Dewi Permata")
HOSTILE = (
    "*tebal* _miring_ #panic() $x$ @bot <label> `kode` \\ // ]",
    '"}], "school": "lain"',
    "محمد أحمد",
    "שם \u202eterbalik",
    "Budi\x00\x07\nSantoso",
    "\ud800Budi",
    "Muhammad " * 22,
    "M" * 200,
    "",
)


def attendee(name: str, came: bool | None = None, who: str = "", class_name: str = "X-1") -> Attendee:
    return Attendee(Child(name, class_name), (f"Ayah {name}", f"Ibu {name}"), came, who)


def sheet(*families: Attendee, locale: str = "id") -> AttendanceSheet:
    return AttendanceSheet(replace(OCCASION, locale=locale), families, SIGNER)


def proceedings(locale: str = "id") -> Proceedings:
    return Proceedings(
        occasion=replace(OCCASION, locale=locale),
        chair=SIGNER,
        turnout=Turnout(36, 28),
        hosts=("Nurmala Sari, S.Pd.", "Rahmat Hidayat, M.Pd."),
        agreements=("Ponsel disimpan di loker.", "Kabar izin sebelum pukul 07.00."),
        note_taker=Signer(name="Dewi Lestari, S.Pd."),
        principal=Signer("principal", "Taufik Siregar, M.Pd.", "196901011994031002"),
    )


BLANK = Proceedings(replace(OCCASION, place="", agenda=()), Signer(), Turnout(36))
"""A meeting of which nothing is known but its hour."""


def filled(locale: str) -> dict[str, bytes]:
    """Every paper, as it usually is."""
    of, occasion = proceedings(locale), replace(OCCASION, locale=locale)
    hopes = tuple(Hope(Child(name, "X-1"), "Berani bertanya.", "Rumahnya jauh.", f"Ibu {name}") for name in NAMES)
    return {
        "attendance": meeting_papers.attendance_list(HEAD, sheet(*map(attendee, NAMES), locale=locale)),
        "minutes": meeting_papers.minutes(HEAD, Minutes(of, "Dibuka dengan doa.\n\nLalu tanya jawab.")),
        "record": meeting_papers.record(HEAD, Record(of, "421.3/012/VII/2026")),
        "door": meeting_papers.door(HEAD, DoorSign(occasion, WAYS)),
        "hopes": meeting_papers.hopes(HEAD, HopesPage(occasion, hopes, (Child("Eko Wibowo", "X-1"),))),
    }


def spoiled(text: str) -> dict[str, bytes]:
    """Every paper with this text wherever somebody can type one."""
    occasion = replace(OCCASION, place=text, link=text, agenda=(text,) * 3, classes=(text,))
    signer = Signer(name=text or None, nip="1")
    of = Proceedings(occasion, signer, Turnout(1, 1), (text, text), (text,) * 3, signer, signer)
    child = Child(text, text)
    head = Letterhead(text, (text,), text, ())
    return {
        "attendance": meeting_papers.attendance_list(
            head, AttendanceSheet(occasion, (Attendee(child, (text, text), True, text), Attendee(child)), signer)
        ),
        "minutes": meeting_papers.minutes(head, Minutes(of, text * 3)),
        "record": meeting_papers.record(head, Record(of, text)),
        "door": meeting_papers.door(head, DoorSign(occasion, WAYS[:1])),
        "hopes": meeting_papers.hopes(head, HopesPage(occasion, (Hope(child, text, text, text),), (child,))),
    }


@pytest.fixture
def strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not keep to PDF/UA fails, where a school would get the page without the mark."""
    compiled = typesetting._compiled

    def only_by_the_standard(source: object, data: str, far: bool, standard: object) -> bytes:
        assert standard == STANDARD
        return compiled(source, data, far, standard)  # type: ignore[arg-type]

    monkeypatch.setattr(typesetting, "_compiled", only_by_the_standard)


@pytest.mark.usefixtures("strictly")
@pytest.mark.parametrize("locale", LOCALES)
def test_every_paper_can_be_read_aloud_and_says_its_title_and_language(locale: str) -> None:
    for name, pdf in filled(locale).items():
        reader = PdfReader(BytesIO(pdf))
        assert str(reader.root_object["/Lang"]) == locale, name
        assert reader.root_object["/MarkInfo"]["/Marked"], name  # type: ignore[index]
        assert reader.metadata is not None
        assert HEAD.school in (reader.metadata.title or ""), name


@pytest.mark.usefixtures("strictly")
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_can_break_a_paper(text: str) -> None:
    for name, pdf in spoiled(text).items():
        assert 1 <= len(pages(pdf)) <= 4, name


def test_markup_is_shown_as_it_was_typed() -> None:
    for name, pdf in spoiled("#panic() *x* $y$").items():
        said = " ".join(pages(pdf)).lower()
        assert "#panic() *x* $y$" in said, name


def test_the_attendance_list_has_every_name_and_room_to_sign() -> None:
    (page,) = pages(meeting_papers.attendance_list(HEAD, sheet(*map(attendee, NAMES))))
    for words in (
        "SMA Tunas Harapan",
        "DAFTAR HADIR",
        "Pertemuan Orang Tua/Wali Murid Kelas X-1",
        "Tahun Pelajaran 2026/2027",
        "Hari/tanggal : Sabtu, 25 Juli 2026",
        "Waktu : 08.00–10.00 WIB",
        "Tempat : Aula sekolah",
        "No. Nama orang tua/wali Nama murid Tanda tangan",
        "Kampar, 25 Juli 2026",
        "NIP. 197805122005012003",
    ):
        assert words in page
    for name in NAMES:
        assert f"Ayah {name} Ibu {name} {name}" in page
    assert "Kelas X-1 Tahun" in page
    assert "Sudah tercatat" not in page


def test_forty_families_fit_two_pages_that_both_say_what_stands_in_which_column() -> None:
    families = [attendee(f"Muhammad Rizky Pratama {number:02}") for number in range(1, 41)]
    first, second = pages(meeting_papers.attendance_list(HEAD, sheet(*families)))
    for page in (first, second):
        assert "Nama orang tua/wali" in page
        assert "Tanda tangan" in page
    assert "halaman 1 dari 2" in first
    assert "Pratama 01" in first
    assert "Pratama 40" in second
    assert "Nurmala Sari" in second


def test_who_is_noted_already_need_not_sign() -> None:
    came = attendee("Budi Santoso", True, "Ibu Budi Santoso")
    rows = (came, attendee("Citra Lestari", False), attendee("Dewi Permata"))
    (page,) = pages(meeting_papers.attendance_list(HEAD, sheet(*rows)))
    assert "Sudah tercatat hadir: 1 keluarga" in page
    assert "Hadir Ibu Budi Santoso" in page
    assert page.count("Tidak hadir") == 1
    (done,) = pages(meeting_papers.attendance_list(HEAD, sheet(came)))
    assert "Jumlah hadir: 1" in done


def test_a_list_of_several_classes_says_which_child_is_of_which() -> None:
    rows = (attendee("Budi Santoso"), attendee("Citra Lestari", class_name="X-2"))
    (page,) = pages(meeting_papers.attendance_list(HEAD, sheet(*rows)))
    assert "Nama murid Kelas Tanda tangan" in page
    assert "Citra Lestari X-2" in page


def test_the_minutes_say_all_that_was_noted() -> None:
    (page,) = pages(filled("id")["minutes"])
    for words in (
        "NOTULEN",
        "Pimpinan rapat : Nurmala Sari, S.Pd.",
        "Guru : Nurmala Sari, S.Pd. dan Rahmat Hidayat, M.Pd.",
        "Notulis : Dewi Lestari, S.Pd.",
        "Peserta : 36 keluarga diundang, 28 hadir",
        "1. Pembukaan 2. Visi, misi, dan harapan",
        "3. Rencana studi wisata",
        "Dibuka dengan doa. Lalu tanya jawab.",
        "1. Ponsel disimpan di loker. 2. Kabar izin sebelum pukul 07.00.",
        "Mengetahui, Kepala Sekolah, Taufik Siregar, M.Pd. NIP. 196901011994031002",
    ):
        assert words in page
    assert "Foto atau rekaman" not in page


def test_minutes_kept_as_a_voice_note_say_so() -> None:
    (page,) = pages(meeting_papers.minutes(HEAD, Minutes(proceedings(), kept_file=True)))
    assert "Foto atau rekaman suara" in page


def test_the_record_says_the_day_and_the_numbers_in_words() -> None:
    (page,) = pages(filled("id")["record"])
    for words in (
        "BERITA ACARA Nomor: 421.3/012/VII/2026",
        "Pada hari ini, Sabtu, tanggal dua puluh lima bulan Juli tahun dua ribu dua puluh enam (25-07-2026), pukul"
        " 08.00–10.00 WIB, bertempat di Aula sekolah, telah dilaksanakan Pertemuan Orang Tua/Wali Murid Kelas X-1"
        " SMA Tunas Harapan Tahun Pelajaran 2026/2027",
        "Diundang 36 (tiga puluh enam) keluarga, hadir 28 (dua puluh delapan) keluarga",
        "Demikian berita acara ini dibuat dengan sebenarnya",
        "Wakil orang tua/wali,",
    ):
        assert words in page


def test_the_english_record_says_them_in_figures() -> None:
    (page,) = pages(filled("en")["record"])
    assert "On Saturday, 25 July 2026, 08:00–10:00 WIB, at Aula sekolah" in page
    assert "Invited: 36 families. Present: 28 families" in page
    assert "puluh" not in page


@pytest.mark.parametrize(
    "paper",
    [
        lambda: meeting_papers.minutes(HEAD, Minutes(BLANK)),
        lambda: meeting_papers.record(HEAD, Record(BLANK)),
    ],
)
def test_before_the_meeting_there_is_room_for_the_pen(paper: Callable[[], bytes]) -> None:
    (page,) = pages(paper())
    assert "none" not in page.lower()
    assert "Tidak ada kesepakatan" not in page
    assert "36" in page


def test_a_meeting_online_names_its_link_where_the_place_would_stand() -> None:
    online = replace(OCCASION, place="", link="https://meet.example/abc")
    (page,) = pages(meeting_papers.attendance_list(HEAD, AttendanceSheet(online, (attendee("Budi"),), SIGNER)))
    assert "Tempat : https://meet.example/abc" in page


def test_many_classes_are_not_listed_in_the_title() -> None:
    whole = replace(OCCASION, classes=tuple(f"X-{number}" for number in range(1, 31)))
    (page,) = pages(meeting_papers.attendance_list(HEAD, AttendanceSheet(whole, (attendee("Budi"),), SIGNER)))
    assert "X-30" not in page


def test_the_door_opens_each_channel_and_says_what_to_do_without() -> None:
    pdf = filled("id")["door"]
    (page,) = pages(pdf)
    for words in ("Selamat datang", "salah satu kode", "Telegram", "WhatsApp", "tanda tangan pada daftar hadir"):
        assert words in page
    links = [words.split()[-1] for words in alternative_texts(pdf)]
    assert links == [way.link for way in WAYS]


def test_hopes_stand_beside_their_child_and_silent_families_are_named() -> None:
    (page,) = pages(filled("id")["hopes"])
    for words in (
        "Mohon disimpan baik-baik",
        "Budi Santoso · Ibu Budi Santoso Harapan: Berani bertanya. Perlu diketahui: Rumahnya jauh.",
        "Belum menulis (1) Eko Wibowo",
    ):
        assert words in page


def test_what_is_for_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="families"):
        meeting_papers.attendance_list(HEAD, sheet())
    with pytest.raises(ValueError, match="way"):
        meeting_papers.door(HEAD, DoorSign(OCCASION, ()))


@pytest.mark.parametrize("locale", LOCALES)
def test_an_english_paper_has_no_indonesian_words_of_ours_and_the_other_way_round(locale: str) -> None:
    others = {
        "id": ("Signature", "Agenda", "Welcome", "Hopes"),
        "en": ("Tanda tangan", "Acara", "Selamat datang", "Perlu diketahui"),
    }
    for name, pdf in filled(locale).items():
        said = " ".join(pages(pdf))
        assert [word for word in others[locale] if word in said] == [], name
