"""What the guard has to know of a school's pupils, read from rows in a few questions."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.guard import BEST, Finding, Guard, Known
from bot.domain.text import Phrase
from bot.domain.updates import FieldValue, Values
from bot.storage.models import Guardianship, GuardianState, Mark, Person, Pupil, School


async def guard_of(session: AsyncSession, school: School, class_ids: Collection[int]) -> Guard:
    """The guard for words to families of these classes: all pupils of the school are known to it, and of those in the
    classes the names they are called by and the marks as well."""
    phones = await _phones(session, school)
    marks = await _marks(session, class_ids)
    rows = await session.execute(
        select(Pupil.id, Pupil.name, Pupil.nisn, Pupil.nipd, Pupil.phone, Pupil.class_id).where(
            Pupil.school_id == school.id, Pupil.left_at.is_(None)
        )
    )
    known = [
        Known(
            pupil,
            name,
            tuple(number for number in (nisn, nipd) if number),
            tuple(sorted({*phones[pupil], *([phone] if phone else [])})),
            frozenset(marks[pupil]),
            near=of in class_ids,
        )
        for pupil, name, nisn, nipd, phone, of in rows
    ]
    return Guard(known, {BEST, school.pass_line if school.pass_line is not None else BEST})


def findings(guard: Guard, values: Values, pupil_id: int) -> tuple[Finding, ...]:
    """What of another child stands in the values that go to this pupil's family."""
    found = [one for value in values.values() for text in _texts(value) for one in guard.look(text, {pupil_id})]
    return tuple(dict.fromkeys(found))


def first_leak(guard: Guard, pupils: Mapping[int, Values]) -> tuple[int, Finding] | None:
    """The first pupil whose values surely hold what is another's."""
    return next(
        (
            (pupil, finding)
            for pupil, values in pupils.items()
            for finding in findings(guard, values, pupil)
            if finding.sure
        ),
        None,
    )


def _texts(value: FieldValue) -> list[str]:
    """A value as words, tapped ones as they stand in the code: names and numbers in them are the same everywhere."""
    if isinstance(value, str):
        return [value]
    return [_worded(value)] if isinstance(value, Phrase) else []


def _worded(phrase: Phrase) -> str:
    said = {
        name: _worded(value) if isinstance(value, Phrase) else _number(value) for name, value in phrase.values.items()
    }
    text = phrase.plural if phrase.plural and said.get("count") != "1" else phrase.msgid
    return text % said if said else text


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


async def _phones(session: AsyncSession, school: School) -> defaultdict[int, set[str]]:
    rows = await session.execute(
        select(Guardianship.pupil_id, Person.phone)
        .join(Person, Person.id == Guardianship.person_id)
        .where(Person.school_id == school.id, Guardianship.state != GuardianState.ENDED, Person.phone.is_not(None))
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for pupil, phone in rows:
        found[pupil].add(phone or "")
    return found


async def _marks(session: AsyncSession, class_ids: Collection[int]) -> defaultdict[int, set[float]]:
    rows = await session.execute(
        select(Mark.pupil_id, Mark.score)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .where(Pupil.class_id.in_(class_ids), Pupil.left_at.is_(None), Mark.score.is_not(None))
    )
    found: defaultdict[int, set[float]] = defaultdict(set)
    for pupil, score in rows:
        found[pupil].add(score or 0.0)
    return found
