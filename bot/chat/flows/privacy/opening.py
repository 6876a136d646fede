"""What a guardian can do with the family's data; the copy of it; and the history of its use."""

from bot.chat import drafts
from bot.chat.family_copies import TAKE, MadeCopy
from bot.chat.flows.privacy.draft import BACK, MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.accesses import AccessAction
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.paging import Page
from bot.domain.screens import Row, Style, button, screen
from bot.domain.text import _
from bot.services import accesses, scope
from bot.services.privacy import history, requests, whose
from bot.services.privacy.copies_of_talking import REQUESTS, STATES
from bot.storage.models import PrivacyKind, PrivacyState

PER_PAGE = 8


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """Take, correct, erase, and who saw it."""
    person = turn.known()
    confirmed = await whose.is_confirmed(turn.session, person)
    children = list(await turn.session.scalars(scope.children_of(person)))
    if not (confirmed or children):
        raise NotAllowed
    await drafts.stop_expecting(turn)
    erasure = await requests.erasure_of(turn.session, person)
    found = await requests.of_person(turn.session, person)
    rows: list[Row] = []
    if confirmed:
        rows.append((button(_("Take all of it"), TAKE), button(_("Who saw it"), "pv.hist", 0)))
    if children:
        rows.append((button(_("Put something right"), "pv.fix"),))
    if erasure is not None:
        rows.append((button(_("Do not erase"), "pv.back", erasure.id, style=Style.SUCCESS),))
    elif confirmed:
        rows.append((button(_("Erase my data"), "pv.erase"),))
    return screen(
        "privacy/open",
        *rows,
        (button(_("‹ My children"), "s.data"), *MENU),
        confirmed=confirmed,
        erase_at=erasure.due_at if erasure else None,
        requests=[
            {"kind": REQUESTS[row.kind], "state": STATES[row.state], "at": row.at, "receipt": row.receipt}
            for row in found[:5]
        ],
    )


@flow.press(TAKE.removeprefix("pv."))
async def take(turn: Turn) -> Shown:
    """The copy, which was made before this turn; that it was taken is noted, with how many rows it had."""
    person = turn.known()
    await whose.needs_confirmed(turn.session, person)
    made = turn.received.prepared
    if not isinstance(made, MadeCopy) or made.person_id != person.id:
        raise StaleScreen
    row = requests.new(turn.session, person, PrivacyKind.COPY, turn.now)
    requests.settle(turn.session, row, PrivacyState.DONE, turn.now)
    about = {"by_id": person.id, "person_id": person.id, "details": {"rows": made.rows}}
    accesses.note(turn.session, turn.school.id, AccessAction.COPIED, turn.now, what="family", **about)
    turn.say(screen("privacy/copy", file=made.file, protect=True, receipt=row.receipt, school=turn.school.name))
    return None


@flow.press("hist")
async def seen(turn: Turn, page: int) -> Shown:
    """Who looked at the family's data, took it out or changed it, newest first."""
    person = turn.known()
    await whose.needs_confirmed(turn.session, person)
    family = await whose.told_family(turn.session, person)
    pages = max(1, -(-await history.count(turn.session, family) // PER_PAGE))
    page = min(page, pages - 1)
    found = await history.of_family(turn.session, family, page * PER_PAGE, PER_PAGE)
    lines = [
        {
            "at": one.at,
            "action": history.ACTIONS[one.action],
            "by": one.by,
            "reason": one.reason,
            "of_class": one.of_class,
        }
        for one in found
    ]
    return screen(
        "privacy/history",
        *Page(found, page, pages).turns("pv.hist"),
        BACK,
        lines=lines,
        page=page + 1,
        pages=pages,
        protect=True,
    )
