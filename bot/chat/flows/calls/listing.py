"""The list to phone: a line for each family, its numbers and a few words to begin with, and the outcome with a tap."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat import drafts
from bot.chat.flows.calls.draft import BACK, MENU, SHOWN, Calling, flow
from bot.chat.flows.escalations.silence import Line, person_line
from bot.chat.moments import today
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.calls import NOTE_LIMIT, OUTCOMES, Reason
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, Phrase, _
from bot.services.calls import gathering, noting
from bot.services.calls.gathering import Family
from bot.services.escalations.views import Callee
from bot.services.updates.screens import sender_of
from bot.storage.models import CallOutcome, Pupil, SchoolClass

UNKNOWN = 0
"""In place of a guardian's id: nobody noted who it was."""


@flow.command("telepon", "calls")
async def by_command(turn: Turn) -> Shown:
    """`/telepon`."""
    return await shown(turn, 0)


@flow.press("list")
async def opened(turn: Turn, page: int) -> Shown:
    """Whom to call, what is due first."""
    return await shown(turn, page)


async def shown(turn: Turn, page: int, news: Phrase | None = None) -> Screen:
    """The list."""
    staff = turn.staff()
    await drafts.drop(turn, flow.name)
    lines = await gathering.families(turn.session, staff, turn.now)
    found = page_of(lines, page, SHOWN)
    first = found.number * SHOWN + 1
    faces = [
        (button(_("%(number)s. %(child)s", number=first + at, child=line.child.name), "cl.fam", line.pupil_id),)
        for at, line in enumerate(found.shown)
    ]
    return screen(
        "calls/list",
        *faces,
        *found.turns("cl.list"),
        (button(_("Add a family"), "cl.add"), *MENU),
        protect=True,
        news=news,
        count=len(lines),
        first=first,
        lines=[_line(line, today(turn)) for line in found.shown],
    )


def _line(line: Family, day: date) -> Mapping[str, Label | int | date | None]:
    return {
        "child": line.child.name,
        "class_name": line.child.class_name,
        "about": line.about[0].said,
        "more": len(line.about) - 1,
        "tries": line.tries,
        "outcome": OUTCOMES[line.outcome.value] if line.outcome else "",
        "later": line.due_on if line.later > day else None,
    }


@flow.press("fam")
async def family(turn: Turn, pupil_id: int) -> Shown:
    """One family: whom to ask for, what it is about, and how to begin."""
    found = await gathering.family(turn.session, turn.staff(), pupil_id, turn.now)
    if found is None:
        return await shown(turn, 0, _("This family is not on your list any more."))
    return await _family(turn, found)


async def _family(turn: Turn, found: Family) -> Screen:
    staff = turn.staff()
    pupil = await turn.session.get_one(Pupil, found.pupil_id)
    of = await turn.session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    sender = await sender_of(turn.session, staff, turn.school, [of] if of else [])
    people: list[Line] = [person_line(person) for person in found.people]
    return screen(
        "calls/family",
        *[(_reached(found.pupil_id, one),) for one in found.people if one.person_id],
        *grid([_outcome(found.pupil_id, outcome) for outcome in _OTHERS], 2),
        (button(_("Not needed any more"), "cl.drop", found.pupil_id),),
        (button(BACK, "cl.list", 0), *MENU),
        protect=True,
        child=found.child.name,
        class_name=found.child.class_name,
        people=people,
        about=[{"reason": one.reason.value, "said": one.said} for one in found.about],
        reasons=sorted({one.reason.value for one in found.about}),
        title=next((one.said for one in found.about if one.reason is not Reason.CONCERN), ""),
        asked=_asked(found.people),
        teacher=sender.name,
        role=sender.role,
        detail=sender.detail,
        school=turn.school.name,
        tries=found.tries,
        outcome=OUTCOMES[found.outcome.value] if found.outcome else "",
    )


_OTHERS = (CallOutcome.NO_ANSWER, CallOutcome.CALL_BACK, CallOutcome.WRONG_NUMBER, CallOutcome.VISITED)


def _asked(people: Sequence[Callee]) -> str:
    """How the only guardian is addressed; of several nobody knows who takes the call."""
    relations = {one.relation.value for one in people if one.relation}
    return relations.pop() if len(relations) == 1 else ""


def _reached(pupil_id: int, one: Callee) -> Button:
    face = _(
        "Reached: %(name)s (%(relation)s)",
        name=one.name,
        relation=RELATIONS[one.relation.value] if one.relation else "",
    )
    return button(face, "cl.out", pupil_id, CallOutcome.REACHED.value, one.person_id, style=Style.SUCCESS)


def _outcome(pupil_id: int, outcome: CallOutcome) -> Button:
    return button(OUTCOMES[outcome.value], "cl.out", pupil_id, outcome.value, UNKNOWN)


@flow.press("out")
async def outcome(turn: Turn, pupil_id: int, key: str, guardian_id: int) -> Shown:
    """What came of it; a note may be typed."""
    try:
        came = CallOutcome(key)
    except ValueError:
        raise StaleScreen from None
    found, entry = await noting.note(turn.session, turn.staff(), pupil_id, came, guardian_id or None, turn.now)
    await drafts.keep(turn, flow.name, Calling(entry=entry.id, pupil=pupil_id), "note")
    return await _noted(turn, found, came)


async def _noted(turn: Turn, found: Family, came: CallOutcome) -> Screen:
    meetings = [one for one in found.about if one.reason is Reason.MEETING]
    left = await gathering.families(turn.session, turn.staff(), turn.now)
    rows: list[Row] = [
        (button(_("Note what they said of the meeting"), "md.fam", one.key.partition(":")[2], found.pupil_id, 0),)
        for one in meetings
        if came in noting.SPOKEN
    ]
    following = next((one for one in left if one.pupil_id != found.pupil_id and one.later <= today(turn)), None)
    if following is not None:
        rows.append((button(_("Next: %(child)s", child=following.child.name), "cl.fam", following.pupil_id),))
    return screen(
        "calls/noted",
        *rows,
        (button(_("Phone list"), "cl.list", 0), *MENU),
        protect=True,
        child=found.child.name,
        outcome=OUTCOMES[came.value],
        off=came in noting.SPOKEN,
        tomorrow=came is CallOutcome.CALL_BACK,
        problem="",
        limit=NOTE_LIMIT,
    )


@flow.step("note")
async def typed_note(turn: Turn) -> Shown:
    """A word on the call that was noted last."""
    draft = await drafts.needed(turn, flow.name, Calling)
    try:
        await noting.add_note(turn.session, turn.staff(), draft.entry, turn.text, turn.now)
    except InvalidValue as error:
        await drafts.keep(turn, flow.name, draft, "note")
        return screen(
            "calls/noted",
            (button(_("Phone list"), "cl.list", 0), *MENU),
            protect=True,
            child="",
            outcome="",
            off=False,
            tomorrow=False,
            problem=error.reason,
            limit=NOTE_LIMIT,
        )
    return await shown(turn, 0, _("The note is kept."))


@flow.press("drop")
async def drop(turn: Turn, pupil_id: int) -> Shown:
    """Nobody needs to be phoned."""
    await noting.drop(turn.session, turn.staff(), pupil_id, turn.now)
    return await shown(turn, 0, _("The family is off your list."))
