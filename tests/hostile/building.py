"""Both schools and everybody in them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import GuardianState, RoleKind, Teaching, UpdateState
from tests.hostile.by_hand import add_by_hand
from tests.hostile.concerned import add_concerns
from tests.hostile.meetings import add_hope, add_meetings
from tests.hostile.people import add_class, add_family, add_listed, add_school, add_second, add_staff
from tests.hostile.rights import give_rights, give_rights_elsewhere
from tests.hostile.updates import add_silence, add_update
from tests.hostile.world import Who, World


async def build(session: AsyncSession, now: datetime) -> World:
    """Both schools and everybody in them; the caller commits."""
    world = World(session, now)
    one, bot = await add_school(world, "SMA Satu", "11")
    two, other_bot = await add_school(world, f"SMA {world.secret('Wqsekolah')}", "12")
    await add_staff(world, one, bot, "admin", RoleKind.ADMIN)
    teacher = await add_staff(world, one, bot, "teacher")
    elsewhere = await add_staff(world, one, bot, "teacher_b")
    lost = await add_staff(world, one, bot, "teacher_lost")
    far = await add_staff(world, two, other_bot, "teacher_far")
    await add_staff(world, two, other_bot, "admin_far", RoleKind.ADMIN)
    class_a = await add_class(world, one, "VII-A", teacher)
    class_b = await add_class(world, one, "VII-B", elsewhere)
    class_far = await add_class(world, two, "VII-A", far)
    await world.add(Teaching(class_id=class_b.id, person_id=elsewhere.id, subject="IPA"))
    await world.add(Teaching(class_id=class_b.id, person_id=lost.id, subject="IPS"))
    victim = await add_family(world, class_a, bot, "mother", "Wqa")
    same = await add_family(world, class_a, bot, "same_class", "Wqs")
    guess = await add_family(world, class_a, bot, "provisional", "Wqp", GuardianState.PROVISIONAL)
    near = await add_family(world, class_b, bot, "other_class", "Wqb")
    away = await add_family(world, class_far, other_bot, "other_school", "Wqf")
    await add_second(world, victim, bot, "hidden", GuardianState.CONFIRMED, sees_child=False)
    await add_second(world, victim, bot, "ended", GuardianState.ENDED)
    in_a = [victim, same, guess]
    await add_update(world, class_a, teacher, in_a, "Wqupdate")
    await add_update(world, class_b, elsewhere, [near], "Wqnear")
    await add_update(world, class_far, far, [away], "Wqfar")
    of_lost = await add_update(world, class_a, lost, in_a, "Wqlost")
    await add_update(world, class_a, teacher, [], "Wqwaits", UpdateState.SCHEDULED)
    listed = await add_listed(world, victim)
    await add_by_hand(world, class_a, teacher)
    await add_silence(world, class_a, victim)
    await add_meetings(world, class_a, teacher, victim)
    await add_hope(world, victim, teacher)
    await add_concerns(world, teacher, victim.pupil, victim.mother)
    world.people["stranger"] = Who("stranger", bot.id, "900")
    await give_rights(world, one, bot, {"A": in_a, "B": [near]}, {"A": class_a, "B": class_b})
    give_rights_elsewhere(world, two, class_far, away)
    world.meant("class_id", class_a.id, class_b.id, class_far.id)
    world.meant("guardianship_id", listed.id)
    world.meant("update_id", of_lost.id)
    await session.flush()
    return world
