"""The notices of what is due, filled from the rows as they stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import AlertKind, Matter
from bot.domain.courses import Score
from bot.domain.mark_words import DONE_AT_HOME, KINDS, amount
from bot.domain.marks import MarkKind, term_at
from bot.domain.notices.alerts import CourseNews, Item, NotYetPresent
from bot.domain.observations import STRENGTHS, Observation, observe
from bot.domain.text import Phrase, Value
from bot.services.attendance.registers import today
from bot.services.progress.courses import courses_of
from bot.storage.among import among
from bot.storage.models import Person, Pupil, School, SchoolClass

ORDER = (AlertKind.NOT_YET, AlertKind.TOTAL, AlertKind.MISSING, AlertKind.BELOW)
"""In which the things about one child are told."""


SAID = 4
"""So many things about one child are said in one message; the rest is counted."""
LATELY = timedelta(weeks=4)
"""What a family is glad to hear is better news when it is not old."""


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil as messages name it, who looks after the class, and what its family is glad to hear, by subject."""

    name: str
    class_name: str
    teacher: str | None
    glad: Sequence[Observation] = ()

    def good(self, beside: Collection[object]) -> Phrase | None:
        """The best of it, about none of these subjects: of those something else is told."""
        return next((one.fact for one in self.glad if not one.subject or one.subject not in beside), None)


async def children(session: AsyncSession, school: School, pupils: Collection[int], now: datetime) -> dict[int, Child]:
    """By pupil of this school who is here."""
    rows = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name, Person.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .outerjoin(Person, Person.id == SchoolClass.homeroom_id)
        .where(among(Pupil.id, pupils), Pupil.school_id == school.id)
    )
    term, newest = term_at(now, school.timezone), today(school, now)
    courses = await courses_of(session, pupils, term, seen_at=now, until=newest)
    since = (now - LATELY).date()
    glad = {
        pupil: [one for one in observe(course, since) if one.kind in STRENGTHS] for pupil, course in courses.items()
    }
    return {pupil: Child(name, of, teacher, glad.get(pupil, ())) for pupil, name, of, teacher in rows}


def item_of(alert_id: int, matter: Matter, child: Child) -> Item:
    """One alert as a message tells of it."""
    about = {"id": alert_id, "pupil_id": matter.pupil_id, "kind": matter.kind.value}
    return {**about, "child": child.name, "class_name": child.class_name, **facts_of(matter.facts)}


def facts_of(facts: Mapping[str, Value]) -> dict[str, Value | Phrase]:
    """What is said of a matter, in a parent's words: the kind of work by its name, marks in their own unit."""
    said: dict[str, Value | Phrase] = dict(facts)
    if "what" in facts:
        kind = MarkKind(str(facts["what"]))
        said |= {"what": KINDS[kind], "at_home": kind in DONE_AT_HOME}
    if "best" in facts:
        of = Score(0, "", MarkKind.TASK, "", None, best=float(str(facts["best"])))
        said |= {name: amount(replace(of, score=float(str(facts[name])))) for name in ("score", "line")}
    return said


def not_yet(school: School, items: Sequence[Item], known: Mapping[int, Child]) -> NotYetPresent:
    """The question about today."""
    ordered = _ordered(items)
    day = ordered[0]["day"]
    assert isinstance(day, date)
    return NotYetPresent(items=ordered, teacher=_signer(ordered, known), school=school.name, day=day)


def news(school: School, items: Sequence[Item], known: Mapping[int, Child]) -> CourseNews:
    """The short word about marks and days."""
    ordered = _in_short(_ordered(items), known)
    return CourseNews(items=ordered, teacher=_signer(ordered, known), school=school.name)


def _in_short(items: Sequence[Item], known: Mapping[int, Child]) -> list[Item]:
    """With what is good about each child, before the rest; of many things the first few are said (`place`), and how
    many `more` there are."""
    told: list[Item] = []
    for pupil_id, group in groupby(items, key=lambda item: number(item["pupil_id"])):
        own = list(group)
        good = known[pupil_id].good({item["subject"] for item in own if "subject" in item})
        more = max(0, len(own) - SAID)
        told += [{**item, "good": good, "place": place, "more": more} for place, item in enumerate(own, 1)]
    return told


def _ordered(items: Iterable[Item]) -> list[Item]:
    def place(item: Item) -> tuple[str, int, int, int]:
        kind = ORDER.index(AlertKind(str(item["kind"])))
        return str(item["child"]), number(item["pupil_id"]), kind, number(item["id"])

    return sorted(items, key=place)


def number(value: object) -> int:
    """An id among an item's values."""
    assert isinstance(value, int)
    return value


def _signer(items: Sequence[Item], known: Mapping[int, Child]) -> str | None:
    """The homeroom teacher, where all children have the same one."""
    teachers = {known[number(item["pupil_id"])].teacher for item in items}
    return teachers.pop() if len(teachers) == 1 else None
