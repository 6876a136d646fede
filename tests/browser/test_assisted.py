"""A teacher writes to families without a chat: from the bot to the plain page, on a phone that runs no script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import story
from tests.browser.people import PATIENCE
from tests.browser.story import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALL: ViewportSize = {"width": 360, "height": 740}
BIG_ENOUGH = 44
"""Pixels: what a thumb hits (WCAG 2.2, 2.5.5)."""


def test_two_taps_a_family_on_a_page_without_any_script(browser: Browser, address: str) -> None:
    phones = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    phones.goto(story.opened(address))
    people = People.at(phones)
    teacher = people.teacher
    page = browser.new_context(viewport=SMALL, java_script_enabled=False, is_mobile=True).new_page()
    page.goto(page_of(people))
    expect(page.get_by_role("heading", name="Undangan acara")).to_be_visible()
    first = page.locator("section.family").filter(has_text="nomor sudah dipastikan").first
    name = first.get_by_role("heading").inner_text().removeprefix("• ")
    opened = urlsplit(first.get_by_role("link", name="Buka WhatsApp").get_attribute("href") or "")
    assert opened.netloc == "wa.me"
    assert name.partition(" (")[0] in parse_qs(opened.query)["text"][0]
    first.get_by_role("button", name="✓ Sudah dikirim").click()
    expect(page.get_by_role("status")).to_contain_text("Tercatat: sudah dikirim")
    expect(page.locator("main > section.family").filter(has_text=name)).to_have_count(0)
    page.get_by_text("Yang sudah ditulis").click()
    page.get_by_text("Catat jawabannya").click()
    page.get_by_role("button", name="Kami akan hadir").click()
    teacher.taps_on("‹ Daftar")
    teacher.sees("Sudah dikirim: 1")
    assert looks_right(browser, page.url) == []
    phones.close()
    page.close()


def page_of(people: People) -> str:
    """Send an update, let it reach everybody who has a chat, and ask for the page."""
    teacher = people.teacher
    story.invite(teacher)
    story.open_on_whatsapp(people.dodi)
    teacher.sees("Selesai: diterima 27 dari 27 orang tua")
    teacher.taps_on("Keluarga tanpa obrolan (9)", "Buka sebagai halaman")
    link = teacher.newest.get_by_role("link", name="Buka halamannya")
    expect(link).to_be_visible(timeout=PATIENCE)
    return link.get_attribute("href") or ""


def looks_right(browser: Browser, address: str) -> list[str]:
    """What is wrong with the page on a small phone, in the light and in the dark."""
    wrong = []
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport=SMALL, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
        page.goto(address)
        found = Axe().run(page)
        wrong += [f"{scheme}: {found.generate_report()}"] if found.response["violations"] else []
        wrong += [f"{scheme}: wider than the phone"] if page.evaluate(_TOO_WIDE) else []
        wrong += [f"{scheme}: {face} is small" for face in small_buttons(page)]
        page.close()
    return wrong


_TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def small_buttons(page: Page) -> list[str]:
    """The faces of what is too small for a thumb."""
    found = page.locator("button:visible, a.big:visible").all()
    boxes = [(one.inner_text(), one.bounding_box()) for one in found]
    return [face for face, box in boxes if box is None or box["height"] < BIG_ENOUGH]
