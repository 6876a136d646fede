"""Who came: one tap per family, while they come in or from the printed list afterwards."""

from bot.chat.flows.meetings import sheet
from bot.chat.flows.meetings.held import Noted, flow, moment_of, ticks_of, title_of, to_meeting
from bot.chat.flows.meetings.parts import KNOWN, part
from bot.chat.flows.meetings.sheet import AWAY, HERE, WHOLE
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain import doors
from bot.domain.answers import RELATIONS
from bot.domain.errors import StaleScreen
from bot.domain.meetings import AttendedBy, MeetingState
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.meetings import attendance, comers, planning
from bot.services.meetings.attendance import Mark
from bot.storage.models import Attendance, Meeting, Person, Pupil

_BY = {HERE: AttendedBy.TAP, AWAY: AttendedBy.LIST}


@part(20)
def _on_card(meeting: Meeting) -> Button | None:
    return button(_("Attendance"), "md.list", meeting.id) if meeting.state in KNOWN else None


@flow.press("list")
async def list_(turn: Turn, meeting_id: int, class_id: int = WHOLE, page: int = 0, way: str = HERE) -> Shown:
    """The families of a class, page by page; of several classes, which one first."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    return await list_of(turn, meeting, class_id, page, way)


@flow.press("tap")
async def tap(turn: Turn, meeting_id: int, pupil_id: int, page: int, way: str) -> Shown:
    """This family came, or did not, as the list asks."""
    meeting, pupil = await family(turn, meeting_id, pupil_id)
    mark = Mark(_is_here(way), _BY[way], staff=turn.staff(), channel=turn.bot.channel)
    await attendance.mark_family(turn.session, turn.staff(), meeting, pupil, mark, turn.now)
    return await list_of(
        turn, meeting, pupil.class_id or WHOLE, page, way, *await _news(turn, meeting, pupil, page, way)
    )


@flow.press("who")
async def who(turn: Turn, meeting_id: int, pupil_id: int, page: int, way: str) -> Shown:
    """One family: who came, that nobody did after all, or that nothing is known."""
    meeting, pupil = await family(turn, meeting_id, pupil_id)
    known = await turn.session.get(Attendance, (meeting.id, pupil.id))
    rest = (page, way)
    rows: list[Row] = [*await _guardian_rows(turn, meeting, pupil, page, way)]
    rows.append(
        (
            button(_("Came"), "md.set", meeting.id, pupil.id, attendance.CAME, *rest),
            button(_("Did not come"), "md.set", meeting.id, pupil.id, attendance.MISSED, *rest),
        )
    )
    if known is not None:
        rows.append((button(_("Take the mark away"), "md.set", meeting.id, pupil.id, "none", *rest),))
    of = pupil.class_id or WHOLE
    return screen(
        "meetings/attendance_family",
        *rows,
        (button(_("‹ List"), "md.list", meeting.id, of, *rest),),
        title=title_of(meeting),
        day=meeting.day,
        child=pupil.name,
        came=None if known is None else known.came,
        guardian=await _named(turn, known),
        at_door=known is not None and known.by is AttendedBy.DOOR,
        protect=True,
    )


@flow.press("by")
async def by_guardian(turn: Turn, meeting_id: int, pupil_id: int, guardianship_id: int, page: int, way: str) -> Shown:
    """It was this guardian who came."""
    meeting, pupil = await family(turn, meeting_id, pupil_id)
    person = await comers.guardian_of(turn.session, pupil.id, guardianship_id)
    _is_here(way)
    mark = Mark(True, AttendedBy.TAP, person, turn.staff(), turn.bot.channel)
    noted = await attendance.mark_family(turn.session, turn.staff(), meeting, pupil, mark, turn.now)
    names = [child.name for child in noted]
    news = _("Noted: %(name)s came, for %(children)s.", name=person.name, children=", ".join(names))
    return await list_of(turn, meeting, pupil.class_id or WHOLE, page, way, news)


@flow.press("set")
async def set_(turn: Turn, meeting_id: int, pupil_id: int, state: str, page: int, way: str) -> Shown:
    """Came, did not come, or not known after all."""
    meeting, pupil = await family(turn, meeting_id, pupil_id)
    await note(turn, meeting, pupil, state)
    _is_here(way)
    return await list_of(turn, meeting, pupil.class_id or WHOLE, page, way, noted(pupil, state))


@flow.press("rest")
async def rest(turn: Turn, meeting_id: int, class_id: int, way: str) -> Shown:
    """All others: they did not come, where those who came were tapped; they came, where the absent ones were."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    came = not _is_here(way)
    pupils = [pupil.id for pupil, _of in await _shown(turn, meeting, class_id)]
    mark = Mark(came, AttendedBy.LIST, staff=turn.staff(), channel=turn.bot.channel)
    fresh = await attendance.mark_rest(turn.session, meeting, pupils, mark, turn.now)
    counted = (
        _("Noted: %(count)s families came.", count=len(fresh))
        if came
        else _("Noted: %(count)s families did not come.", count=len(fresh))
    )
    undo = button(_("Undo"), "md.unrest", meeting.id, class_id, ticks_of(turn.now), way)
    return await list_of(turn, meeting, class_id, 0, way, counted, ((undo,),) if fresh else ())


@flow.press("unrest")
async def undo_rest(turn: Turn, meeting_id: int, class_id: int, at: int, way: str) -> Shown:
    """They are open again."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    marked = await attendance.marked_at(turn.session, meeting, turn.staff(), moment_of(at))
    seen = {pupil.id for pupil, _of in await _shown(turn, meeting, class_id)}
    if not seen.intersection(marked):
        raise StaleScreen
    await attendance.unmark(turn.session, meeting, [one for one in marked if one in seen], turn.staff(), turn.now)
    return await list_of(turn, meeting, class_id, 0, way)


async def family(turn: Turn, meeting_id: int, pupil_id: int) -> tuple[Meeting, Pupil]:
    """A family that this member of staff may see; raises NotAllowed."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    return meeting, await attendance.pupil_for(turn.session, turn.staff(), meeting, pupil_id)


async def note(turn: Turn, meeting: Meeting, pupil: Pupil, state: str) -> None:
    """Note `came`, `missed` or `none` of a family; raises StaleScreen for another word."""
    staff = turn.staff()
    if state == "none":
        await attendance.unmark(turn.session, meeting, [pupil.id], staff, turn.now)
    elif state in (attendance.CAME, attendance.MISSED):
        mark = Mark(state == attendance.CAME, AttendedBy.TAP, staff=staff, channel=turn.bot.channel)
        await attendance.mark_family(turn.session, staff, meeting, pupil, mark, turn.now)
    else:
        raise StaleScreen


def noted(pupil: Pupil, state: str) -> Phrase:
    """What was noted just now, in a line."""
    if state == "none":
        return _("Nothing is noted of the family of %(child)s any more.", child=pupil.name)
    if state == attendance.CAME:
        return _("Noted: the family of %(child)s came.", child=pupil.name)
    return _("Noted: the family of %(child)s did not come.", child=pupil.name)


async def list_of(
    turn: Turn,
    meeting: Meeting,
    class_id: int,
    page: int,
    way: str,
    news: Noted = None,
    above: tuple[Row, ...] = (),
) -> Screen:
    """A class's list; `news` is what was noted just now, `above` takes it back or says more of it."""
    _is_here(way)
    if meeting.state is MeetingState.CANCELLED:
        raise StaleScreen
    if not attendance.may_begin(meeting, turn.now):
        opens = doors.opens_at(meeting.starts_at)
        return screen(
            "meetings/attendance_early", to_meeting(meeting), title=title_of(meeting), day=meeting.day, opens=opens
        )
    everybody = await attendance.pupils_for(turn.session, turn.staff(), meeting)
    classes = {pupil.class_id or WHOLE: name for pupil, name in everybody}
    known = await attendance.of(turn.session, meeting.id)
    if class_id == WHOLE and len(classes) > 1:
        return sheet.classes(meeting, everybody, known, way)
    of = class_id or next(iter(classes), WHOLE)
    pupils = [pupil for pupil, _name in everybody if pupil.class_id == of]
    return sheet.families(meeting, of, classes.get(of, ""), pupils, known, page, way, news, above, len(classes) > 1)


async def _news(turn: Turn, meeting: Meeting, pupil: Pupil, page: int, way: str) -> tuple[Phrase, tuple[Row, ...]]:
    """What was noted with one tap, and the taps that take it back or say who it was."""
    undo: Row = (button(_("Undo"), "md.set", meeting.id, pupil.id, "none", page, way),)
    if not _is_here(way):
        return noted(pupil, attendance.MISSED), (undo,)
    return noted(pupil, attendance.CAME), (undo, *await _guardian_rows(turn, meeting, pupil, page, way))


async def _guardian_rows(turn: Turn, meeting: Meeting, pupil: Pupil, page: int, way: str) -> tuple[Row, ...]:
    """Which guardian it was, one tap each; by relation where that tells them apart."""
    people = await comers.guardians(turn.session, pupil.id)
    relations = [one.relation for one in people]
    taps = [
        button(
            _("It was the %(relation)s", relation=RELATIONS[one.relation.value])
            if relations.count(one.relation) == 1
            else one.name,
            "md.by",
            meeting.id,
            pupil.id,
            one.guardianship_id,
            page,
            way,
        )
        for one in people
    ]
    return grid(taps, 2)


async def _named(turn: Turn, known: Attendance | None) -> str | None:
    person = await turn.session.get(Person, known.person_id) if known and known.person_id else None
    return person.name if person else None


async def _shown(turn: Turn, meeting: Meeting, class_id: int) -> list[tuple[Pupil, str]]:
    everybody = await attendance.pupils_for(turn.session, turn.staff(), meeting)
    return [(pupil, name) for pupil, name in everybody if pupil.class_id == class_id]


def _is_here(way: str) -> bool:
    if way not in _BY:
        raise StaleScreen
    return way == HERE
