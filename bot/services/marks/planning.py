"""The comparison of a file with what the school has. Reads only."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.marksheets import MarkFile
from bot.services.marks.choices import Choices
from bot.services.marks.comparing import Comparison
from bot.services.marks.known import load, load_marks
from bot.services.marks.resolving import Resolver
from bot.services.marks.values import MarkPlan
from bot.storage.models import Person, School


async def plan_marks(
    session: AsyncSession, school: School, file: MarkFile, choices: Choices, now: datetime, by: Person | None
) -> MarkPlan:
    """What taking over this file would change, with what is left out and what must be asked first; nothing is written.

    `by` is whose rights it keeps to: the homeroom teacher and the administrator take over all of a class, a teacher the
    own subjects; None is the operator.
    """
    book = await load(session, school, by)
    resolver = Resolver(book, choices, school.timezone, now)
    parts = [part for sheet in file.sheets for part in resolver.parts(sheet)]
    classes = {part.class_id for part in parts if part.class_id is not None}
    await load_marks(session, book, classes, sorted({part.term for part in parts if part.term}))
    comparison = Comparison(book, choices, school.timezone, now)
    sheets = tuple([await comparison.compare(session, part) for part in parts])
    plan = MarkPlan(school.id, by.id if by else None, file, choices, sheets)
    return replace(plan, fingerprint=hashlib.sha256(repr(sheets).encode("utf-8", "replace")).hexdigest())
