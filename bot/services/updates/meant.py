"""Whom an update is about: all of its classes, or, of a personal one, the pupils it names; and what it says of each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.codec import load_value
from bot.domain.screens import Fact
from bot.domain.updates import Values
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    GuardianState,
    Pupil,
    Recipient,
    RecipientPupil,
    SchoolClass,
    UpdatePupil,
)

_WHOLE = aliased(ClassUpdate)
NAMES = ("child", "class_name")
"""What is said of each child besides the fields of the template."""
CORRECTED = "corrected"
"""Stands beside a pupil's values once they say something else than was sent."""


def is_meant(update_id: int | SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether an update to the class of a `Pupil` is about this one, too."""
    whole = exists().where(_WHOLE.id == update_id, ~_WHOLE.personal)
    named = exists().where(UpdatePupil.update_id == update_id, UpdatePupil.pupil_id == Pupil.id)
    return or_(whole, named)


_OF_RECIPIENTS = (
    select(Recipient.id, Pupil.name, SchoolClass.name, UpdatePupil.values)
    .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
    .join(
        UpdatePupil,
        (UpdatePupil.update_id == Recipient.update_id) & (UpdatePupil.pupil_id == RecipientPupil.pupil_id),
    )
    .join(Pupil, Pupil.id == UpdatePupil.pupil_id)
    .join(SchoolClass, SchoolClass.id == Pupil.class_id)
    .join(Guardianship, (Guardianship.pupil_id == Pupil.id) & (Guardianship.person_id == Recipient.person_id))
    .where(
        among(Recipient.id, "recipients"),
        Guardianship.state == GuardianState.CONFIRMED,
        Guardianship.sees_child,
        Pupil.left_at.is_(None),
    )
    .order_by(Pupil.name, Pupil.id)
)


async def facts_for(session: AsyncSession, recipient_ids: Sequence[int]) -> dict[int, dict[str, Fact]]:
    """By recipient of a personal update: `about`, what it says of each of the children whom this reader may hear of."""
    about: defaultdict[int, list[Any]] = defaultdict(list)
    for recipient, child, class_name, values in await session.execute(_OF_RECIPIENTS, {"recipients": recipient_ids}):
        about[recipient].append(_said(child, class_name, values))
    return {recipient: _facts(said) for recipient, said in about.items()}


async def facts_by_child(
    session: AsyncSession, row: ClassUpdate, pupil_ids: Collection[int]
) -> dict[int, dict[str, Fact]]:
    """The same by child, for paper and for writing by hand."""
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name, UpdatePupil.values)
        .join(UpdatePupil, UpdatePupil.pupil_id == Pupil.id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(UpdatePupil.update_id == row.id, among(Pupil.id, pupil_ids))
    )
    return {pupil: _facts([_said(child, of, values)]) for pupil, child, of, values in rows}


async def facts_together(session: AsyncSession, row: ClassUpdate, pupil_ids: Collection[int]) -> dict[str, Fact]:
    """The same for one reader who hears of all these children at once."""
    by_child = await facts_by_child(session, row, pupil_ids)
    said: list[Any] = [one for pupil in pupil_ids if pupil in by_child for one in _about(by_child[pupil])]
    return _facts(said) if said else {}


def _facts(said: list[Any]) -> dict[str, Fact]:
    """What the prose is given; that it was put right is true of the family whose child it was about."""
    corrected = any(one.get(CORRECTED) for one in said)
    return {"about": said, **({"corrected": True} if corrected else {})}


def _about(facts: dict[str, Fact]) -> list[Any]:
    about: Any = facts["about"]
    return list(about)


def _said(child: str, class_name: str, values: dict[str, Any]) -> dict[str, Any]:
    return said_of(child, class_name, {name: load_value(value) for name, value in values.items()})


def said_of(child: str, class_name: str, values: Values) -> dict[str, Any]:
    """What is said of one child, as the prose about single pupils takes it."""
    return {"child": child, "class_name": class_name, **values}
