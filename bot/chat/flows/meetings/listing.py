"""The meetings of a member of staff: what is coming, what is over, and a new one of each kind."""

from collections.abc import Sequence

from bot.chat import drafts
from bot.chat.flows.meetings.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.meetings import KINDS
from bot.domain.screens import Button, Row, Style, button, screen
from bot.domain.text import _
from bot.services.meetings import listing
from bot.storage.models import Meeting

PAGE = 6
NAMED = 3
"""Classes named on a button; of more, their number."""


@flow.command("pertemuan", "meetings")
@flow.press("list")
async def current(turn: Turn, page: int = 0) -> Shown:
    """What is planned, invited to, or not yet finished; the next one first."""
    return await _listed(turn, page, past=False)


@flow.press("past")
async def past(turn: Turn, page: int = 0) -> Shown:
    """What is finished or was called off, the latest first."""
    return await _listed(turn, page, past=True)


async def _listed(turn: Turn, page: int, *, past: bool) -> Shown:
    await drafts.stop_expecting(turn)
    staff = turn.staff()
    rows = await listing.of(turn.session, staff, past=past, offset=page * PAGE, limit=PAGE + 1)
    key = "m.past" if past else "m.list"
    turns: Row = ()
    if page:
        turns += (button(_("‹ Back"), key, page - 1),)
    if len(rows) > PAGE:
        turns += (button(_("More ›"), key, page + 1),)
    found = [(_face(meeting, classes),) for meeting, classes in rows[:PAGE]]
    other = button(_("Coming meetings"), "m.list") if past else button(_("Earlier meetings"), "m.past")
    return screen(
        "meetings/list",
        *found,
        *((turns,) if turns else ()),
        *(() if past else _new()),
        (other, button(_("Menu"), "home.menu")),
        count=len(found),
        past=past,
    )


def _new() -> tuple[Row, ...]:
    kinds = [
        button(_("+ %(kind)s", kind=face), "m.new", kind.value, style=Style.PRIMARY) for kind, face in KINDS.items()
    ]
    return (*((one,) for one in kinds), (button(_("My introduction"), "m.intro", 0),))


def _face(meeting: Meeting, classes: Sequence[str]) -> Button:
    names = ", ".join(classes) if len(classes) <= NAMED else _("%(count)s classes", count=len(classes))
    face = _("%(day)s · %(title)s · %(classes)s", day=meeting.day, title=KINDS[meeting.kind], classes=names)
    return button(face, "m.open", meeting.id)
