"""The page in a real browser: a school's morning by mouse and keyboard, and an accessibility check."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from bot.playground.telegram import BotApi
from tests.playground.echo_school import PIXEL, echo_school
from tests.support.chromium import launch_options

pytestmark = pytest.mark.browser


@pytest.fixture
def school() -> Iterator[tuple[str, BotApi]]:
    with echo_school() as served:
        yield served


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture
def desk(chromium: Browser, school: tuple[str, BotApi]) -> Iterator[Page]:
    yield from _opened(chromium, school[0], 1440, 900)


@pytest.fixture
def pocket(chromium: Browser, school: tuple[str, BotApi]) -> Iterator[Page]:
    yield from _opened(chromium, school[0], 360, 740)


def _opened(chromium: Browser, url: str, width: int, height: int) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
    page.goto(url)
    yield page
    page.close()
    assert problems == []


def phone(page: Page, number: int) -> Locator:
    return page.locator(f"#phone-{number}")


def started(page: Page, number: int) -> Locator:
    own = phone(page, number)
    own.locator(".wide").click()
    expect(own.locator(".bubble.theirs")).to_contain_text("Selamat datang di Titian")
    return own


def test_scanning_the_letter_starts_the_bot_with_its_code(desk: Page) -> None:
    own = phone(desk, 3)
    own.get_by_role("button", name="Pindai surat").click()
    expect(own.locator(".bubble.mine")).to_contain_text("/start RTK4-8QXM")
    expect(own.locator(".bubble.theirs strong")).to_have_text("Assalamu'alaikum, Bapak/Ibu.")


def test_enter_sends_and_the_answer_stands_below(desk: Page) -> None:
    own = started(desk, 1)
    own.get_by_label("Pesan dari Ibu Rahmawati, S.Pd.").fill("Selamat pagi")
    own.get_by_label("Pesan dari Ibu Rahmawati, S.Pd.").press("Enter")
    expect(own.locator(".bubble").last).to_contain_text("Gema: Selamat pagi")
    expect(own.locator(".bubble.mine").last).to_contain_text("Selamat pagi")
    expect(phone(desk, 2).locator(".bubble")).to_have_count(0)


def test_a_press_spins_is_answered_and_changes_the_message(desk: Page) -> None:
    own = started(desk, 1)
    own.get_by_role("button", name="Sudah dibaca").click()
    expect(own.get_by_role("status").last).to_contain_text("Tercatat")
    expect(own.locator(".bubble.theirs")).to_contain_text("Terima kasih, sudah kami catat.")
    expect(own.locator(".bubble.theirs .meta")).to_contain_text("diubah")
    expect(own.locator(".key")).to_have_count(0)


def test_an_alert_asks_to_be_closed(desk: Page) -> None:
    own = started(desk, 1)
    own.get_by_role("button", name="Tanya guru").click()
    expect(desk.get_by_role("dialog")).to_contain_text("Tercatat")
    desk.get_by_role("button", name="Baik").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_photo_document_and_voice_appear_on_the_screen(desk: Page) -> None:
    own = started(desk, 2)
    chooser = own.get_by_label("Lampirkan foto atau berkas").last
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(own.locator(".bubble.mine .photo img")).to_be_visible()
    expect(own.locator(".bubble.theirs .photo")).to_be_visible()
    chooser.set_input_files({"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    expect(own.locator(".bubble.mine .file-name")).to_have_text("surat.pdf")
    own.get_by_role("button", name="Kirim rekaman suara").click()
    expect(own.get_by_role("button", name="Putar pesan suara")).to_be_visible()


def test_an_own_message_is_edited_and_a_message_replied_to(desk: Page) -> None:
    own = started(desk, 1)
    line = own.get_by_label("Pesan dari")
    line.fill("Selamt pagi")
    line.press("Enter")
    expect(own.locator(".bubble").last).to_contain_text("Gema")
    own.locator(".bubble.mine").last.get_by_role("button", name="Ubah pesan ini").click()
    expect(line).to_have_value("Selamt pagi")
    line.fill("Selamat pagi")
    line.press("Enter")
    expect(own.locator(".bubble.mine").last).to_contain_text(re.compile("Selamat pagi.*diubah", re.S))
    own.locator(".bubble.theirs").last.get_by_role("button", name="Balas pesan ini").click()
    line.fill("Terima kasih")
    line.press("Enter")
    expect(own.locator(".bubble.mine").last.locator(".quoted")).to_contain_text("Gema: Selamt pagi")


def test_typing_shows_and_suggested_answers_are_sent(desk: Page) -> None:
    own = started(desk, 1)
    line = own.get_by_label("Pesan dari")
    line.fill("ketik")
    line.press("Enter")
    expect(own.locator("[data-doing]")).to_have_text("sedang mengetik…")
    line.fill("pilih")
    line.press("Enter")
    own.get_by_role("button", name="Selasa").click()
    expect(own.locator(".bubble").last).to_contain_text("Gema: Selasa")


def test_blocking_closes_the_composer_until_unblocked(desk: Page) -> None:
    own = started(desk, 1)
    own.locator("summary").first.click()
    own.get_by_role("button", name="Blokir bot", exact=True).click()
    expect(own).to_contain_text("Bot ini sedang diblokir.")
    own.get_by_role("button", name="Buka blokir", exact=True).click()
    expect(own.get_by_label("Pesan dari")).to_be_visible()


def test_phones_are_picked_up_and_put_away(desk: Page) -> None:
    desk.get_by_role("button", name="Bagus Santoso").click()
    expect(phone(desk, 4)).to_be_visible()
    desk.get_by_role("button", name="Simpan ponsel Ibu Rahmawati, S.Pd.").click()
    expect(phone(desk, 1)).to_have_count(0)
    assert desk.url.endswith("?open=2,3,4")
    desk.reload()
    expect(phone(desk, 4)).to_be_visible()


def test_a_phone_that_lies_away_counts_what_is_new(desk: Page, school: tuple[str, BotApi]) -> None:
    expect(desk.locator("#offline")).to_be_hidden()
    started(desk, 1)
    desk.get_by_role("button", name="Simpan ponsel Ibu Rahmawati, S.Pd.").click()
    school[1].phone(1).say("Halo")
    badge = desk.locator("[data-person='1'] [data-unread]")
    expect(badge).to_contain_text("1")
    desk.get_by_role("button", name="Ibu Rahmawati").click()
    expect(badge).to_be_hidden()
    expect(phone(desk, 1).locator(".bubble").last).to_contain_text("Gema: Halo")


def test_one_phone_at_a_time_fits_a_small_screen(pocket: Page) -> None:
    expect(phone(pocket, 1)).to_be_visible()
    expect(phone(pocket, 2)).to_be_hidden()
    pocket.get_by_role("button", name="Sari Puspita").click()
    expect(phone(pocket, 3)).to_be_visible()
    expect(phone(pocket, 1)).to_be_hidden()
    started(pocket, 3)
    assert pocket.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_is_in_english_after_the_switch(desk: Page) -> None:
    desk.get_by_role("link", name="English").click()
    expect(desk.get_by_role("navigation", name="Whose phone?")).to_be_visible()
    expect(phone(desk, 1).get_by_role("button", name="Start")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_a_screen_reader(desk: Page, scheme: str) -> None:
    desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    own = started(desk, 1)
    own.get_by_label("Pesan dari").fill("pilih")
    own.get_by_label("Pesan dari").press("Enter")
    expect(own.get_by_role("button", name="Selasa")).to_be_visible()
    own.get_by_role("button", name="Kirim rekaman suara").click()
    expect(own.get_by_role("button", name="Putar pesan suara")).to_be_visible()
    found = Axe().run(desk)
    assert found.response["violations"] == [], found.generate_report()


def test_the_keyboard_alone_is_enough(desk: Page) -> None:
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Langsung ke ponsel")).to_be_focused()
    own = phone(desk, 1)
    own.get_by_role("button", name="Mulai").focus()
    desk.keyboard.press("Enter")
    expect(own.locator(".bubble.theirs")).to_be_visible()
    own.get_by_role("button", name="Sudah dibaca").focus()
    desk.keyboard.press("Space")
    expect(own.locator(".bubble.theirs")).to_contain_text("sudah kami catat")
    expect(own.get_by_role("log")).to_be_focused()
