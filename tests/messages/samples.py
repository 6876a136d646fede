"""Values to render class updates with: such as teachers type, the least there can be, and the worst."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.courtesy import Reader
from bot.domain.meetings import AGENDA, FOLDER
from bot.domain.screens import Fact, Screen
from bot.domain.text import Phrase
from bot.domain.updates import LINE_LIMIT, TEXT_LIMIT, Field, FieldKind, FieldValue, UpdateTemplate

NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
"""A Monday, 08.00 in Jakarta."""

_TYPED: Mapping[str, str] = {
    "learned": "Sistem persamaan linear, dan menulis teks laporan hasil pengamatan.",
    "upcoming": "Pertidaksamaan linear, dan membaca cerpen bersama.",
    "plans": "Senin upacara, Rabu praktikum di laboratorium, Jumat senam pagi bersama.",
    "task": "Mewawancarai satu anggota keluarga tentang pekerjaannya, lalu menulis satu halaman.",
    "material": "Bab 1 dan 2: besaran, satuan, dan gerak lurus.",
    "about": "Saya mengajar Matematika di sekolah ini sejak tahun 2009 dan senang berkebun.",
    "hope": "Setiap murid berani bertanya dan merasa aman di kelas.",
    "achievement": "Juara kedua lomba kebersihan kelas tingkat sekolah.",
    "news": "Seluruh kelas menyelesaikan tugas kelompok tepat waktu dan saling membantu.",
    "effect": "Kelas kita kini punya pojok baca dengan enam puluh buku.",
    "note": "Hari dibuka dengan doa dan literasi bersama.",
    "reason": "Sedikit latihan setiap hari lebih mudah daripada banyak sekaligus.",
    "project": "Kebun sayur dari botol bekas",
    "event": "Lomba antarkelas bulan Juli",
    "place": "Istana Siak",
    "link": "https://meet.example/x-1",
    "fact": "nilai Matematika naik dari 72 menjadi 81",
    "strength": "nilai Matematika naik dari 72 menjadi 81",
    "improve": "tugas “Teks laporan” Bahasa Indonesia belum dikumpulkan",
    "step": "mohon temani Ananda belajar Matematika lima belas menit sehari",
    "summary": "Kami berkenalan, membahas program tahun ini, dan mendengar harapan orang tua.",
}
_LINES: Mapping[str, list[str | Phrase]] = {
    "agenda": [AGENDA["opening"], AGENDA["introduction"], AGENDA["vision"], "Iuran kas kelas", AGENDA["closing"]],
    "agreements": ["Ponsel disimpan selama pelajaran.", "Kabar kelas dikirim setiap Jumat."],
}
_DAYS: Mapping[str, date] = {"back": date(2026, 7, 27)}
_TIMES: Mapping[str, time] = {"back": time(14, 0), "starts": time(7, 15), "ends": time(9, 0)}
_HOSTILE = (
    "</b><a href='x'>\"Ĳ&amp; {{ 7 * 7 }} {% raw %} \u202e\u0645\u0631\u062d\u0628\u0627 🙂👩‍👩‍👧 %s %(x)s <script>"
)

Children = tuple[tuple[str, str], ...]
ONE: Children = (("BUDI SANTOSO", "X-1"),)
SIBLINGS: Children = (("BUDI SANTOSO", "X-1"), ("Siti Nur'aini", "XI IPA 2"), ("Made Ayu Lestari", "XII IPS 1"))


def typical(template: UpdateTemplate) -> dict[str, Fact]:
    """Every field filled as it usually is: the first common answer, or a sentence a teacher would type."""
    return {field.name: _usual(field) for field in template.fields}


def minimal(template: UpdateTemplate) -> dict[str, Fact]:
    """What can be skipped is skipped; the rest is one letter long."""
    return {field.name: None if field.optional else _least(field) for field in template.fields}


def hostile(template: UpdateTemplate) -> dict[str, Fact]:
    """Every typed field full to its limit with what would break careless markup."""
    return {field.name: _worst(field) for field in template.fields}


def update(template: UpdateTemplate, values: Mapping[str, Fact], children: Children = ONE, **changes: Fact) -> Screen:
    """The screen of a class update, as the services make it."""
    frame: dict[str, Fact] = {
        "children": [{"name": name, "class_name": class_name} for name, class_name in children],
        "classes": ["X-1"],
        "sender": {"name": "Nurmala Sari, S.Pd.", "role": "homeroom", "detail": "X-1"},
        "school": "SMA Negeri 1 Tambang",
        "greeting_line": None,
        "corrected": False,
        "copy": False,
        "words_locale": "id",
        "own_words": any(isinstance(value, str) for value in values.values()),
    }
    if template.folder == FOLDER:
        frame |= {"talks": [], "came": False, "introduction": None, "wishes": False}
    if template.personal:
        of_each: Any = [{"child": name, "class_name": class_name, **values} for name, class_name in children]
        return Screen(template.prose, {**frame, "about": of_each, **changes})
    return Screen(template.prose, {**frame, **values, **changes})


def reader(locale: str) -> Reader:
    """A guardian in Riau of whom nothing but the language is known."""
    return Reader(locale, "Asia/Jakarta")


def _usual(field: Field) -> FieldValue:
    if field.kind is FieldKind.DATE:
        return _DAYS.get(field.name, date(2026, 7, 20))
    if field.kind is FieldKind.TIME:
        return _TIMES.get(field.name, time(8, 0))
    if field.kind is FieldKind.LINES:
        return _LINES[field.name]
    return field.choices[0][1] if field.choices else _TYPED[field.name]


def _least(field: Field) -> FieldValue:
    return _usual(field) if field.kind in (FieldKind.DATE, FieldKind.TIME) else "A"


def _worst(field: Field) -> FieldValue:
    if field.kind in (FieldKind.DATE, FieldKind.TIME):
        return _usual(field)
    if field.kind is FieldKind.LINES:
        return [(_HOSTILE * 10)[:LINE_LIMIT]] * 3
    return (_HOSTILE * 10)[: TEXT_LIMIT if field.kind is FieldKind.TEXT else LINE_LIMIT]
