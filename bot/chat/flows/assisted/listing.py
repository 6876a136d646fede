"""The list: how many families there are to write to, which they are, and how many strangers a day are sane."""

from collections.abc import Sequence

from bot.chat import pages
from bot.chat.flows.assisted.draft import flow, secretly
from bot.chat.pages import Ticket
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.assisted import NEW_A_DAY, Step
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.services import assisted
from bot.services.assisted import Family, Worklist
from bot.services.calendar import quiet_rule

PER_PAGE = 8
SIGNS = {Step.OPEN: "•", Step.SENT: "✓", Step.INVITED: "✉", Step.NO_NUMBER: "–"}


@flow.press("list")
async def listing(turn: Turn, update_id: int, page: int = 0) -> Shown:
    """Those to write to first, then those who were written to, then those without a number."""
    found = await assisted.worklist(turn.session, turn.staff(), update_id, turn.now)
    today = await assisted.new_today(turn.session, turn.staff(), turn.school, turn.now)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    ordered = [family for step in SIGNS for family in found.at(step)]
    rows: list[Row] = []
    if found.at(Step.OPEN):
        rows.append((button(_("One after the other ›"), "by.go", update_id, 0, style=Style.PRIMARY),))
    part = page_of(ordered, page, PER_PAGE)
    rows += [*(_row(found, family) for family in part.shown), *part.turns("by.list", update_id)]
    rows.append((*_page_button(update_id), button(_("Text for the class's group"), "by.group", update_id, 0)))
    return screen(
        "assisted/list",
        *rows,
        (button(_("‹ Back"), "u.open", update_id),),
        title=SHELF.get(found.update.template).title,
        sent_at=found.update.send_at,
        total=len(found.families),
        open=len(found.at(Step.OPEN)),
        sent=len(found.at(Step.SENT)),
        invited=len(found.at(Step.INVITED)),
        numberless=len(found.at(Step.NO_NUMBER)),
        advice=advice(today),
        quiet=rule.reason(turn.now) is not None,
    )


@flow.press("page")
async def page_link(turn: Turn, update_id: int) -> Shown:
    """A fresh address of the page, for her alone."""
    staff = turn.staff()
    await assisted.worklist(turn.session, staff, update_id, turn.now)
    known = pages.in_use()
    if known is None:
        raise StaleScreen
    address = known.address(Ticket(staff.id, update_id), turn.now)
    shown = screen(
        "assisted/page",
        (Button(_("Open the page"), url=address),),
        (button(_("‹ List"), "by.list", update_id, 0),),
    )
    return secretly(shown)


def advice(today: int) -> Phrase:
    """What is sane, said in time: the reason stands beside the number."""
    if today >= NEW_A_DAY:
        return _(
            "New contacts today: %(count)s. That is enough: WhatsApp restricts numbers that write to many strangers at "
            "once. Please go on tomorrow.",
            count=today,
        )
    return _(
        "New contacts today: %(count)s. Please stay below about %(most)s a day: WhatsApp restricts numbers that write "
        "to many strangers at once.",
        count=today,
        most=NEW_A_DAY,
    )


def _row(found: Worklist, family: Family) -> Row:
    face = f"{SIGNS[family.step]} {family.child.name} ({family.child.class_name})"
    return (button(face, "by.fam", found.update.id, family.pupil_id),)


def _page_button(update_id: int) -> Sequence[Button]:
    return (button(_("As a page on the phone"), "by.page", update_id),) if pages.in_use() else ()
