"""A class meeting that goes on just now, one whose summary is out, what was noted of a talk, and a day at school."""

from datetime import timedelta

from bot.chat.flows.meetings.held import ticks_of
from bot.domain.alerts import AlertKind, AlertState
from bot.domain.attendance import DayState, Source
from bot.domain.delivery import Via
from bot.domain.meetings import AttendedBy, MeetingKind, MeetingState, TalkState
from bot.services.meetings import summaries
from bot.services.updates import dump_values
from bot.storage.models import (
    Absence,
    AbsenceNote,
    Alert,
    Attendance,
    ClassUpdate,
    LogEntry,
    LogKind,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    Register,
    SchoolClass,
    Talk,
    UpdateState,
    UpdateTarget,
)
from tests.hostile.meetings import PHOTO
from tests.hostile.world import World

DOOR = "0123456789abcdef"
"""The code at the door of the meeting that goes on."""


async def hold(world: World) -> None:
    """The rows, and what buttons may carry to get at them; the words of the minutes are the host's and the school's."""
    session, people = world.session, world.people
    of = await session.get_one(SchoolClass, world.ids["class_id"][0])
    host = await session.get_one(Person, people["teacher"].person_id)
    mother = await session.get_one(Person, people["mother"].person_id)
    victim, other = [await session.get_one(Pupil, one) for one in world.ids["pupil_id"][:2]]
    for name in ("teacher", "admin"):
        people[name].may |= {"Wqminutes", "Wqoutcome", "Wqsummary"}
    for name in ("mother", "same_class", "provisional"):
        people[name].may |= {"Wqsummary", "Wqintroduced"}
    going = await _meeting(world, of, host, DOOR)
    told = await _meeting(world, of, host, DOOR[::-1])
    told.summary_id = (await _summary(world, of, host)).id
    await _absent(world, of, victim)
    world.session.add(Attendance(**_noted(world, going, host, victim)))
    world.session.add(LogEntry(**_told(world, told, host, victim)))
    booked, done = [await _talk(world, told, host, pupil, mother) for pupil in (victim, other)]
    done.state, done.outcome = TalkState.DONE, f"Hasil {world.secret('Wqoutcome')}"
    await world.session.flush()
    world.ids["md.meeting_id"], world.ids["m.board.meeting_id"] = [going.id, told.id], [going.id]
    world.ids["md.told.meeting_id"] = world.ids["md.untold.meeting_id"] = [told.id]
    world.ids["md.talk_id"], world.ids["md.undone.talk_id"] = [booked.id, done.id], [done.id]
    world.texts["md.send.stamp"] = [str(summaries.stamp_of(going))]


async def _absent(world: World, of: SchoolClass, pupil: Pupil) -> None:
    """The first child was ill today, with a word from its family; the school and this family may read it."""
    day = world.now.date()
    await world.add(Register(class_id=of.id, day=day, source=Source.TAP, taken_at=world.now))
    note = f"Demam {world.secret('Wqabsence')}"
    ill = {"state": DayState.SICK, "note": note, "source": Source.NOTE, "at": world.now}
    await world.add(Absence(pupil_id=pupil.id, day=day, class_id=of.id, **ill))
    await _asked(world, pupil)
    await _note(world, of, pupil)
    for name in ("teacher", "admin", "mother"):
        world.people[name].may |= {"Wqabsence", "Wqnote"}


async def _note(world: World, of: SchoolClass, pupil: Pupil) -> None:
    """Its mother has written that it is excused tomorrow, and why, with a photo of a letter."""
    mother, day = world.people["mother"].person_id, world.now.date() + timedelta(days=1)
    words = f"Menengok kakek {world.secret('Wqnote')}"
    said = {"person_id": mother, "pupil_id": pupil.id, "class_id": of.id, "text": words, "file": PHOTO}
    entry = await world.add(
        LogEntry(school_id=of.school_id, at=world.now, kind=LogKind.ABSENCE_NOTE, choice="excused", **said)
    )
    row = await world.add(
        AbsenceNote(
            school_id=of.school_id,
            pupil_id=pupil.id,
            person_id=mother,
            entry_id=entry.id,
            first=day,
            through=day,
            reason=DayState.EXCUSED,
            text=words,
            file=PHOTO,
            at=world.now,
        )
    )
    world.ids["ab.note_id"] = [row.id]
    world.ids["rc.of"] = [*world.ids["pupil_id"][:2], *world.ids["class_id"], mother or 0]


async def _asked(world: World, pupil: Pupil) -> None:
    """The family was asked about today, and told of a task."""
    about = {"pupil_id": pupil.id, "state": AlertState.TOLD, "found_at": world.now, "due_at": world.now}
    for kind, what in ((AlertKind.NOT_YET, world.now.date().isoformat()), (AlertKind.MISSING, "1")):
        facts = {"subject": f"Fisika {world.secret('Wqtask')}"} if kind is AlertKind.MISSING else {}
        row = Alert(school_id=pupil.school_id, kind=kind, about=what, facts=facts, told_at=world.now, **about)
        world.meant("alert_id", (await world.add(row)).id)
    for name in ("teacher", "admin", "mother"):
        world.people[name].may |= {"Wqtask"}


async def _meeting(world: World, of: SchoolClass, host: Person, door: str) -> Meeting:
    invitation = await _update(world, of, host, "event_invitation", {"event": "Pertemuan"})
    begins = world.now - timedelta(minutes=30)
    ends = world.now + timedelta(hours=1)
    meeting = await world.add(
        Meeting(
            school_id=of.school_id,
            host_id=host.id,
            kind=MeetingKind.CLASS,
            day=begins.date(),
            starts=begins.time(),
            ends=ends.time(),
            starts_at=begins,
            ends_at=ends,
            state=MeetingState.INVITED,
            door=door,
            invitation_id=invitation.id,
            minutes=f"Isi {world.secret('Wqminutes')}",
            agreements=["Wqminutes"],
            created_at=world.now,
        )
    )
    await world.add(MeetingClass(meeting_id=meeting.id, class_id=of.id))
    await world.add(MeetingHost(meeting_id=meeting.id, person_id=host.id))
    return meeting


async def _summary(world: World, of: SchoolClass, host: Person) -> ClassUpdate:
    words = {"day": world.now.date(), "summary": f"Isi {world.secret('Wqsummary')}", "agreements": None}
    return await _update(world, of, host, "meeting_summary", words)


async def _update(world: World, of: SchoolClass, host: Person, template: str, values: dict[str, object]) -> ClassUpdate:
    row = await world.add(
        ClassUpdate(
            school_id=of.school_id,
            author_id=host.id,
            template=template,
            values=dump_values(values),  # type: ignore[arg-type]
            state=UpdateState.SENT,
            send_at=world.now - timedelta(days=1),
            current_until=world.now,  # nobody is to catch up with it
            created_at=world.now,
        )
    )
    await world.add(UpdateTarget(update_id=row.id, class_id=of.id))
    return row


def _noted(world: World, meeting: Meeting, host: Person, pupil: Pupil) -> dict[str, object]:
    """Noted at the moment that the button to undo it carries."""
    world.texts["md.unrest.at"] = [str(ticks_of(world.now))]
    return {
        "meeting_id": meeting.id,
        "pupil_id": pupil.id,
        "came": True,
        "by": AttendedBy.LIST,
        "staff_id": host.id,
        "at": world.now,
    }


def _told(world: World, meeting: Meeting, host: Person, pupil: Pupil) -> dict[str, object]:
    return {
        "school_id": meeting.school_id,
        "at": world.now,
        "kind": LogKind.READ,
        "channel": Via.PHONE.value,
        "staff_id": host.id,
        "pupil_id": pupil.id,
        "meeting_id": meeting.id,
    }


async def _talk(world: World, meeting: Meeting, host: Person, pupil: Pupil, guardian: Person) -> Talk:
    return await world.add(
        Talk(
            school_id=meeting.school_id,
            meeting_id=meeting.id,
            host_id=host.id,
            pupil_id=pupil.id,
            person_id=guardian.id,
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=10),
            created_at=world.now,
            changed_at=world.now,
        )
    )
