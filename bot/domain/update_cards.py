"""The teacher's cards about an update she sent: on its way, and gone out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.delivery import Rung
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import Phrase, _


def waiting_card(update_id: int, *, title: Phrase, classes: Sequence[str], send_at: datetime, soon: bool) -> Screen:
    """An update that can still be undone; `soon` is the ten seconds after *send*."""
    undo = _("Undo") if soon else _("Cancel this update")
    return screen(
        "updates/waiting",
        (button(undo, "u.undo", update_id, style=Style.DANGER),),
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
    until: datetime | None,
    twice: int,
    going: bool,
    reminds: bool = False,
    unreached: int = 0,
) -> Screen:
    """How far an update has come, and what can be done about it; `unreached` families have no chat that works."""
    by_hand = (
        button(_("Families without a chat (%(count)s)", count=unreached), "by.list", update_id, 0),
        button(_("Text for the class's group"), "by.group", update_id, 0),
    )
    return screen(
        "updates/progress",
        *((by_hand,) if unreached else ()),
        (button(_("Family by family"), "u.report", update_id), button(_("Answers"), "a.update", update_id)),
        (button(_("Correct it"), "u.fix", update_id), button(_("Withdraw it"), "u.withdraw", update_id)),
        *(((button(_("No answer yet"), "e.open", update_id, 0),),) if reminds else ()),
        (button(_("Sent updates"), "u.sent"), button(_("Menu"), "home.menu")),
        title=title,
        classes=list(classes),
        rungs={rung.value: rungs.get(rung.value, 0) for rung in Rung},
        total=total,
        accepted=accepted,
        open=open_,
        waiting=waiting,
        until=until,
        twice=twice,
        going=going,
    )
