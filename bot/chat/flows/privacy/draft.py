"""Where somebody stands in it."""

from dataclasses import dataclass

from bot.chat.router import Flow
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow("privacy", "pv")

MENU: Row = (button(_("Menu"), "home.menu"),)
BACK: Row = (button(_("‹ My data"), "pv.open"),)


@dataclass(slots=True)
class Asking:
    """A correction in the making (which field, of whose family), or a refusal that waits for its reason."""

    field: str = ""
    pupil_id: int = 0
    request_id: int = 0
