"""People at their phones in the playground's page: what they see, what they tap, what they write."""

from playwright.sync_api import Locator, Page, expect

from bot.playground.demo import Played

PATIENCE = 60_000
"""Milliseconds until something is given up; an update takes ten seconds to leave, and a busy machine its time."""


class Person:
    """One person of the cast; `taps` counts every button pressed on this phone."""

    def __init__(self, page: Page, played: Played) -> None:
        self.page = page
        self.name = played.name
        self.phone = page.get_by_role("region", name=played.name, exact=True)
        self.messages = self.phone.get_by_role("article")
        self.taps = 0

    @property
    def newest(self) -> Locator:
        """The newest message on the phone."""
        return self.messages.last

    def sees(self, *words: str) -> None:
        """Wait until the newest message says all this."""
        self._pick_up()
        for said in words:
            expect(self.newest).to_contain_text(said, timeout=PATIENCE)

    def finds(self, words: str) -> None:
        """Wait until some message says this."""
        self._pick_up()
        expect(self.messages.filter(has_text=words).last).to_be_visible(timeout=PATIENCE)

    def taps_on(self, *faces: str) -> None:
        """Press one button of the newest message after the other, each as soon as it is there."""
        self._pick_up()
        for face in faces:
            self.newest.get_by_role("button", name=face, exact=True).click(timeout=PATIENCE)
            self.taps += 1

    def taps_below(self, face: str) -> None:
        """Press a button that stands under the conversation or in an empty one."""
        self._pick_up()
        self.phone.get_by_role("button", name=face, exact=True).click()
        self.taps += 1

    def writes(self, text: str) -> None:
        """Type a line and send it."""
        self._pick_up()
        line = self.phone.get_by_role("textbox")
        line.fill(text)
        line.press("Enter")
        expect(self.messages.filter(has_text=text).first).to_be_visible(timeout=PATIENCE)

    def _pick_up(self) -> None:
        """On a small screen only one phone is in front."""
        if not self.phone.is_visible():
            people = self.page.get_by_role("navigation", name="Ponsel siapa?")
            people.get_by_role("button", name=self.name).click()
            expect(self.phone).to_be_visible()
