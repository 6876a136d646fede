"""Updates that families have answered, one that waits, one sent by hand, and silence that is followed up."""

from datetime import date, time, timedelta
from typing import Any

from bot.domain.delivery import Rung
from bot.domain.escalation import PRESETS, dump_plan
from bot.domain.updates import FieldValue
from bot.services.updates import dump_values
from bot.storage.models import (
    Bot,
    ClassUpdate,
    Escalation,
    EscalationState,
    LogEntry,
    LogKind,
    Person,
    Recipient,
    RecipientPupil,
    SchoolClass,
    UpdateState,
    UpdateTarget,
)
from tests.hostile.world import Family, World

EVENT: dict[str, FieldValue] = {
    "event": "Kejutan Wqevent",
    "day": date(2026, 8, 15),
    "at": time(8),
    "place": "Aula Wqplace",
}


async def add_update(
    world: World,
    of: SchoolClass,
    author: Person,
    families: list[Family],
    word: str,
    state: UpdateState = UpdateState.SENT,
) -> ClassUpdate:
    """An update with an answer of each family and the teacher's reply to it."""
    row = await world.add(
        ClassUpdate(
            school_id=of.school_id,
            author_id=author.id,
            template="event_invitation",
            values=dump_values({**EVENT, "event": f"Acara {world.secret(word)}"}),
            state=state,
            send_at=world.now - timedelta(hours=1) if families else world.now + timedelta(days=1),
            current_until=world.now + timedelta(days=20),
            created_at=world.now,
        )
    )
    await world.add(UpdateTarget(update_id=row.id, class_id=of.id))
    world.meant("update_id", row.id)
    for family in families:
        await _answered(world, row, author, family)
    return row


async def _answered(world: World, row: ClassUpdate, author: Person, family: Family) -> None:
    word = family.pupil.name[:3]
    recipient = await world.add(
        Recipient(
            update_id=row.id,
            person_id=family.mother.id,
            account_id=family.account.id,
            rung=Rung.ACCEPTED,
            message="77",
            shown_version=1,
        )
    )
    await world.add(RecipientPupil(recipient_id=recipient.id, pupil_id=family.pupil.id))
    about: dict[str, Any] = {
        "school_id": row.school_id,
        "at": world.now,
        "channel": "telegram",
        "person_id": family.mother.id,
        "staff_id": author.id,
        "pupil_id": family.pupil.id,
        "class_id": family.pupil.class_id,
        "update_id": row.id,
        "recipient_id": recipient.id,
        "locale": "id",
    }
    said = await world.add(
        LogEntry(kind=LogKind.ANSWER, text=f"Kami {world.secret(f'{word}words')} hadir", message="78", **about)
    )
    reply = await world.add(
        LogEntry(
            kind=LogKind.REPLY,
            text=f"Baik {world.secret(f'{word}reply')}",
            replies_to_id=said.id,
            message="79",
            **about,
        )
    )
    world.meant("recipient_id", recipient.id)
    world.meant("entry_id", said.id, reply.id)


async def add_silence(world: World, of: SchoolClass, victim: Family) -> None:
    """A family that is to be called, and a second bot on which nobody has a chat yet."""
    silent = await world.add(
        Escalation(
            school_id=of.school_id,
            update_id=world.ids["update_id"][0],
            pupil_id=victim.pupil.id,
            state=EscalationState.LISTED,
            due_at=world.now,
            changed_at=world.now,
        )
    )
    (await world.session.get_one(ClassUpdate, silent.update_id)).escalation = dump_plan(PRESETS["usual"])
    world.meant("escalation_id", silent.id)
    world.meant("account_id", victim.account.id)
    second = await world.add(Bot(school_id=of.school_id, channel="whatsapp", address="13", username="6281100"))
    world.meant("bot_id", second.id)
