"""What a teacher in a hurry gets wrong with a file of marks, and how it is noticed or undone."""

from tests.chat.test_marks_files import children, house, seconds_pass, teacher
from tests.marks.forms import Child, grid, leger, workbook
from tests.support.demo import PARENTS
from tests.support.house import House, Phone
from tests.support.marked import by_name, the_assessment

__all__ = ["house", "teacher"]


async def test_publishing_is_undone_within_ten_seconds_and_no_family_has_seen_anything(
    house: House, teacher: Phone
) -> None:
    mother = house.phone(PARENTS[0].user_id)
    await teacher.document(workbook(leger(children(await by_name(house)))), "leger X-1.xlsx")
    await teacher.press("Simpan")
    await teacher.press("Terbitkan")
    await teacher.press("Ya, terbitkan")
    await mother.say("menu")
    assert "Belum ada nilai" in (await mother.press("Perkembangan Ananda")).text
    asked = await teacher.press("Urungkan")
    assert "Terbitkan untuk orang tua?" in asked.text
    before = len(mother.bubbles)
    await seconds_pass(house)
    assert len(mother.bubbles) == before
    assert (await the_assessment(house, subject="Matematika")).published_at is None
    await teacher.press("Ya, terbitkan")
    await seconds_pass(house)
    assert "sudah dapat dilihat" in mother.screen().text
    late = await teacher.press("Urungkan")
    assert "sudah terbit" in late.text
    await mother.press("Lihat nilai")
    assert "Matematika" in mother.screen().text


async def test_a_photo_is_answered_with_what_can_be_read(house: House, teacher: Phone) -> None:
    assert "foto belum dapat kami baca" in (await teacher.photo()).text
    assert "foto belum dapat kami baca" not in (await house.phone(PARENTS[0].user_id).photo()).text


async def test_a_file_that_would_change_nearly_everything_is_asked_about(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    first = await teacher.document(workbook(leger(children(pupils))), "leger.xlsx")
    assert "Hampir semua nilai" not in first.text
    await teacher.press("Simpan")
    others = await teacher.document(workbook(leger(children(pupils, (71, 76, 81, 86, 91)))), "leger lain.xlsx")
    assert "Hampir semua nilai yang sudah ada akan berubah" in others.text
    one = [*children(pupils[1:]), *children(pupils[:1], (71, 76, 81, 86, 91))]
    assert "Hampir semua nilai" not in (await teacher.document(workbook(leger(one)), "leger baik.xlsx")).text


async def test_what_was_not_taken_is_counted_with_cells_and_rows(house: House, teacher: Phone) -> None:
    pupils = await by_name(house)
    rows = [*children(pupils[2:]), *children(pupils[1:2], (105, 75, 80, 85, "baik"))]
    preview = await teacher.document(workbook(leger(rows)), "leger.xlsx")
    assert f"Tidak ada dalam berkas: {pupils[0].name}" in preview.text
    kept = await teacher.press("Simpan")
    assert "Nilai: 173 baru." in kept.text
    assert "Yang tidak diambil, seperti disebut di pratinjau: 2." in kept.text
    assert "tetap" not in kept.text


async def test_an_attendance_list_says_what_was_understood_and_leads_to_attendance(
    house: House, teacher: Phone
) -> None:
    pupils = await by_name(house)
    days = [{13: "S", 14: "I"}, {13: "S"}, {14: "A", 15: "T"}]
    rows = [Child(pupil.name, days=said) for pupil, said in zip(pupils, [*days, *[{}] * 33], strict=True)]
    preview = await teacher.document(workbook(grid(rows, "Juli 2026", totals=False)), "hadir.xlsx")
    assert "1 terlambat, 2 sakit, 1 izin, 1 belum ada kabar" in preview.text
    kept = await teacher.press("Simpan")
    assert "Hari tidak hadir atau terlambat yang dicatat: 5." in kept.text
    assert "Nilai kelas" not in kept.buttons
    await teacher.press("Kehadiran")
    assert "Absensi" in teacher.screen().text
