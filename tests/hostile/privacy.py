"""Requests about data of one family: a correction that waits for the school, and an erasure that can be taken back."""

from datetime import timedelta

from bot.domain.accesses import AccessAction
from bot.services import accesses
from bot.storage.models import PrivacyKind, PrivacyRequest, Pupil
from tests.hostile.world import World


async def ask_for_data(world: World) -> None:
    """The rows; what was asked is read by the family, its homeroom teacher and the administrator."""
    mother = world.people["mother"]
    assert mother.person_id is not None
    teacher, pupil = world.people["teacher"], world.ids["pupil_id"][0]
    school_id = (await world.session.get_one(PrivacyRequest, await _asked(world, pupil))).school_id
    why = {"by_id": teacher.person_id, "person_id": mother.person_id, "reason": world.secret("Wqseen")}
    accesses.note(world.session, school_id, AccessAction.OPENED, world.now, **why)
    for name in ("mother", "teacher", "admin"):
        world.people[name].may |= {"Wqright", "Wqseen"}


async def _asked(world: World, pupil: int) -> int:
    of = await world.session.get_one(Pupil, pupil)
    common = {"school_id": of.school_id, "person_id": world.people["mother"].person_id, "at": world.now}
    correction = await world.add(
        PrivacyRequest(
            kind=PrivacyKind.CORRECT,
            pupil_id=pupil,
            text=f"Nama {world.secret('Wqright')}",
            result={"field": "name"},
            receipt="D-AAAA-0001",
            due_at=world.now + timedelta(days=3),
            **common,
        )
    )
    erasure = await world.add(
        PrivacyRequest(kind=PrivacyKind.ERASE, receipt="D-AAAA-0002", due_at=world.now + timedelta(days=1), **common)
    )
    world.meant("asked_id", correction.id)
    world.meant("pv.back.asked_id", erasure.id)
    return correction.id
