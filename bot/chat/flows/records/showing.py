"""What was found, a page at a time, the newest first; and the taps that narrow it down."""

from collections.abc import Mapping

from bot.chat import drafts
from bot.chat.flows.records.draft import MENU, flow, looking
from bot.chat.log_words import KINDS
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.accesses import LOG, AccessAction
from bot.domain.answers import RELATIONS, excerpt
from bot.domain.records import SINCES, SORTS, About, Looking, Since, Sort
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, Phrase, Value, _
from bot.services import accesses
from bot.services.log import searching
from bot.services.log.exports import LogRow
from bot.services.log.subjects import Subject
from bot.services.log.ways import Direction

PER_PAGE = 8
ARROWS: Mapping[Direction, str] = {
    Direction.TO_FAMILY: "→",
    Direction.FROM_FAMILY: "←",
    Direction.WITHIN_SCHOOL: "•",
}


@flow.press("show")
async def show(turn: Turn, of: int, about: str, sort: str, since: str, words: int, after: int) -> Shown:
    """A page: the newest, or what is older than the entry `after`."""
    turn.staff()
    meant = await looking(turn, (of, about, sort, since, words))
    await drafts.stop_expecting(turn)
    return await found_for(turn, meant, after)


async def found_for(turn: Turn, meant: Looking, before: int) -> Screen:
    """What was found for it; that somebody looked is noted."""
    staff = turn.staff()
    found = await searching.found(turn.session, staff, meant, turn.now, before=before, limit=PER_PAGE)
    await _noted(turn, meant, found.subject)
    rows: list[Row] = []
    turns: Row = (button(_("‹ Newest"), "rc.show", *meant.args, 0),) if before else ()
    if found.more:
        turns += (button(_("Older ›"), "rc.show", *meant.args, found.oldest),)
    rows += [turns] if turns else []
    rows += grid([_since(meant, one) for one in Since], 2)  # four beside each other break their words on a phone
    rows.append(
        (
            button(_("Kind: %(kind)s", kind=SORTS[meant.sort]), "rc.kinds", *meant.args),
            button(_("Search words"), "rc.find", *meant.args),
        )
    )
    if meant.words:
        rows.append((button(_("Without “%(words)s”", words=meant.words), "rc.nowords", *meant.args[:4]),))
    if meant.about in (About.CHILD, About.FAMILY):
        other = About.FAMILY if meant.about is About.CHILD else About.CHILD
        face = _("The whole family") if other is About.FAMILY else _("This child alone")
        rows.append((button(face, "rc.show", *meant.other(about=other).args, 0),))
    if found.rows:
        rows.append((button(_("As XLSX"), "rc.xlsx", *meant.args), button(_("As CSV"), "rc.csv", *meant.args)))
    return screen(
        "records/found",
        *rows,
        MENU,
        protect=True,
        about=meant.about.value,
        name=found.subject.name,
        detail=found.subject.detail,
        words=meant.words,
        sort=SORTS[meant.sort] if meant.sort is not Sort.ALL else None,
        since=SINCES[meant.since],
        lines=[_line(row) for row in found.rows],
        older=bool(before),
    )


def _since(meant: Looking, since: Since) -> Button:
    chosen = since is meant.since
    face: Label = _("● %(state)s", state=SINCES[since]) if chosen else SINCES[since]
    style = Style.SUCCESS if chosen else Style.PLAIN
    return button(face, "rc.show", *meant.other(since=since).args, 0, style=style)


def _line(row: LogRow) -> Mapping[str, Value | Phrase]:
    return {
        "at": row.at,
        "arrow": ARROWS[row.direction],
        "kind": KINDS[row.kind],
        "child": row.pupil,
        "class_name": row.class_name,
        "person": row.person,
        "relation": RELATIONS[row.relation.value] if row.relation else "",
        "staff": row.staff,
        "about": row.about,
        "text": (excerpt(row.text) or "") if isinstance(row.text, str) else row.text,
        "erased": row.state == "erased",
    }


async def _noted(turn: Turn, meant: Looking, subject: Subject) -> None:
    """Whoever looks beyond her own conversations is noted, once an hour for the same."""
    staff = turn.staff()
    if subject.own and not meant.words:
        return
    await accesses.note_once(
        turn.session,
        turn.school.id,
        AccessAction.SEARCHED if meant.words else AccessAction.SEEN,
        turn.now,
        by_id=staff.id,
        pupil_id=subject.pupil,
        person_id=subject.person,
        class_id=subject.of,
        what=LOG,
    )


@flow.press("kinds")
async def kinds(turn: Turn, of: int, about: str, sort: str, since: str, words: int) -> Shown:
    """Of which kind?"""
    turn.staff()
    meant = await looking(turn, (of, about, sort, since, words))
    faces = [
        button(
            _("● %(state)s", state=SORTS[one]) if one is meant.sort else SORTS[one],
            "rc.show",
            *meant.other(sort=one).args,
            0,
            style=Style.SUCCESS if one is meant.sort else Style.PLAIN,
        )
        for one in Sort
    ]
    return screen("records/kinds", *grid(faces, 2), (button(_("‹ Back"), "rc.show", *meant.args, 0),))
