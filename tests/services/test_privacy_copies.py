"""A copy holds what is stored: each word of each table that a sheet is told of, or a reason why not."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, String, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.family_copies import write
from bot.domain.courtesy import Reader
from bot.messages.voice import Voice
from bot.services.privacy import copying, whose
from bot.services.privacy.registry import ALL
from bot.services.privacy.tables import Whose
from bot.sheets import sheets_of
from bot.storage.base import table_of
from bot.storage.models import Assessment, GuardianState, LogKind, Person, Round, RoundState, TurnState
from tests.support.marked_rows import Filled, fill_school

MARK, OTHER = "Mawar", "Melati"

UNTOLD: Mapping[str, str] = {
    "people.nip": "of staff alone",
    "people.source_id": "the key of the roster it came from",
    "pupils.source_id": "the key of the roster it came from",
    "round_pupils.why": "why it was this child's turn: a teacher's own way of going through a class",
    "log.choice": "said as the answer it stands for",
    "log.file": "that there was one; the photograph itself is in the chat",
    "log.message": "the channel's number of a message",
    "log.locale": "the language of the words beside it",
    "absence_notes.file": "that there was one",
    "concerns.next_step": "within the school: that there is one",
    "concerns.times": "they are in the message that offered them",
    "talks.outcome": "within the school: that there is one",
    "talks.follow_up": "within the school",
    "calls.said": "the matter it was about has a sheet of its own",
    "accesses.details": "how many rows; never what stood in them",
    "recipients.answer": "told with the answer in all that was said",
    "recipients.message": "the channel's number of a message",
}
SHEETLESS: Mapping[str, str] = {
    "drafts": "what is being written, for days",
    "inbox": "what arrived, until it is handled and a few days longer",
    "invitations": "hashes of codes",
    "code_guesses": "that a code was wrong, and when",
    "outbox": "what is said here is in the log as well",
    "escalations": "that an answer is awaited",
    "recipient_pupils": "for which child an update came",
    "busy": "the minutes of a talk",
    "talk_needs": "whether a host hopes for a talk; told when it is",
}
SHAPES: dict[str, Any] = {
    "guardianships.state": GuardianState.CONFIRMED,
    "marks.objectives": [["Mawar.marks.objectives", True]],
    "marks.missing": False,
    "guardianships.sees_child": True,
    "pupil_notes.shown": True,
    "round_pupils.state": TurnState.KEPT,
    "absence_totals.term": "20261",
    "log.kind": LogKind.QUESTION,
    "calls.reached_id": None,
    **{f"round_pupils.{part}": {"typed": f"Mawar.round_pupils.{part}"} for part in ("strength", "improve", "step")},
    "round_pupils.why": None,
    "log.recipient_id": None,
}


def test_every_familys_table_is_told_on_a_sheet_or_says_why_not() -> None:
    families = [kept for kept in ALL if kept.whose is Whose.FAMILY]
    assert {kept.name for kept in families if not kept.sheet} == SHEETLESS.keys()


async def test_every_word_that_is_stored_is_in_the_copy_or_has_a_reason(
    session: AsyncSession, now: datetime, tmp_path: Path
) -> None:
    everything = await copy_of(session, now, tmp_path, named=True)
    lacking = {place for place in words() - UNTOLD.keys() if f"{MARK}.{place}" not in everything}
    assert lacking == set(), "tell it on a sheet, or say in UNTOLD why not"
    assert [place for place in UNTOLD if f"{MARK}.{place}" in everything] == []


async def test_nothing_of_another_family_is_in_it(session: AsyncSession, now: datetime, tmp_path: Path) -> None:
    everything = await copy_of(session, now, tmp_path, named=True)
    assert OTHER not in everything


async def copy_of(session: AsyncSession, now: datetime, folder: Path, *, named: bool) -> str:
    """Two families of one class; the copy of the first as text."""
    school = await fill_school(session, "Sekolah", now)
    await session.execute(update(Round).values(state=RoundState.SENT))
    await session.execute(update(Assessment).values(published_at=now))
    family = await Filled(MARK, now, 1, school, SHAPES, named=named).fill(session)
    theirs = {**SHAPES, "marks.objectives": [[OTHER, True]]}
    theirs |= {f"round_pupils.{part}": {"typed": OTHER} for part in ("strength", "improve", "step")}
    await Filled(OTHER, now, 2, school, theirs).fill(session)
    await session.commit()
    person = await session.get_one(Person, family.rows["people"]["id"])
    copied = await copying.gather_of(session, person, await whose.listed_family(session, person))
    path = folder / "copy.xlsx"
    write(path, copied, Voice(Reader("id", "Asia/Jakarta"), now))
    found = sheets_of(path, path.name)
    return "\n".join(str(row) for sheet in found for row in sheet.rows)


def words() -> set[str]:
    """Columns of words that a mark fits into, of tables that a sheet is told of."""
    found = set()
    for kept in ALL:
        for column in table_of(kept.model).columns:
            long = (getattr(column.type, "length", None) or 99) > 60
            if kept.sheet and column.name in kept.words.split() and isinstance(column.type, String | JSON) and long:
                found.add(f"{kept.name}.{column.name}")
    return found
