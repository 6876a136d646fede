"""Phones like WhatsApp in a real browser: buttons, lists, ticks, files; by mouse, keyboard and thumb."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.playground.echo_school import PIXEL
from tests.playground.whatsapp.page_school import DODI, RINA, TELE, ScriptedBusiness, both_kinds
from tests.support.chromium import launch_options

pytestmark = pytest.mark.browser


@pytest.fixture
def school() -> Iterator[tuple[str, ScriptedBusiness]]:
    with both_kinds() as served:
        yield served


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "pocket"])
def page(request: pytest.FixtureRequest, chromium: Browser, school: tuple[str, ScriptedBusiness]) -> Iterator[Page]:
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(school[0])
    yield page
    page.close()
    assert problems == []


def phone(page: Page, number: int) -> Locator:
    """Pick up a phone: on a small screen one is in front."""
    own = page.locator(f"#phone-{number}")
    if not own.is_visible():
        page.locator(f'[data-person="{number}"]').click()
    return own


def write(own: Locator, text: str) -> None:
    line = own.get_by_role("textbox")
    line.fill(text)
    line.press("Enter")


def test_a_button_below_the_message_answers_it(page: Page) -> None:
    own = phone(page, RINA)
    write(own, "Halo")
    newest = own.get_by_role("article").last
    expect(newest).to_contain_text("Undangan")
    expect(newest.locator("strong")).to_have_text("Rapat")
    expect(newest.get_by_role("link")).to_have_attribute("href", "https://example.org/rapat")
    newest.get_by_role("button", name="Hadir", exact=True).click()
    expect(own.locator(".bubble.mine").last).to_contain_text("Hadir")
    expect(own.locator(".bubble.mine .quoted")).to_contain_text("Rapat")
    expect(own.get_by_role("article").last).to_contain_text("Terima kasih.")
    assert page.locator(f"#phone-{TELE} .bubble").count() == 0


def test_a_list_opens_as_a_sheet_and_closes_by_escape(page: Page) -> None:
    own = phone(page, RINA)
    write(own, "pilih")
    opener = own.get_by_role("button", name="Lihat pilihan")
    opener.click()
    sheet = own.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Pilihan 4")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    assert Axe().run(page).response["violations"] == []
    sheet.get_by_role("button", name="Pilihan 2").click()
    expect(own.locator(".bubble.mine").last).to_contain_text("Pilihan 2")
    expect(sheet).to_be_hidden()
    own.locator(".bubble.theirs .choice").last.click()
    sheet.get_by_role("button", name="Batal").click()
    expect(sheet).to_be_hidden()


def test_ticks_turn_from_one_to_two_to_blue(page: Page, school: tuple[str, ScriptedBusiness]) -> None:
    own = phone(page, RINA)
    write(own, "Halo")
    expect(own.locator(".bubble.mine .ticks.read")).to_be_visible()
    expect(own.get_by_role("article").last).to_contain_text("Rapat")
    own.locator("[data-log]").hover()
    page.wait_for_function("fetch('/').then(() => true)")
    expect(own.locator(".bubble.theirs .ticks")).to_have_count(0)
    for _ in range(100):
        if "read" in school[1].told():
            return
        page.wait_for_timeout(50)
    raise AssertionError(school[1].told())


def test_the_letters_words_are_sent_by_scanning_it(page: Page) -> None:
    own = phone(page, DODI)
    own.get_by_role("button", name="Pindai surat").click()
    expect(own.locator(".bubble.mine")).to_contain_text("RTK4-8QXM-2233")


def test_without_network_or_when_blocked_nothing_comes(page: Page, school: tuple[str, ScriptedBusiness]) -> None:
    own = phone(page, RINA)
    write(own, "Halo")
    expect(own.locator(".bubble.theirs")).to_have_count(1)
    menu = own.get_by_label("Pilihan lain untuk obrolan ini")
    for on, off in (
        ("Putuskan jaringan", "Sambungkan jaringan"),
        ("Matikan laporan dibaca", "Nyalakan laporan dibaca"),
    ):
        menu.click()
        own.get_by_role("button", name=on).click()
        menu.click()
        own.get_by_role("button", name=off).click()
    menu.click()
    own.get_by_role("button", name="Blokir nomor ini").click()
    expect(own.get_by_text("Nomor ini sedang diblokir.")).to_be_visible()
    own.get_by_role("button", name="Buka blokir", exact=True).click()
    expect(own.get_by_role("textbox")).to_be_visible()


def test_pictures_voices_and_papers_are_sent_and_shown(page: Page) -> None:
    own = phone(page, RINA)
    own.locator("[data-attach]").set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(own.locator(".bubble.mine img")).to_be_visible()
    own.get_by_label("Kirim rekaman suara").click()
    expect(own.locator(".bubble.mine .voice")).to_be_visible()
    paper = b"%PDF-1.7"
    own.locator("[data-attach]").set_input_files({"name": "izin.pdf", "mimeType": "application/pdf", "buffer": paper})
    expect(own.locator(".bubble.mine .file-name")).to_have_text("izin.pdf")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(
    chromium: Browser, school: tuple[str, ScriptedBusiness], scheme: Literal["light", "dark"]
) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.emulate_media(color_scheme=scheme)
    page.goto(school[0])
    own = phone(page, RINA)
    write(own, "Halo")
    expect(own.locator(".bubble.theirs")).to_have_count(1)
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    page.close()
