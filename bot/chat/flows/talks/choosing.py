"""From an invitation to the times that are free: one tap with one child and one host, two where there are more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.flows.invited.draft import flow as invited
from bot.chat.flows.talks import cards, refusals
from bot.chat.flows.talks.family import MENU, as_day, day_of, flow, hosts_named, length
from bot.chat.flows.talks.paging import paged
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.answers import received
from bot.services.meetings import planning
from bot.services.talks import booking, families
from bot.services.talks.naming import named
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Slot


@dataclass(frozen=True, slots=True)
class Offer:
    """Which choice a family is at, among all that it has; they are read once in a turn."""

    meeting: Meeting
    choice: Choice
    all: Sequence[Choice]

    @property
    def others(self) -> list[Choice]:
        """What else is still to be chosen."""
        return [one for one in self.all if one.open and one is not self.choice]


TOGETHER = 10
"""Children, hosts and days are chosen with one tap where there are no more combinations than this."""


@invited.press("times")
async def times(turn: Turn, recipient_id: int) -> Shown:
    """Below an invitation, which stays as it is: what is free comes as a message of its own."""
    recipient = await received.recipient_of(turn.session, turn.known(), recipient_id)
    meeting = await planning.behind(turn.session, recipient.update_id)
    if meeting is None:
        raise StaleScreen
    turn.say(await begin(turn, meeting))
    return None


@flow.press("of")
async def of_meeting(turn: Turn, meeting_id: int) -> Shown:
    """The same from anywhere else."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting_id)
    return await begin(turn, meeting)


@flow.press("with")
async def with_host(turn: Turn, meeting_id: int, pupil_id: int, host_id: int, day: str = "", page: int = 0) -> Shown:
    """The times of one host for one child."""
    offer = await offer_of(turn, meeting_id, pupil_id, host_id)
    if (closed := await refusals.closed(turn, offer.meeting)) is not None:
        return closed
    return await times_of(turn, offer, as_day(day), page)


async def begin(turn: Turn, meeting: Meeting) -> Screen:
    """What there is to choose for this family; where all is chosen, what they have."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting.id)
    if (closed := await refusals.closed(turn, meeting)) is not None:
        return closed
    found = await families.choices(turn.session, turn.known(), meeting)
    open_ = [choice for choice in found if choice.open]
    if not open_:
        return await cards.mine(turn)
    if len(open_) == 1:
        return await times_of(turn, Offer(meeting, open_[0], found))
    return await _choose(turn, meeting, found)


async def offer_of(turn: Turn, meeting_id: int, pupil_id: int, host_id: int) -> Offer:
    """A child of theirs and a host who is there for it; raises NotAllowed."""
    meeting = await families.meeting_of(turn.session, turn.known(), meeting_id)
    found = await families.choices(turn.session, turn.known(), meeting)
    for choice in found:
        if (choice.pupil.id, choice.host.id) == (pupil_id, host_id):
            return Offer(meeting, choice, found)
    raise NotAllowed


async def free_for(turn: Turn, meeting: Meeting, choice: Choice) -> list[Slot]:
    """The times that this guardian could take."""
    return await booking.free(turn.session, meeting, choice.host.id, turn.known(), choice.pupil, turn.now)


async def times_of(
    turn: Turn,
    offer: Offer,
    day: date | None = None,
    page: int = 0,
    *,
    left: bool = False,
    typed: int | None = None,
) -> Screen:
    """The free times of a day, or the way onto the waiting list. `left`: there was no need to wait; `typed`: so many
    times, not one, fit what was typed."""
    meeting, choice = offer.meeting, offer.choice
    if choice.talk is not None:
        return await cards.card(turn, meeting, choice.talk)
    free = await free_for(turn, meeting, choice)
    if not free:
        return await refusals.full(turn, meeting, choice)
    shown = paged(turn, free, day, page)
    args = (meeting.id, choice.pupil.id, choice.host.id)
    rows = shown.rows(lambda face, slot: button(face, "tk.take", slot.id, choice.pupil.id), "tk.with", *args)
    return screen(
        "talks/times",
        *rows,
        _back(offer),
        child=choice.pupil.name,
        hosts=list(await hosts_named(turn, meeting, choice.host)),
        needed=choice.needed,
        day=shown.day,
        minutes=length(free[0]),
        moving=None,
        left=left,
        typed=typed,
    )


def _back(offer: Offer) -> Row:
    """Back to the choice of child and host, where there is one."""
    back = (button(_("‹ Back"), "tk.of", offer.meeting.id),) if sum(one.open for one in offer.all) > 1 else ()
    return (*back, *MENU)


async def _choose(turn: Turn, meeting: Meeting, found: Sequence[Choice]) -> Screen:
    """For which child, with which host, and on which day where those are few."""
    open_ = [choice for choice in found if choice.open]
    children, hosts = {choice.pupil.id for choice in found}, {choice.host.id for choice in found}
    rows = await _with_days(turn, meeting, open_, len(children) > 1, len(hosts) > 1)
    return screen(
        "talks/choose",
        *(
            rows
            or [
                (_choice_button(meeting, choice, _face(choice, len(children) > 1, len(hosts) > 1)),) for choice in open_
            ]
        ),
        MENU,
        lines=[_line(choice) for choice in found],
        days=bool(rows),
        hosts=len(hosts),
        children=len(children),
    )


async def _with_days(turn: Turn, meeting: Meeting, open_: Sequence[Choice], children: bool, hosts: bool) -> list[Row]:
    """A button for each child, host and day, so that any time is two taps away; none where they would be too many."""
    if len(open_) * 2 > TOGETHER or (children and hosts):
        return []
    days = [
        (choice, sorted({day_of(turn, slot.starts_at) for slot in await free_for(turn, meeting, choice)}))
        for choice in open_
    ]
    if all(len(found) < 2 for _pair, found in days) or sum(max(len(found), 1) for _pair, found in days) > TOGETHER:
        return []
    rows: list[Row] = []
    for choice, found in days:
        face = _face(choice, children, hosts)
        made = [
            button(
                _("%(day)s · %(who)s", day=day, who=face),
                "tk.with",
                meeting.id,
                choice.pupil.id,
                choice.host.id,
                day.isoformat(),
            )
            for day in found
        ]
        rows += grid(made or [_choice_button(meeting, choice, face)], 2)
    return rows


def _choice_button(meeting: Meeting, choice: Choice, face: Phrase | str) -> Button:
    style = Style.PRIMARY if choice.needed else Style.PLAIN
    return button(face, "tk.with", meeting.id, choice.pupil.id, choice.host.id, style=style)


def _face(choice: Choice, children: bool, hosts: bool) -> Phrase | str:
    """Only what tells it from the others."""
    if children and hosts:
        return _("%(child)s · %(host)s", child=_first(choice.pupil.name), host=named(choice.host))
    return choice.pupil.name if children else named(choice.host)


def _first(name: str) -> str:
    return name.split()[0] if name.split() else name


def _line(choice: Choice) -> dict[str, str | bool | datetime | Phrase | None]:
    talk = choice.talk
    return {
        "child": choice.pupil.name,
        "host": named(choice.host),
        "at": talk.starts_at if talk else None,
        "waiting": choice.wish is not None,
        "needed": choice.needed,
    }
