"""The main job, as people do it in the playground: an update, its answers, a reply, and a father who links late."""

from dataclasses import dataclass

from playwright.sync_api import Page

from bot.playground.demo import DODI, PARENTS, RINA, TEACHER
from tests.browser.people import Person

SITI, HENDRA, YANTI, AGUS = PARENTS
PEOPLE = (TEACHER, SITI, HENDRA, AGUS, RINA, DODI)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the story."""

    teacher: Person
    siti: Person
    hendra: Person
    agus: Person
    rina: Person
    dodi: Person

    @classmethod
    def at(cls, page: Page) -> "People":
        """The people of one page."""
        return cls(*(Person(page, played) for played in PEOPLE))


def opened(address: str) -> str:
    """The page with the phones of the story on the table."""
    return f"{address}/?open={','.join(str(played.user_id) for played in PEOPLE)}"


def invite(teacher: Person) -> int:
    """Invite the families of X-1 to a meeting, up to *send*: how many taps it took besides the facts."""
    teacher.writes("/kabar")
    teacher.taps_on("X-1", "Lanjut ›", "Acara dan libur", "Undangan acara")
    teacher.sees("Acara apa?")
    teacher.writes("Pertemuan awal tahun")
    teacher.sees("Hari apa?")
    teacher.writes("Sabtu")
    teacher.sees("Pukul berapa?")
    teacher.writes("9 pagi")
    teacher.sees("Di mana")
    teacher.writes("Aula sekolah")
    teacher.sees("Sampai ke 27 dari 36 keluarga")
    teacher.taps_on("Kirim sekarang")
    return teacher.taps


def answer(people: People) -> None:
    """One mother says yes and asks, the teacher answers her; a father says no, in English."""
    ask(people)
    people.hendra.sees("Dear parent", "Pertemuan awal tahun")
    people.hendra.taps_on("We cannot come")
    people.hendra.sees("✓ We cannot come")


def ask(people: People) -> None:
    """A mother says yes and asks, and the teacher answers her."""
    people.siti.sees("Yth. Ibu", "Pertemuan awal tahun")
    people.siti.taps_on("Kami akan hadir")
    people.siti.taps_on("Tulis jawaban")
    people.siti.sees("Silakan tulis jawaban")
    people.siti.writes("Apakah adiknya boleh ikut, Bu?")
    people.siti.sees("Sudah kami teruskan kepada Ibu Nurmala")
    people.teacher.sees("Jawaban orang tua", "Apakah adiknya boleh ikut, Bu?")
    people.teacher.taps_on("Balas")
    people.teacher.sees("Silakan tulis balasan untuk Siti")
    people.teacher.writes("Boleh sekali, Bu. Silakan diajak.")
    people.siti.sees("Balasan dari Ibu Nurmala", "Boleh sekali, Bu.")


def open_on_whatsapp(dodi: Person) -> None:
    """A father on WhatsApp who was silent for days: a tap on the short message brings the whole one."""
    dodi.sees("Yth. Bapak Dodi Saputra", "menunggu jawaban")
    assert "Pertemuan awal tahun" not in dodi.newest.inner_text()
    dodi.taps_on("Baca dan jawab")
    dodi.sees("Yth. Bapak", "Pertemuan awal tahun", "Aula sekolah")


def read_on_whatsapp(people: People) -> None:
    """He reads it, and answers."""
    open_on_whatsapp(people.dodi)
    people.dodi.taps_on("Kami berhalangan")
    people.dodi.sees("Tercatat: Kami berhalangan")


def accept_on_whatsapp(rina: Person) -> None:
    """A mother on WhatsApp says yes with one tap."""
    rina.sees("Yth. Ibu", "Pertemuan awal tahun")
    rina.taps_on("Kami akan hadir")
    rina.sees("Tercatat: Kami akan hadir")


def answer_on_whatsapp(people: People) -> None:
    """A mother on WhatsApp says yes and asks, and the teacher answers her from Telegram."""
    accept_on_whatsapp(people.rina)
    people.rina.taps_on("Tulis jawaban")
    people.rina.sees("Silakan tulis jawaban")
    people.rina.writes("Apakah perlu membawa rapor, Bu?")
    people.rina.sees("Sudah kami teruskan kepada Ibu Nurmala")
    people.teacher.sees("Jawaban orang tua", "Apakah perlu membawa rapor, Bu?")
    people.teacher.taps_on("Balas")
    people.teacher.sees("Silakan tulis balasan untuk Rina")
    people.teacher.writes("Tidak perlu, Bu. Cukup datang saja.")
    people.rina.sees("Balasan dari Ibu Nurmala", "Cukup datang saja.")


def link(agus: Person) -> int:
    """A father scans his letter: how many taps until he is linked and reads what was sent before he came."""
    agus.taps_below("Pindai surat")
    agus.sees("ingin berkabar dengan")
    agus.taps_on("Setuju")
    agus.finds("Terhubung. Terima kasih, Bapak")
    agus.sees("Pertemuan awal tahun")
    return agus.taps
