"""What the parts of this conversation share."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.storage.models import Meeting

flow = Flow("wishes", "tw")


def when(turn: Turn, meeting: Meeting, at: datetime) -> time | datetime:
    """A time as a button shows it: on the meeting's own day the time alone."""
    local = at.astimezone(ZoneInfo(turn.school.timezone))
    return local.time() if local.date() == meeting.day else at
