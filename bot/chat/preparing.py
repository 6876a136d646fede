"""What is done before a turn, so that no transaction waits for a network, a large file or a long read."""

from collections.abc import Callable
from datetime import datetime

from bot.channels.base import Channel, Received
from bot.chat.assigning import Assigning
from bot.chat.attachments import Attachments
from bot.chat.doors import DoorSigns
from bot.chat.papers import Papers
from bot.chat.printing import Letters
from bot.chat.progress_files import ProgressFiles
from bot.chat.recaps import Recaps
from bot.chat.reflection_files import ReflectionFiles
from bot.chat.spreadsheets import Spreadsheets
from bot.storage.engine import Sessions


class Preparing:
    """Everything that is made ready for turns; `sessions` are only read from."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._steps = (
            Attachments(sessions),
            Spreadsheets(sessions, clock),
            Letters(sessions, clock),
            DoorSigns(sessions),
            Papers(sessions),
            ProgressFiles(sessions, clock),
            Recaps(sessions, clock),
            ReflectionFiles(sessions, clock),
            Assigning(sessions, clock),
        )

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with what was made of it beforehand; a group's arrivals need nothing."""
        if received.group:
            return received
        for step in self._steps:
            received = await step(bot_id, channel, received)
        return received
