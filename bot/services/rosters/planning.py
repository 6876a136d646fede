"""The comparison of a roster with what the school has. Reads only."""

import hashlib
from dataclasses import fields, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.roster import Roster
from bot.roster.classes import grade_of
from bot.services.rosters.guardians import plan_guardians
from bot.services.rosters.known import Known, Remarks, class_key, load
from bot.services.rosters.matching import Matches
from bot.services.rosters.pupils import plan_pupils
from bot.services.rosters.staff import StaffBook, plan_homerooms, plan_teachings
from bot.services.rosters.values import ImportPlan, NewClass, RosterYearPast
from bot.storage.models import School

_JULY = 7


async def plan_import(
    session: AsyncSession, school: School, roster: Roster, now: datetime, *, allow_leavers: bool = False
) -> ImportPlan:
    """What importing this roster would change; nothing is written.

    Pupils missing from a list of their whole class are planned as left, unless that is more than a fifth of the class:
    then they are held back, and `allow_leavers` says that it is meant. Raises RosterYearPast for a file of an earlier
    school year than the school's newest class.
    """
    year = roster.school_year or school_year_of(now.astimezone(ZoneInfo(school.timezone)).date())
    known = await load(session, school, year)
    newest = max((row.year for row in known.classes.values()), default=year)
    if year < newest:
        raise RosterYearPast(year, newest)
    plan = _compare(school, roster, known, allow_leavers)
    return replace(plan, fingerprint=_fingerprint(plan))


def school_year_of(day: date) -> str:
    """The Indonesian school year, July to June, as "2026/2027"."""
    start = day.year if day.month >= _JULY else day.year - 1
    return f"{start}/{start + 1}"


def _compare(school: School, roster: Roster, known: Known, allow_leavers: bool) -> ImportPlan:
    remarks = Remarks()
    matches = Matches(roster.pupils, known, remarks)
    pupils = plan_pupils(roster, known, matches, remarks, allow_leavers=allow_leavers)
    staying = [(row, matches.found.get(row)) for row in roster.pupils if row not in matches.left_out and not row.left]
    guardians = plan_guardians(staying, known, remarks)
    book = StaffBook(known, remarks)
    for member in roster.staff:
        book.plan(member)
    homerooms = plan_homerooms(roster, known, book, remarks)
    teachings = plan_teachings(roster, known, book)
    return ImportPlan(
        school_id=school.id,
        year=known.year,
        roster=roster,
        allow_leavers=allow_leavers,
        version=school.roster_version,
        classes=_new_classes(roster, known),
        pupils=tuple(pupils.changes),
        guardians=tuple(guardians),
        staff=tuple(book.changes.values()),
        homerooms=tuple(homerooms),
        teachings=tuple(teachings),
        held_back=tuple(pupils.held_back),
        remarks=(*roster.remarks, *remarks),
        unchanged=pupils.unchanged,
    )


def _fingerprint(plan: ImportPlan) -> str:
    """The same in every process: of what would be done, and not of the roster with its unordered sets."""
    done = [(field.name, getattr(plan, field.name)) for field in fields(plan) if field.name != "roster"]
    return hashlib.sha256(repr(done).encode("utf-8", "replace")).hexdigest()


def _new_classes(roster: Roster, known: Known) -> tuple[NewClass, ...]:
    """Classes the file names and the school does not have this year, with the grade that pupils or the name tell."""
    have = known.of_year()
    grades = {class_key(row.class_name): row.grade for row in roster.pupils if row.class_name and row.grade}
    named = [row.class_name for row in roster.pupils if row.class_name and not row.left]
    named += [row.class_name for row in roster.homerooms]
    named += [row.class_name for row in roster.teachings]
    found: dict[str, NewClass] = {}
    for name in named:
        key = class_key(name)
        if key and key not in have:
            grade = grades.get(key) or grade_of(name)
            found.setdefault(key, NewClass(name, str(grade) if grade else None))
    return tuple(found.values())
