"""The README's picture, made by the product itself: `python -m tests.browser.picture` writes docs/playground.png."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bot.paths import ROOT
from bot.playground.demo import RINA, TEACHER
from tests.browser import story
from tests.browser.palette import in_256_colours
from tests.browser.story import SITI, People
from tests.support.chromium import launch_options
from tests.support.process import playground

PICTURE = ROOT / "docs" / "playground.png"
SIZE: ViewportSize = {"width": 1280, "height": 800}


def main() -> None:
    """Play the story, and take the picture in its middle."""
    with TemporaryDirectory() as folder, playground(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(viewport=SIZE, device_scale_factor=2, reduced_motion="reduce", color_scheme="light")
        page.goto(f"{address}/?open={TEACHER.user_id},{SITI.user_id},{RINA.user_id}")
        _play(page)
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(in_256_colours(browser, page.screenshot()))
        browser.close()
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1024:.0f} kB")  # noqa: T201 - a command


def _play(page: Page) -> None:
    people = People.at(page)
    story.invite(people.teacher)
    people.teacher.sees("Selesai: diterima 26 dari 27 orang tua")
    story.ask(people)
    story.accept_on_whatsapp(people.rina)
    people.teacher.finds("Menjawab: 2")
    people.teacher.messages.filter(has_text="Menjawab: 2").evaluate("node => node.scrollIntoView()")
    page.mouse.move(0, 0)
    page.locator(":focus").evaluate_all("found => found.forEach(node => node.blur())")


if __name__ == "__main__":
    main()
