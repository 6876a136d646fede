"""Updates that were sent: the list, one of them, family by family, withdrawing."""

from bot.chat.flows.handouts import letters_rows
from bot.chat.flows.updates.draft import flow
from bot.chat.flows.updates.owned import meeting_screen
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.delivery import Rung
from bot.domain.errors import StaleScreen
from bot.domain.provider import CHANNEL_NAMES
from bot.domain.reasons import REASONS
from bot.domain.screens import Row, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.domain.update_cards import waiting_card
from bot.domain.updates import UpdateTemplate
from bot.services import updates
from bot.services.updates import corrections, reports
from bot.services.updates.progress import owner_of, progress_screen
from bot.storage.models import ClassUpdate, UpdateState

PAGE = 6
LINES = 12

GROUPS: dict[str, tuple[Phrase, tuple[Rung, ...]]] = {
    "answered": (_("Answered"), (Rung.ANSWERED,)),
    "read": (_("Read"), (Rung.READ,)),
    "accepted": (_("Arrived, not yet marked as read"), (Rung.ACCEPTED, Rung.DELIVERED)),
    "waiting": (_("On the way"), (Rung.QUEUED,)),
    "letter": (_("Letter handed out"), ()),
    "failed": (_("Not delivered"), (Rung.FAILED, Rung.UNKNOWN)),
    "unreached": (_("Not reached"), (Rung.UNREACHED,)),
    "withdrawn": (_("Withdrawn"), (Rung.WITHDRAWN,)),
}


@flow.command("terkirim", "sent")
@flow.press("sent")
async def sent(turn: Turn, page: int = 0) -> Shown:
    """The updates this member of staff may see, newest first."""
    query = updates.visible_to(turn.staff()).where(ClassUpdate.state != UpdateState.CANCELLED)
    rows = list(
        await turn.session.scalars(query.order_by(ClassUpdate.send_at.desc()).offset(page * PAGE).limit(PAGE + 1))
    )
    buttons: list[Row] = [
        (button(_("%(day)s · %(title)s", day=row.send_at, title=SHELF.get(row.template).title), "u.open", row.id),)
        for row in rows[:PAGE]
    ]
    turns: Row = ()
    if page:
        turns += (button(_("‹ Newer"), "u.sent", page - 1),)
    if len(rows) > PAGE:
        turns += (button(_("Older ›"), "u.sent", page + 1),)
    last = (button(_("New update"), "u.new"), button(_("Menu"), "home.menu"))
    return screen("updates/sent", *buttons, *((turns,) if turns else ()), last, count=len(rows))


@flow.press("open")
async def open_one(turn: Turn, update_id: int) -> Shown:
    """One update: how far it has come. The card goes on being kept up to date for its author."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    if row.state is UpdateState.SCHEDULED:
        classes = [found.name for found in await updates.classes_of(turn.session, row.id)]
        owner = await owner_of(turn.session, row)
        return waiting_card(
            row.id,
            title=_form(row).title,
            classes=classes,
            send_at=row.send_at,
            owner=owner,
            personal=row.personal,
        )
    if row.state in (UpdateState.CANCELLED, UpdateState.WITHDRAWN):
        return screen("updates/gone", (button(_("Sent updates"), "u.sent"),), title=_form(row).title, state=row.state)
    if row.author_id == turn.staff().id and turn.edits:
        row.progress_account_id, row.progress_message = turn.account.id, turn.edits
    return await progress_screen(turn.session, row, await reports.tally(turn.session, row.id, turn.now))


@flow.press("report")
async def report(turn: Turn, update_id: int) -> Shown:
    """Family by family: the groups, each opens to its list."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    lines = await reports.by_family(turn.session, turn.staff(), row)
    rows: list[Row] = [
        (button(_("%(group)s: %(count)s", group=name, count=count), "u.rung", row.id, key, 0),)
        for key, (name, _rungs) in GROUPS.items()
        if (count := sum(_is_in(line, key) for line in lines))
    ]
    if row.state is UpdateState.SENT and not _form(row).sealed:
        rows += letters_rows(row.id, lines)
    return screen(
        "updates/report", *rows, (button(_("‹ Back"), "u.open", row.id),), title=_form(row).title, count=len(lines)
    )


@flow.press("rung")
async def one_rung(turn: Turn, update_id: int, group: str, page: int) -> Shown:
    """The families of one group, with the reason in plain words where there is one."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    if group not in GROUPS:
        raise StaleScreen
    name, _rungs = GROUPS[group]
    families = await reports.by_family(turn.session, turn.staff(), row)
    lines = [line for line in families if _is_in(line, group)]
    turns: Row = ()
    if page:
        turns += (button(_("‹ Back"), "u.rung", row.id, group, page - 1),)
    if len(lines) > (page + 1) * LINES:
        turns += (button(_("More ›"), "u.rung", row.id, group, page + 1),)
    return screen(
        "updates/families",
        *((turns,) if turns else ()),
        (button(_("‹ Report"), "u.report", row.id),),
        group=name,
        count=len(lines),
        families=[_family(line, _form(row)) for line in lines[page * LINES : (page + 1) * LINES]],
    )


@flow.press("withdraw")
async def withdraw(turn: Turn, update_id: int) -> Shown:
    """Ask once more before taking it back."""
    if (of_meeting := await meeting_screen(turn, update_id, summary=False)) is not None:
        return of_meeting
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    return screen(
        "updates/withdraw",
        (button(_("Yes, withdraw it"), "u.withdrawn", row.id, style=Style.DANGER),),
        (button(_("‹ Back"), "u.open", row.id),),
        title=_form(row).title,
    )


@flow.press("withdrawn")
async def withdrawn(turn: Turn, update_id: int) -> Shown:
    """Take it back."""
    if (of_meeting := await meeting_screen(turn, update_id, summary=False)) is not None:
        return of_meeting
    row = await corrections.withdraw(turn.session, turn.staff(), update_id, turn.now)
    return screen("updates/gone", (button(_("Sent updates"), "u.sent"),), title=_form(row).title, state=row.state)


def _is_in(line: reports.FamilyLine, group: str) -> bool:
    """Each family is in one group; one that has nothing but a letter has a group of its own."""
    if line.has_only_letter:
        return group == "letter"
    return line.rung in GROUPS[group][1]


def _form(row: ClassUpdate) -> UpdateTemplate:
    return SHELF.get(row.template)


def _family(line: reports.FamilyLine, form: UpdateTemplate) -> dict[str, str | Phrase | bool | None]:
    answer = next((guardian.answer for guardian in line.guardians if guardian.answer), None)
    return {
        "name": line.child.name,
        "class_name": line.child.class_name,
        "reason": REASONS[line.reason] if line.reason and not line.has_only_letter else None,
        "answer": form.answer(answer).face if answer else None,
        "by_hand": line.by_hand,
        "told": _told(line),
        "twice": any(guardian.possibly_twice for guardian in line.guardians),
    }


def _told(line: reports.FamilyLine) -> Phrase | None:
    """What a channel says of it, where nobody has tapped: that is less sure, and not every channel knows."""
    if line.told_by is None or line.has_only_letter:
        return None
    channel = CHANNEL_NAMES[line.told_by]
    if line.rung is Rung.READ:
        return _("read, as %(channel)s tells", channel=channel)
    return _("has arrived on the phone, as %(channel)s tells", channel=channel)
