"""An update as letters, one for each child: siblings are in other classes, whose letters lie on another teacher's desk,
and an answer is for one child.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import AnswerBy, Reader
from bot.domain.delivery import Reason
from bot.domain.letters import MessageLetter, Signer
from bot.domain.meetings import FOLDER
from bot.domain.papers import CHOOSING, SUBJECTS
from bot.services.answers.received import has_passed
from bot.services.letter_numbers import number_of
from bot.services.meetings.child_facts import facts_by_child
from bot.services.updates import meant
from bot.services.updates.reports import FamilyLine
from bot.services.updates.screens import prose_of, sender_of
from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    ClassUpdate,
    Guardianship,
    GuardianState,
    Person,
    School,
    SchoolClass,
)


async def letters(
    session: AsyncSession, row: ClassUpdate, lines: Sequence[FamilyLine], now: datetime
) -> list[MessageLetter]:
    """A letter for each of these families, in its own language where that is known."""
    prose = await prose_of(session, row)
    school = await session.get_one(School, row.school_id)
    languages = await _languages(session, [line.pupil_id for line in lines])
    signers = {of: await _signer(session, row, school, of) for of in {line.class_id for line in lines}}
    formal = prose.template.folder == FOLDER
    number = await number_of(session, school, row) if formal else ""
    told = meant.facts_by_child if row.personal else facts_by_child
    facts = await told(session, row, [line.pupil_id for line in lines]) if formal or row.personal else {}
    answers = () if await has_passed(session, row, now) else prose.template.answers
    found = []
    for line in lines:
        locale = languages.get(line.pupil_id, school.locale)
        found.append(
            MessageLetter(
                child=line.child,
                subject=SUBJECTS.get(row.template, prose.template.title),
                screen=prose.screen(locale, [line.child], (), facts=facts.get(line.pupil_id)),
                reader=Reader(locale, school.timezone, answer_by=AnswerBy.SLIP if answers else AnswerBy.NOTE),
                signer=signers[line.class_id],
                answers=tuple(answer.face for answer in answers),
                invites=line.reason is Reason.NOT_LINKED,
                formal=formal,
                number=number,
                asks_time=row.template in CHOOSING and not facts.get(line.pupil_id, {}).get("talks"),
            )
        )
    return found


async def _signer(session: AsyncSession, row: ClassUpdate, school: School, class_id: int) -> Signer:
    author = await session.get_one(Person, row.author_id)
    sender = await sender_of(session, author, school, [await session.get_one(SchoolClass, class_id)])
    return Signer(sender.role, author.name, author.nip, sender.detail)


async def _languages(session: AsyncSession, pupils: Collection[int]) -> dict[int, str]:
    """By pupil: the language of a guardian who has chosen one and may hear of the child, a linked one first."""
    rows = await session.execute(
        select(Guardianship.pupil_id, Person.locale)
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            among(Guardianship.pupil_id, pupils),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
            Person.locale.is_not(None),
        )
        .order_by(Guardianship.state.in_(LINKED).desc(), Guardianship.id)
    )
    found: dict[int, str] = {}
    for pupil, locale in rows:
        found.setdefault(pupil, locale or "")
    return found
