"""The roster that an administrator is looking at: kept until it is applied, cancelled or forgotten."""

import base64
import zlib
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.chat import drafts
from bot.chat.attachments import FLOW
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.roster import Roster
from bot.domain.screens import Row, button
from bot.domain.text import _

flow = Flow(FLOW, "r")

MENU: Row = (button(_("Menu"), "home.menu"),)

_ROSTERS = TypeAdapter(Roster)


@dataclass(slots=True)
class Importing:
    """A roster that was read (packed), the file's `name`, and the plan that was shown, by its fingerprint."""

    packed: str = ""
    name: str = ""
    fingerprint: str = ""
    allow_leavers: bool = False

    @property
    def roster(self) -> Roster:
        """The roster; raises StaleScreen before one was read."""
        if not self.packed:
            raise StaleScreen
        return _ROSTERS.validate_json(zlib.decompress(base64.b64decode(self.packed)))

    @property
    def stamp(self) -> str:
        """Stands in the buttons, so that those of an older plan are recognised."""
        return self.fingerprint[:12]


def pack(roster: Roster) -> str:
    """The neutral roster as text: what a file held besides is gone by now."""
    return base64.b64encode(zlib.compress(_ROSTERS.dump_json(roster))).decode()


async def load(turn: Turn, stamp: str | None = None) -> Importing:
    """The administrator's draft; raises NotAllowed for others, StaleScreen when there is none or it has moved on."""
    turn.admin()
    draft = await drafts.needed(turn, flow.name, Importing)
    if stamp is not None and draft.stamp != stamp:
        raise StaleScreen
    return draft


async def keep(turn: Turn, draft: Importing, step: str | None = None) -> None:
    """Keep the draft."""
    await drafts.keep(turn, flow.name, draft, step)
