"""The teacher's cards about an update she sent: on its way, and gone out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Rung
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _


@dataclass(frozen=True, slots=True)
class Owner:
    """The meeting that has written an update: its invitation, or (`summary`) what was said and agreed."""

    meeting_id: int
    summary: bool = False

    @property
    def door(self) -> Button:
        """Where the meeting is."""
        return button(_("Open the meeting"), "m.open", self.meeting_id)

    def changes(self, update_id: int) -> Row:
        """To change what families were told is to change the meeting; a summary can be taken back alone."""
        if self.summary:
            return (button(_("Withdraw it"), "u.withdraw", update_id),)
        return (
            button(_("Change it"), "m.edit", self.meeting_id),
            button(_("Call it off"), "m.cancel", self.meeting_id),
        )


def waiting_card(
    update_id: int,
    *,
    title: Phrase,
    classes: Sequence[str],
    send_at: datetime,
    soon: bool = False,
    owner: Owner | None = None,
    personal: bool = False,
) -> Screen:
    """An update that can still be undone; `soon` is the ten seconds after *send*."""
    face = _("Undo") if soon else _("Cancel this update")
    undo = button(face, "iu.undo" if personal else "u.undo", update_id, style=Style.DANGER)
    if owner is not None:
        undo = owner.door if owner.summary else button(face, "m.undo", owner.meeting_id, style=Style.DANGER)
    return screen(
        "updates/waiting",
        (undo,),
        (button(_("Menu"), "home.menu"),),
        title=title,
        classes=list(classes),
        send_at=send_at,
        soon=soon,
    )


def progress_card(
    update_id: int,
    *,
    title: Phrase,
    classes: Sequence[str],
    rungs: Mapping[str, int],
    total: int,
    accepted: int,
    open_: int,
    waiting: int,
    untapped: int,
    until: datetime | None,
    twice: int,
    going: bool,
    reminds: bool = False,
    unreached: int = 0,
    owner: Owner | None = None,
    personal: bool = False,
) -> Screen:
    """How far an update has come, and what can be done about it; `unreached` families have no chat that works.

    What is about single pupils is corrected for one of them, and is nothing for a class's group.
    """
    fix = button(_("Correct one pupil's"), "iu.fix", update_id, 0) if personal else None
    changes: Row = (
        fix or button(_("Correct it"), "u.fix", update_id),
        button(_("Withdraw it"), "u.withdraw", update_id),
    )
    by_hand: Row = (button(_("Families without a chat (%(count)s)", count=unreached), "by.list", update_id, 0),)
    if not personal:
        by_hand += (button(_("Text for the class's group"), "by.group", update_id, 0),)
    return screen(
        "updates/progress",
        *((by_hand,) if unreached else ()),
        (button(_("Family by family"), "u.report", update_id), button(_("Answers"), "a.update", update_id)),
        *(((owner.door,),) if owner else ()),
        owner.changes(update_id) if owner else changes,
        *(((button(_("No answer yet"), "e.open", update_id, 0),),) if reminds else ()),
        (button(_("Sent updates"), "u.sent"), button(_("Menu"), "home.menu")),
        title=title,
        classes=list(classes),
        rungs={rung.value: rungs.get(rung.value, 0) for rung in Rung},
        total=total,
        accepted=accepted,
        open=open_,
        waiting=waiting,
        untapped=untapped,
        until=until,
        twice=twice,
        going=going,
    )
