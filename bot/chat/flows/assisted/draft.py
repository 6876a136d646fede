"""What the parts of this conversation share: the flow, and whose answer is being written down."""

from dataclasses import dataclass, replace

from bot.chat.router import Flow
from bot.domain.screens import Screen

flow = Flow("assisted", "by")


@dataclass(slots=True)
class Noting:
    """The number whose answer is typed next."""

    update_id: int
    contact: str


def secretly(shown: Screen) -> Screen:
    """The same, forgotten once it was sent: it holds numbers, words that are one family's, or an address that opens."""
    return replace(shown, secret=True)
