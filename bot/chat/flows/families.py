"""The families of a class for its homeroom teacher: who is linked, confirming, undoing, fresh codes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.records import About, Looking
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services import families, scope
from bot.services.families import REACHED, Family, Guardian, Mark
from bot.services.links import confirming, invitations
from bot.services.links.tellings import waiting_in
from bot.storage.models import GuardianState, SchoolClass

flow = Flow("families", "f")
MENU: Row = (button(_("Menu"), "home.menu"),)
PER_PAGE = 7
AT_ONCE = 30
"""Links shown, and confirmed, with one tap: as many as one reads through."""

SIGNS: dict[Mark, str] = {
    Mark.CONFIRMED: "✓",
    Mark.PROVISIONAL: "◔",
    Mark.STOPPED: "⏸",
    Mark.BLOCKED: "✕",
    Mark.INVITED: "✉",
    Mark.NONE: "–",
}
STANDINGS: dict[Mark, Phrase] = {
    Mark.CONFIRMED: _("linked and confirmed"),
    Mark.PROVISIONAL: _("linked, waits for confirmation"),
    Mark.STOPPED: _("linked, has stopped the messages"),
    Mark.BLOCKED: _("linked, but has blocked the bot"),
    Mark.INVITED: _("has a letter, not linked yet"),
    Mark.NONE: _("no letter, not linked"),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
"""Moments in buttons are counted in these, so that not one link more is meant than was shown."""


@flow.press("classes")
async def classes(turn: Turn) -> Shown:
    """The classes this person looks after; the only one opens by itself."""
    found = list(await turn.session.scalars(scope.homerooms_of(turn.staff())))
    if len(found) == 1:
        return await _class(turn, found[0], 0)
    rows = [tuple(button(of.name, "f.class", of.id, 0) for of in found[at : at + 3]) for at in range(0, len(found), 3)]
    return screen("families/classes", *rows, MENU, count=len(found))


@flow.press("class")
async def one_class(turn: Turn, class_id: int, page: int) -> Shown:
    """One class: counts on top, pupils with a mark each."""
    return await _class(turn, await scope.homeroom_of(turn.session, turn.staff(), class_id), page)


@flow.press("wait")
async def waiting(turn: Turn, class_id: int) -> Shown:
    """Who waits to be confirmed: child, relation, name in the chat; one tap confirms all that are shown."""
    return await _waiting(turn, await scope.homeroom_of(turn.session, turn.staff(), class_id))


@flow.press("all")
async def confirm_all(turn: Turn, class_id: int, up_to: int) -> Shown:
    """Confirm everyone who was shown; whoever linked since then still waits."""
    staff = turn.staff()
    of = await scope.homeroom_of(turn.session, staff, class_id)
    done = await confirming.confirm_all(turn.session, staff, of, _moment(up_to), turn.now)
    rows: list[Row] = [(button(_("Families of the class"), "f.class", of.id, 0),), MENU]
    if done:
        rows.insert(0, (button(_("Undo"), "f.back", of.id, _ticks(turn.now)),))
    return screen("families/confirmed", *rows, count=len(done), class_name=of.name)


@flow.press("back")
async def take_back(turn: Turn, class_id: int, at: int) -> Shown:
    """Undo the confirming of a moment ago."""
    staff = turn.staff()
    of = await scope.homeroom_of(turn.session, staff, class_id)
    await confirming.take_back(turn.session, staff, of, _moment(at))
    return await _waiting(turn, of)


@flow.press("pupil")
async def pupil(turn: Turn, pupil_id: int) -> Shown:
    """One family: its guardians and how far each has come."""
    of, family = await families.family_of(turn.session, turn.staff(), pupil_id, turn.now)
    return _family(of, family)


@flow.press("g")
async def guardian(turn: Turn, guardianship_id: int) -> Shown:
    """One guardian, and what can be done."""
    return await _guardian(turn, guardianship_id)


@flow.press("ok")
async def confirm(turn: Turn, guardianship_id: int) -> Shown:
    """Confirm one link."""
    await confirming.confirm(turn.session, turn.staff(), guardianship_id, turn.now)
    return await _guardian(turn, guardianship_id)


@flow.press("undo")
async def ask_undo(turn: Turn, guardianship_id: int) -> Shown:
    """What undoing a link means, before it is done."""
    of, family, one = await _found(turn, guardianship_id)
    if one.mark in (Mark.INVITED, Mark.NONE):
        raise StaleScreen
    rows = (
        (button(_("Yes, undo the link"), "f.gone", one.id, style=Style.DANGER),),
        (button(_("‹ Back"), "f.g", one.id),),
    )
    return screen("families/undo", *rows, who=_who(of, family, one), chat_name=one.chat_name)


@flow.press("gone")
async def undo(turn: Turn, guardianship_id: int) -> Shown:
    """Undo one link; that chat and the other guardians are told kindly."""
    staff = turn.staff()
    of, family, one = await _found(turn, guardianship_id)
    tie = await confirming.undo(turn.session, staff, guardianship_id, turn.now)
    code = (button(_("Make a new code"), "f.code", tie.id),)
    rows = (*([code] if tie.ended_at is None else []), (button(_("‹ Back"), "f.pupil", family.pupil_id),))
    return screen("families/undone", *rows, who=_who(of, family, one))


@flow.press("code")
async def new_code(turn: Turn, guardianship_id: int) -> Shown:
    """A fresh code for one guardian, shown once; earlier unused ones stop working."""
    staff = turn.staff()
    of, family, one = await _found(turn, guardianship_id)
    issued = await invitations.issue_for(turn.session, turn.school, one.id, now=turn.now, issued_by=staff.id)
    back: Row = (button(_("‹ Back"), "f.g", one.id),)
    shown = screen("families/code", back, who=_who(of, family, one), code=issued.code, link=issued.link)
    return replace(shown, secret=True)


@flow.press("hide")
async def hide(turn: Turn, guardianship_id: int) -> Shown:
    """The school tells this guardian nothing of the child any more."""
    await confirming.set_visibility(turn.session, turn.staff(), guardianship_id, sees_child=False)
    return await _guardian(turn, guardianship_id)


@flow.press("show")
async def unhide(turn: Turn, guardianship_id: int) -> Shown:
    """The school tells this guardian of the child again."""
    await confirming.set_visibility(turn.session, turn.staff(), guardianship_id, sees_child=True)
    return await _guardian(turn, guardianship_id)


async def _class(turn: Turn, of: SchoolClass, number: int) -> Screen:
    found = await families.families_of(turn.session, of, turn.now)
    waits = await waiting_in(turn.session, of.id)
    page = page_of(found, number, PER_PAGE)
    rows: list[Row] = []
    if waits:
        rows.append((button(_("Who is waiting (%(count)s)", count=waits), "f.wait", of.id, style=Style.SUCCESS),))
    rows += [(button(f"{SIGNS[family.mark]} {family.child}", "f.pupil", family.pupil_id),) for family in page.shown]
    if page.number == 0:
        group = button(_("Text for the class's group"), "by.group", 0, of.id)
        rows.append((button(_("Greeting line"), "gl.open", of.id), group))
    rows.append((*(one for row in page.turns("f.class", of.id) for one in row), *MENU))
    return screen(
        "families/class",
        *rows,
        class_name=of.name,
        linked=sum(family.mark in REACHED for family in found),
        total=len(found),
        waiting=waits,
        page=page.number + 1,
        pages=page.pages,
        protect=True,
    )


async def _waiting(turn: Turn, of: SchoolClass) -> Screen:
    found = await families.waiting(turn.session, of, AT_ONCE)
    back: Row = (button(_("Families of the class"), "f.class", of.id, 0),)
    if not found:
        return screen("families/nobody", back, class_name=of.name)
    everyone = button(
        _("Confirm all %(count)s", count=len(found)), "f.all", of.id, _ticks(found[-1].linked_at), style=Style.SUCCESS
    )
    links: list[Mapping[str, str | Phrase]] = [
        {
            "child": one.child,
            "relation": RELATIONS[one.relation.value],
            "guardian": one.guardian,
            "chat_name": one.chat_name,
        }
        for one in found
    ]
    return screen("families/waiting", (everyone,), back, class_name=of.name, links=links, protect=True)


def _family(of: SchoolClass, family: Family) -> Screen:
    rows: list[Row] = [(button(f"{SIGNS[one.mark]} {one.name}", "f.g", one.id),) for one in family.guardians]
    guardians: list[Mapping[str, str | Phrase]] = [
        {"name": one.name, "relation": RELATIONS[one.relation.value], "standing": _standing(one)}
        for one in family.guardians
    ]
    looking = Looking(About.CHILD, family.pupil_id).args
    back: Row = (button(_("‹ Back"), "f.class", of.id, 0), button(_("Records"), "rc.show", *looking, 0))
    return screen(
        "families/family", *rows, back, child=family.child, class_name=of.name, guardians=guardians, protect=True
    )


async def _guardian(turn: Turn, guardianship_id: int) -> Screen:
    of, family, one = await _found(turn, guardianship_id)
    rows: list[Row] = []
    if one.state is GuardianState.PROVISIONAL:
        rows.append((button(_("Confirm"), "f.ok", one.id, style=Style.SUCCESS),))
    code = button(_("Make a new code"), "f.code", one.id)
    linked = one.mark not in (Mark.INVITED, Mark.NONE)
    rows.append((code, button(_("Undo the link"), "f.undo", one.id)) if linked else (code,))
    seeing = button(_("Tell nothing of the child"), "f.hide", one.id)
    rows.append((seeing if one.sees_child else button(_("Tell of the child again"), "f.show", one.id),))
    rows.append((button(_("‹ Back"), "f.pupil", family.pupil_id),))
    return screen(
        "families/guardian",
        *rows,
        who=_who(of, family, one),
        standing=_standing(one),
        chat_name=one.chat_name,
        linked_at=one.linked_at,
        protect=True,
    )


def _standing(one: Guardian) -> Phrase:
    return STANDINGS[one.mark] if one.sees_child else _("is told nothing of the child")


def _who(of: SchoolClass, family: Family, one: Guardian) -> dict[str, str | Phrase]:
    return {
        "guardian": one.name,
        "relation": RELATIONS[one.relation.value],
        "child": family.child,
        "class_name": of.name,
    }


async def _found(turn: Turn, guardianship_id: int) -> tuple[SchoolClass, Family, Guardian]:
    """A guardian of a class that this person looks after; raises NotAllowed."""
    staff = turn.staff()
    _tie, pupil = await families.tie_of(turn.session, staff, guardianship_id)
    of, family = await families.family_of(turn.session, staff, pupil.id, turn.now)
    return of, family, next(one for one in family.guardians if one.id == guardianship_id)


def _ticks(moment: datetime) -> int:
    return (moment - EPOCH) // TICK


def _moment(ticks: int) -> datetime:
    try:
        return EPOCH + ticks * TICK
    except OverflowError:
        raise StaleScreen from None
