"""The alias table: how the columns that matter are called in Dapodik, EMIS, and the schools' own sheets.

A header is compared by its words only (`cells.key`); a header under a group ("Data Ayah" → "Nama") by both together.
"""

from enum import StrEnum

from bot.sheets.cells import key


class Column(StrEnum):
    """A column the readers use. Whatever has no member here is never read."""

    NUMBER = "number"
    NAME = "name"
    NISN = "nisn"
    NIPD = "nipd"
    NISN_NIPD = "nisn_nipd"
    SEX = "sex"
    CLASS = "class"
    GRADE = "grade"
    GRADE_CLASS = "grade_class"
    SOURCE_ID = "source_id"
    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"
    PARENT = "parent"
    PHONE = "phone"
    LANDLINE = "landline"
    FATHER_PHONE = "father_phone"
    MOTHER_PHONE = "mother_phone"
    GUARDIAN_PHONE = "guardian_phone"
    PARENT_PHONE = "parent_phone"
    LEFT_BECAUSE = "left_because"
    HOMEROOM = "homeroom"
    TEACHER = "teacher"
    NIP = "nip"
    NUPTK = "nuptk"
    POSITION = "position"
    DUTY = "duty"
    SUBJECT = "subject"


_NAMES: dict[Column, str] = {
    Column.NUMBER: "no, nomor, no urut, number",
    Column.NAME: (
        "nama, nama siswa, nama lengkap, nama peserta didik, nama pd, nama murid, nama lengkap siswa, nama santri,"
        " nama anak, nama siswa i, nama lengkap peserta didik, peserta didik, siswa, murid,"
        " name, full name, student name, student, pupil, pupil name, name of student, name of pupil"
    ),
    Column.NISN: "nisn, no nisn, nomor induk siswa nasional, nisn siswa, national student id",
    Column.NIPD: (
        "nipd, nis, no induk, nomor induk, nomor induk siswa, no induk siswa, nis lokal, nism, nis nism, nis nipd,"
        " nomor induk peserta didik, student id, student number, student no, admission number, admission no"
    ),
    Column.NISN_NIPD: "nisn nis, nis nisn, nisn nipd, nipd nisn",
    Column.SEX: "jk, l p, lp, p l, jenis kelamin, jns kelamin, kelamin, jenis kel, gender, sex",
    Column.CLASS: (
        "kelas, kls, rombel, rombel saat ini, nama rombel, rombongan belajar, nama rombongan belajar, kelas rombel,"
        " kelas saat ini, nama kelas, rombel terakhir, kelas terakhir, class, class name, current class, homeroom class"
    ),
    Column.GRADE: "tingkat, tingkat kelas, tingkat pendidikan, grade, year, year group, grade level",
    Column.GRADE_CLASS: "tingkat rombel, tingkat kelas rombel",
    Column.SOURCE_ID: "pd id, ptk id, peserta didik id",
    Column.FATHER: (
        "data ayah nama, data ayah kandung nama, ayah nama, ayah, nama ayah, nama ayah kandung, ayah kandung,"
        " nama bapak, bapak, nama lengkap ayah, father, father name, father s name, name of father"
    ),
    Column.MOTHER: (
        "data ibu nama, data ibu kandung nama, ibu nama, ibu, nama ibu, nama ibu kandung, ibu kandung,"
        " nama lengkap ibu, mother, mother name, mother s name, name of mother"
    ),
    Column.GUARDIAN: (
        "data wali nama, wali nama, wali, nama wali, wali murid, nama wali murid, wali siswa, nama wali siswa,"
        " guardian, guardian name, guardian s name"
    ),
    Column.PARENT: (
        "data orang tua nama, orang tua nama, nama orang tua, orang tua, nama orangtua, orangtua, nama ortu, ortu,"
        " nama orang tua wali, nama orangtua wali, orang tua wali, nama ortu wali, ortu wali, nama orang tua murid,"
        " parent, parent name, parent guardian, parent or guardian, parent s name, parent guardian name, parents"
    ),
    Column.LEFT_BECAUSE: (
        "keluar karena, alasan keluar, jenis keluar, alasan mutasi, tanggal keluar, reason for leaving, left because"
    ),
    Column.HOMEROOM: "wali kelas, nama wali kelas, walikelas, homeroom teacher, class teacher, form teacher",
    Column.TEACHER: (
        "nama guru, nama ptk, guru, ptk, nama pendidik, nama pegawai, guru mapel, guru mata pelajaran, guru pengampu,"
        " pengampu, nama guru mata pelajaran, nama guru mapel, teacher, teacher name, teacher s name, staff, staff name"
    ),
    Column.NIP: "nip, nip guru, nip niy, nip nipppk, nip nippk, employee id",
    Column.NUPTK: "nuptk",
    Column.POSITION: "jenis ptk, jabatan, position, job title, role",
    Column.DUTY: "tugas tambahan, tugas, additional duty",
    Column.SUBJECT: (
        "mata pelajaran, mapel, nama matpel, nama mapel, nama mata pelajaran, matpel, bidang studi,"
        " mata pelajaran yang diampu, mapel yang diampu, subject, subject name, subjects"
    ),
    Column.LANDLINE: "telepon, telp, telepon rumah, telp rumah, no telepon rumah, no telp rumah, home phone",
}
ALIASES: dict[str, Column] = {
    alias.strip(): column for column, aliases in _NAMES.items() for alias in aliases.split(",")
}

_PHONE_WORDS = {
    *("hp", "wa", "whatsapp", "telp", "telepon", "telpon", "tlp", "handphone", "ponsel", "kontak", "contact"),
    *("phone", "mobile", "cell", "cellphone", "nohp", "nowa"),
}
_NOT_PHONES = {"alat", "merk", "rumah", "email", "person"}
_WHOSE: tuple[tuple[frozenset[str], Column], ...] = (
    (frozenset({"ortu", "orang", "orangtua", "parent", "parents"}), Column.PARENT_PHONE),
    (frozenset({"ayah", "bapak", "father"}), Column.FATHER_PHONE),
    (frozenset({"ibu", "mother"}), Column.MOTHER_PHONE),
    (frozenset({"wali", "guardian"}), Column.GUARDIAN_PHONE),
)


def column_of(header: str) -> Column | None:
    """The column a header (as `cells.key` gives it) stands for; phones by their words: they have many names."""
    if found := ALIASES.get(header):
        return found
    words = set(header.split())
    if not words & _PHONE_WORDS or words & _NOT_PHONES or len(words) > 8:
        return None
    if {"wali", "kelas"} <= words:
        return None
    both = words & {"ayah", "bapak", "father"} and words & {"ibu", "mother"}
    if both:
        return Column.PARENT_PHONE
    return next((column for names, column in _WHOSE if words & names), Column.PHONE)


SUB_HEADERS = {key(word) for word in ("Nama", "NIK", "Tahun Lahir", "Pekerjaan", "Penghasilan", "Jenjang Pendidikan")}
"""Words that only a second header row holds, under "Data Ayah", "Data Ibu", "Data Wali"."""
