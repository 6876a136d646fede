"""One family of the board: what is known of it, whom to call, and what can be done, one tap each."""

from collections.abc import Sequence

from bot.chat.flows.meetings import attendance as noting
from bot.chat.flows.meetings.board import OPEN_STEPS, board_of, known_of
from bot.chat.flows.meetings.held import Noted, flow, in_a_row, title_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.assisted import Step as ByHand
from bot.domain.boards import Line, Reach, Step, step_of
from bot.domain.errors import AppError, NotAllowed
from bot.domain.meetings import INVITATIONS
from bot.domain.rsvp import WITH
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, Value, _
from bot.services import assisted
from bot.services.escalations.views import Callee, people_of
from bot.services.meetings import attendance, comers, phoning, planning
from bot.services.meetings import board as boards
from bot.services.talks import rota
from bot.storage.models import ClassUpdate, Meeting, UpdateState


@flow.press("fam")
async def opened(turn: Turn, meeting_id: int, pupil_id: int, page: int = 0) -> Shown:
    """One family."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    return await _card(turn, meeting, pupil_id, page)


@flow.press("here")
async def came(turn: Turn, meeting_id: int, pupil_id: int, state: str, page: int) -> Shown:
    """Came, did not come, or not known after all; back on the board."""
    meeting, pupil = await noting.family(turn, meeting_id, pupil_id)
    await noting.note(turn, meeting, pupil, state)
    undo = ((button(_("Undo"), "md.here", meeting.id, pupil.id, "none", page),),) if state != "none" else ()
    return await board_of(turn, meeting, page, noting.noted(pupil, state), undo)


@flow.press("said")
async def said(turn: Turn, meeting_id: int, guardianship_id: int, key: str, page: int) -> Shown:
    """What this guardian said on the phone: it counts as their answer."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    pupil = await phoning.note_answer(turn.session, turn.staff(), meeting, guardianship_id, key, turn.now)
    return await board_of(turn, meeting, page, _("The answer of the family of %(child)s is noted.", child=pupil.name))


@flow.press("told")
async def told(turn: Turn, meeting_id: int, pupil_id: int, page: int) -> Shown:
    """They were told on the phone what was agreed."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    pupil = await phoning.note_told(turn.session, turn.staff(), meeting, pupil_id, turn.now)
    undo: Row = (button(_("Undo"), "md.untold", meeting.id, pupil.id, page),)
    news = _("Noted: you have told the family of %(child)s.", child=pupil.name)
    return await board_of(turn, meeting, page, news, (undo,))


@flow.press("untold")
async def untold(turn: Turn, meeting_id: int, pupil_id: int, page: int) -> Shown:
    """They were not, after all."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    await phoning.take_back_told(turn.session, turn.staff(), meeting, pupil_id, turn.now)
    return await board_of(turn, meeting, page)


async def _card(turn: Turn, meeting: Meeting, pupil_id: int, page: int, news: Noted = None) -> Screen:
    staff = turn.staff()
    found = await boards.board(turn.session, meeting, turn.now, staff)
    line = next((one for one in found.lines if one.pupil_id == pupil_id), None)
    if line is None:
        raise NotAllowed
    step = step_of(line, found.stage)
    # Numbers are for whoever follows the message up, not for every host.
    close = await boards.follows_up(turn.session, staff, meeting.invitation_id)
    people = (await people_of(turn.session, [pupil_id])).get(pupil_id, []) if close else []
    rows = [
        *(await _sending_rows(turn, meeting, line) if close else ()),
        *(await _booking_rows(turn, meeting) if step is Step.TIME else ()),
        *await _time_rows(turn, meeting, line, page),
        *_told_rows(meeting, line, step, page),
        (button(_("‹ All families"), "m.board", meeting.id, page),),
    ]
    return screen(
        "meetings/board_family",
        *rows,
        title=title_of(meeting),
        day=meeting.day,
        noted=news,
        child=line.child.name,
        class_name=line.child.class_name,
        step=OPEN_STEPS[step] if step else None,
        facts=in_a_row(known_of(meeting, line, turn.school.timezone)),
        calling=bool(people) and not attendance.may_begin(meeting, turn.now),
        people=[_callee(person) for person in people],
        protect=True,
    )


async def _sending_rows(turn: Turn, meeting: Meeting, line: Line) -> Sequence[Row]:
    """The ways to a family whom the invitation, or the summary, has not reached."""
    if line.summary is Reach.MISSED:
        update_id = meeting.summary_id
    elif line.invited is Reach.MISSED and turn.now < meeting.starts_at:
        update_id = meeting.invitation_id
    else:
        return ()
    row = await turn.session.get(ClassUpdate, update_id or 0)
    if row is None or row.state is not UpdateState.SENT:
        return ()
    rows: list[Row] = [
        (
            button(_("Print the letters"), "ho.print", row.id),
            button(_("The letter went home"), "ho.given", row.id, line.pupil_id, row.version, 0),
        )
    ]
    if await _by_hand(turn, row.id, line.pupil_id):
        rows.insert(0, (button(_("From your own WhatsApp"), "by.fam", row.id, line.pupil_id, style=Style.PRIMARY),))
    return rows


async def _booking_rows(turn: Turn, meeting: Meeting) -> Sequence[Row]:
    """A time of hers that is still free can be booked for a family on the phone."""
    try:
        _meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting.id, 0)
    except NotAllowed:
        return ()
    return ((button(_("Find a time for them"), "ta.open", meeting.id, host.id, style=Style.PRIMARY),),)


async def _by_hand(turn: Turn, update_id: int, pupil_id: int) -> bool:
    """Whether the teacher can write to this family herself."""
    try:
        found = await assisted.worklist(turn.session, turn.staff(), update_id, turn.now)
        return found.family(pupil_id).step is not ByHand.NO_NUMBER
    except AppError:
        return False


async def _time_rows(turn: Turn, meeting: Meeting, line: Line, page: int) -> Sequence[Row]:
    """Before the meeting what they say on the phone; from then on whether they came."""
    if attendance.may_begin(meeting, turn.now):
        rows: list[Row] = [
            (
                button(_("Came"), "md.here", meeting.id, line.pupil_id, attendance.CAME, page),
                button(_("Did not come"), "md.here", meeting.id, line.pupil_id, attendance.MISSED, page),
            )
        ]
        return [*rows, *_talk_rows(line)]
    people = await comers.guardians(turn.session, line.pupil_id)
    several = len(people) > 1
    taps = [
        button(
            _("%(who)s: %(answer)s", who=_who(one, people), answer=answer.face) if several else answer.face,
            "md.said",
            meeting.id,
            one.guardianship_id,
            answer.key,
            page,
        )
        for one in people
        for answer in SHELF.get(INVITATIONS[meeting.kind]).answers
        if answer.key != WITH
    ]
    return grid(taps, 2)


def _who(one: comers.Guardian, people: Sequence[comers.Guardian]) -> Phrase | str:
    namesakes = sum(other.relation is one.relation for other in people) > 1
    return one.name if namesakes else RELATIONS[one.relation.value]


def _talk_rows(line: Line) -> list[Row]:
    return [(button(_("Talk at %(at)s: the outcome", at=talk.at), "md.talk", talk.talk_id),) for talk in line.talks]


def _told_rows(meeting: Meeting, line: Line, step: Step | None, page: int) -> list[Row]:
    if step not in (Step.TELL, Step.BRING):
        return []
    face = _("I have told them on the phone")
    return [(button(face, "md.told", meeting.id, line.pupil_id, page, style=Style.SUCCESS),)]


def _callee(person: Callee) -> dict[str, Value | Phrase]:
    return {
        "name": person.name,
        "relation": RELATIONS[person.relation.value] if person.relation else None,
        "phone": person.phone,
        "confirmed": person.confirmed,
    }
