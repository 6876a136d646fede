"""What the family's side of talks shares: names and faces, the invitation's own message, and what is said of a talk."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.delivery import Op
from bot.domain.meetings import MeetingKind
from bot.domain.screens import Row, Style, button
from bot.domain.shelves.common import PLACES
from bot.domain.text import Phrase, _
from bot.services import outbox
from bot.services.meetings import planning
from bot.services.talks import families, views
from bot.services.talks.families import named
from bot.storage.models import Account, Meeting, Person, Slot, Talk

flow = Flow("talks", "tk")
MENU: Row = (button(_("My meetings"), "tk.mine"), button(_("Menu"), "home.menu"))


def day_of(turn: Turn, at: datetime) -> date:
    """The day of an instant on the school's calendar."""
    return at.astimezone(ZoneInfo(turn.school.timezone)).date()


def clock(turn: Turn, at: datetime) -> Phrase:
    """A time as a button shows it: 13.10."""
    return _("%(time)s", time=at.astimezone(ZoneInfo(turn.school.timezone)).time())


def as_day(text: str) -> date | None:
    """The day that a button carries; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def hosts_named(turn: Turn, meeting: Meeting, host: Person) -> list[Phrase]:
    """With whom a talk is: the host, or all of a joint meeting."""
    hosts = await planning.hosts_of(turn.session, meeting.id) if meeting.joint else [host]
    return [named(one) for one in sorted(hosts, key=lambda one: one.id != host.id)]


def where(meeting: Meeting) -> dict[str, Any]:
    """Where a meeting is, and until when families choose by themselves."""
    return {
        "place": dict(PLACES).get(meeting.place_key or "", meeting.place or None),
        "link": meeting.link,
        "until": meeting.book_until,
        "reports": meeting.kind is MeetingKind.REPORTS,
    }


def length(slot: Slot | Talk) -> int:
    """Minutes of a time."""
    return int((slot.ends_at - slot.starts_at).total_seconds()) // 60


async def write_to_school(turn: Turn, meeting: Meeting, pupil_id: int | None = None) -> Row:
    """A button below which the next words are an answer to the invitation, where it came to this guardian."""
    person = turn.known()
    children = [pupil_id] if pupil_id else [one.id for one in await views.invited(turn.session, person, meeting)]
    for child in children:
        for recipient in await families.invitations_of(turn.session, meeting, child):
            if recipient.person_id == person.id:
                return (button(_("Write to the teacher"), "a.say", recipient.id, style=Style.PRIMARY),)
    return ()


async def refresh(turn: Turn, meeting: Meeting, pupil_id: int) -> None:
    """Show the family's times in the invitation's own message too, wherever a channel can change one."""
    for recipient in await families.invitations_of(turn.session, meeting, pupil_id):
        account = await turn.session.get(Account, recipient.account_id) if recipient.account_id else None
        if account is None or recipient.message is None or account.person_id != recipient.person_id:
            continue
        row = outbox.show_update(turn.session, account, turn.school.id, recipient, turn.now, edit=recipient.message)
        row.op = Op.REFRESH
