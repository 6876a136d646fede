"""What a hostile act may have done: which rows changed, whose they are, and what was shown in return."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import Source
from bot.domain.codec import load_screen
from bot.domain.courtesy import Reader
from bot.domain.delivery import Op, OutboxState
from bot.messages.render import render
from bot.services.updates.screens import screens_for
from bot.storage.base import Base
from bot.storage.models import Outgoing
from tests.hostile.world import Who, World

Row = Mapping[str, Any]
Picture = dict[tuple[str, tuple[object, ...]], Row]

OWN = {
    "accounts": ("id", "account_id"),
    "people": ("id", "person_id"),
    "drafts": ("account_id", "account_id"),
    "code_guesses": ("account_id", "account_id"),
    "access_requests": ("account_id", "account_id"),
    "consents": ("person_id", "person_id"),
    "recipients": ("person_id", "person_id"),
    "class_updates": ("author_id", "person_id"),
    "own_templates": ("author_id", "person_id"),
    "stock_answers": ("author_id", "person_id"),
    "attendance": ("person_id", "person_id"),
    "introductions": ("person_id", "person_id"),
    "talks": ("person_id", "person_id"),
    "wishes": ("person_id", "person_id"),
    "rounds": ("teacher_id", "person_id"),
    "threads": ("person_id", "person_id"),
    "privacy_requests": ("person_id", "person_id"),
    "accesses": ("by_id", "person_id"),
    "staff_hours": ("person_id", "person_id"),
    "leaves": ("person_id", "person_id"),
    "complaints": ("person_id", "person_id"),
}
"""By table: the column that says whose a row is, and what of somebody stands in it."""


async def picture(session: AsyncSession) -> Picture:
    """Every row of every table."""
    found: Picture = {}
    for table in Base.metadata.sorted_tables:
        key = [column.name for column in table.primary_key]
        for row in (await session.execute(select(table))).mappings():
            found[table.name, tuple(row[name] for name in key)] = dict(row)
    return found


def trespasses(before: Picture, after: Picture, who: Who) -> list[str]:
    """The changes that were none of this person's business, by table and key; never by content."""
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    written = {key[0]: row["author_id"] for (table, key), row in after.items() if table == "class_updates"}
    updates = {update for update, author in written.items() if author == who.person_id}
    updates |= {row["summary_id"] for row in _meetings(before, after) if _leads(row, who)}
    updates |= {row["invitation_id"] for row in _meetings(before, after) if _leads(row, who)}
    talks = {key[0] for (table, key), row in [*before.items(), *after.items()] if _talks(table, row, who)}
    rounds = {key[0] for (table, key), row in after.items() if table == "rounds" and _theirs_alone(row, who)}
    meetings = {row["id"] for row in _meetings(before, after) if _leads(row, who)}
    concerns = {row["id"] for row in [*before.values(), *after.values()] if _keeps(row, who)}
    guardians = [(key[0], row) for (table, key), row in after.items() if table == "guardianships"]
    ties = {tie: row["pupil_id"] for tie, row in guardians}
    cared = {row["person_id"] for _tie, row in guardians if row["pupil_id"] in who.pupils}
    return sorted(
        f"{table} {key}"
        for table, key in changed
        if not _is_held_back(table, before.get((table, key)), after.get((table, key)), updates)
        and not all(
            _of_a_meeting(table, row, meetings)
            or (table in ("talk_slots", "busy") and row["talk_id"] in talks)
            or (table == "concern_members" and row["concern_id"] in concerns)
            or (table == "round_pupils" and row["round_id"] in rounds)
            or _theirs(table, row, who, updates, ties, cared)
            for row in (before.get((table, key)), after.get((table, key)))
            if row is not None
        )
    )


def _meetings(before: Picture, after: Picture) -> list[Row]:
    return [row for found in (before, after) for (table, _key), row in found.items() if table == "meetings"]


def _theirs_alone(turn: Row, who: Who) -> bool:
    """Whether a round is this teacher's."""
    return bool(turn["teacher_id"] == who.person_id)


def _keeps(row: Row, who: Who) -> bool:
    """Whether a row is a concern that this person raised or keeps."""
    return "keeper_id" in row and who.person_id in (row["raised_by"], row["keeper_id"])


def _talks(table: str, row: Row, who: Who) -> bool:
    """Whether a row is a talk of this person's."""
    return table == "talks" and bool(row["person_id"] == who.person_id)


def _leads(meeting: Row, who: Who) -> bool:
    """Whether she leads it, or runs its school."""
    return meeting["host_id"] == who.person_id or (who.rules is not None and meeting["school_id"] == who.rules)


def _of_a_meeting(table: str, row: Row, meetings: set[object]) -> bool:
    """Whether a row is of a meeting that this person leads."""
    if table == "meetings":
        return row["id"] in meetings
    parts = ("meeting_classes", "meeting_hosts", "slots", "wishes", "attendance", "talks")
    return table in parts and row["meeting_id"] in meetings


def _is_held_back(table: str, before: Row | None, after: Row | None, updates: set[object]) -> bool:
    """Whether a message of this person's own update was still to leave, and does not any more: she has withdrawn it."""
    if table != "outbox" or before is None or after is None or after["update_id"] not in updates:
        return False
    return before["state"] is OutboxState.QUEUED and after["state"] is OutboxState.DROPPED


def _of_a_family(table: str, row: Row, who: Who, cared: set[object]) -> bool:
    """Whether a row is of a family whose links this person looks after."""
    if table == "accounts":
        return bool(cared) and row["person_id"] in {*cared, None}
    if table == "consents":
        return row["pupil_id"] in who.pupils
    return (table == "people" and row["id"] in cared) or (table == "pupils" and row["id"] in who.pupils)


def _by_pupil(row: Row, who: Who) -> bool:
    return row["pupil_id"] in who.pupils


def _by_class(row: Row, who: Who) -> bool:
    return row["class_id"] in who.classes


def _noted_by(row: Row, who: Who) -> bool:
    """What a family says of its own child's day."""
    return row["source"] is Source.NOTE and row["by_id"] == who.person_id


def _by_person(*columns: str) -> Callable[[Row, Who], bool]:
    return lambda row, who: who.person_id is not None and who.person_id in {row[column] for column in columns}


THEIRS: Mapping[str, Callable[[Row, Who], bool]] = {
    "registers": _by_class,
    "assessments": _by_class,
    "absences": lambda row, who: (
        _by_class(row, who) or (row["source"] is Source.NOTE and row["by_id"] == who.person_id)
    ),
    "marks": _by_pupil,
    "pupil_notes": _by_pupil,
    "absence_totals": _by_pupil,
    "alerts": _by_pupil,
    "escalations": _by_pupil,
    "privacy_requests": _by_pupil,
    "absence_notes": lambda row, who: _by_pupil(row, who) or row["person_id"] == who.person_id,
    "accesses": _by_person("by_id"),
    "invitations": lambda row, who: row["adds_chat"] and row["person_id"] == who.person_id,
    "threads": _by_person("person_id", "responsible_id"),
    "schools": lambda row, who: row["id"] == who.rules,
    "staff_hours": lambda row, who: row["school_id"] == who.rules,
    "leaves": lambda row, who: row["school_id"] == who.rules,
    "concerns": _by_person("raised_by", "keeper_id"),
    "calls": _by_person("staff_id"),
}
"""Rows that somebody may change besides those that are theirs alone: a day of a class whose register they take, the
rules of a school they run, a silent family of theirs, a code for another chat."""


def _of_their_own(table: str, row: Row, who: Who) -> bool:
    return table in THEIRS and bool(THEIRS[table](row, who))


def _theirs(
    table: str, row: Row, who: Who, updates: set[object], ties: Mapping[object, int], cared: set[object]
) -> bool:
    """Whether a row is this person's: their own, or of a family whose links they look after (`ties`, `cared`)."""
    if _of_a_family(table, row, who, cared) or _of_their_own(table, row, who):
        return True
    if (table == "recipients" and row["update_id"] in updates) or (table == "class_updates" and row["id"] in updates):
        return True
    if table in OWN:
        column, mine = OWN[table]
        return bool(row[column] == getattr(who, mine))
    if table == "outbox":
        return row["account_id"] in who.contacts or (row["op"] is Op.DELETE and row["update_id"] in updates)
    if table == "update_targets":
        return row["update_id"] in updates and row["class_id"] in who.classes
    if table in ("update_versions", "update_pupils"):
        return row["update_id"] in updates
    if table == "guardianships":
        return row["pupil_id"] in who.pupils
    if table == "invitations":
        return ties.get(row["guardianship_id"]) in who.pupils
    if table == "log":
        by_them = who.person_id is not None and who.person_id in (row["person_id"], row["staff_id"])
        about_theirs = row["pupil_id"] is None or row["pupil_id"] in who.pupils or row["person_id"] == who.person_id
        return by_them and bool(about_theirs)
    return False


class Listener:
    """Reads what leaves to somebody and finds words in it that are not for them; each different screen once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: set[str] = set()
        self._upto = 0
        self.templates: set[str] = set()

    async def hear(self, session: AsyncSession, who: Who, now: datetime) -> list[str]:
        """The words shown to this person since the last time that they may not see."""
        mine = select(Outgoing).where(Outgoing.account_id == who.account_id, Outgoing.id > self._upto)
        forbidden = self._world.secrets - who.may
        leaks = []
        for row in await session.scalars(mine.order_by(Outgoing.id)):
            self._upto = row.id
            text = await self.said(session, row, now)
            leaks += [f"{word} in {self._template(row)}" for word in sorted(forbidden) if word in text]
        return leaks

    async def said(self, session: AsyncSession, row: Outgoing, now: datetime) -> str:
        """All the words of a message, buttons and all; empty when they were read before."""
        known = json.dumps(row.payload, sort_keys=True) if row.payload else f"update {row.recipient_id}"
        if known in self._known:
            return ""
        self._known.add(known)
        if row.payload is not None:
            shown = load_screen(row.payload)
        elif found := await screens_for(session, [row.recipient_id or 0]):
            (shown,) = found.values()
        else:
            return ""  # nothing of it is this reader's to know: it does not leave
        self.templates.add(shown.template)
        words = render(shown, Reader("id", "Asia/Jakarta"), now)
        choices = [choice for line in words.rows for choice in line]
        return "\n".join([words.text, *(f"{choice.label} {unquote(choice.url or '')}" for choice in choices)])

    def _template(self, row: Outgoing) -> str:
        return str(row.payload["template"]) if row.payload else "an update"
