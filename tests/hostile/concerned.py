"""A concern that is none of others' business, its words in the log, and a family that one teacher has to phone."""

from datetime import UTC, date, datetime
from typing import Any

from bot.chat.flows.calls.draft import Calling
from bot.chat.flows.concerns.draft import Case
from bot.domain.concerns import ConcernArea
from bot.storage.models import Call, Concern, ConcernMember, LogEntry, LogKind, Person, Pupil
from tests.hostile.world import World

DAY = date(2026, 7, 20)
TIMES = [datetime(2026, 7, 21, 3, tzinfo=UTC), datetime(2026, 7, 22, 6, tzinfo=UTC)]
AT = int(TIMES[0].timestamp())


async def add_concerns(world: World, teacher: Person, pupil: Pupil, mother: Person) -> None:
    """One that the teacher keeps alone and the family was not told of, one that the mother told her; and a call."""
    for by, word in ((teacher, "Wqconcern"), (mother, "Wqtold")):
        concern = await world.add(
            Concern(
                school_id=pupil.school_id,
                pupil_id=pupil.id,
                area=ConcernArea.WELLBEING,
                raised_by=by.id,
                by_family=by is mother,
                keeper_id=teacher.id,
                next_step=f"{world.secret(word)}step",
                next_on=DAY,
                times=[at.isoformat() for at in TIMES],
                told_at=world.now if by is mother else None,
                agreed=f"{word} agreed",
                opened_at=world.now,
            )
        )
        await world.add(ConcernMember(concern_id=concern.id, person_id=teacher.id, since=world.now))
        entry = await world.add(
            LogEntry(
                school_id=pupil.school_id,
                at=world.now,
                kind=LogKind.CONCERN,
                staff_id=None if by is mother else teacher.id,
                person_id=mother.id if by is mother else None,
                pupil_id=pupil.id,
                class_id=pupil.class_id,
                concern_id=concern.id,
                text=f"{word} words",
                file={"kind": "voice", "remote": "x", "path": None, "name": "", "size": 1},
            )
        )
        world.meant("concern_id", concern.id)
        world.meant("cn.file.entry_id", entry.id)
        world.people["teacher"].may.add(word)
    world.people["mother"].may.add("Wqtold")
    call = Call(
        school_id=pupil.school_id,
        pupil_id=pupil.id,
        staff_id=teacher.id,
        about="own:1",
        said={"words": world.secret("Wqcall")},
        due_on=DAY,
        made_at=world.now,
    )
    await world.add(call)
    world.people["teacher"].may.add("Wqcall")
    world.meant("guardian_id", mother.id)


def states(world: World) -> list[tuple[str, Any, str]]:
    """Conversations about somebody else's concern, or a call, at every step."""
    ids = {name: found[0] for name, found in world.ids.items()}
    own = Case(concern=ids["concern_id"], text="Dini", step=":look")
    told = Case(concern=world.ids["concern_id"][1], text="Terima kasih", times=TIMES)
    new = Case(pupil=ids["pupil_id"], area="learning", seen="tasks", step=":look", on=DAY, to=ids["person_id"])
    return [
        *(("concerns", own, step) for step in ("reply", "note", "agreed", "ending", "times", "step", "day", "write")),
        *(("concerns", new, step) for step in ("seen", "step", "day", "tell")),
        ("concerns", told, "reply"),
        ("calls", Calling(entry=ids["cn.file.entry_id"], pupil=ids["pupil_id"]), "note"),
        ("calls", Calling(pupil=ids["pupil_id"]), "about"),
    ]
