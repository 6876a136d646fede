"""The whole main job in the real playground, on a desk and on a phone, on Telegram and on WhatsApp: linked, informed,
answered, answered back."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import story
from tests.browser.story import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(story.opened(address))
    yield page
    page.close()
    assert problems == []


def test_an_update_is_sent_answered_and_answered_back_and_a_late_father_catches_up(page: Page) -> None:
    people = People.at(page)
    assert story.invite(people.teacher) <= 6
    people.teacher.sees("Selesai: diterima 26 dari 27 orang tua")
    story.read_on_whatsapp(people)
    people.teacher.finds("Selesai: diterima 27 dari 27 orang tua")
    story.answer(people)
    story.answer_on_whatsapp(people)
    assert story.link(people.agus) == 2
    people.teacher.sees("Keluarga baru terhubung", "Agus Salim")
    people.teacher.taps_on("Konfirmasi")
    people.teacher.sees("terhubung dan dikonfirmasi")
    people.teacher.finds("Menjawab: 4")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
