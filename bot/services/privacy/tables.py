"""How one table is classified: whose data it holds, what of it is words, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Select, and_, exists, false, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.privacy import Reason
from bot.domain.retention import Term
from bot.storage.base import Base, table_of
from bot.storage.models import Account, Bot, Guardianship, Person, Pupil, Role


class Whose(StrEnum):
    """FAMILY: of a guardian, or of a child for its guardians. STAFF: of who works here, for as long as that lasts.
    SCHOOL: of nobody in particular. MACHINE: what the program needs to run."""

    FAMILY = "family"
    STAFF = "staff"
    SCHOOL = "school"
    MACHINE = "machine"


class Erase(StrEnum):
    DELETE = "delete"
    BLANK = "blank"
    """The words go; who, when and what kind stays: a tombstone."""
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Family:
    """Whose data is meant: a guardian with the children. `alone`: of whom nobody else is a linked guardian.
    `addresses` are the chats' as their bots know them."""

    person_id: int
    pupils: frozenset[int] = frozenset()
    alone: frozenset[int] = frozenset()
    chats: frozenset[int] = frozenset()
    addresses: frozenset[tuple[int, str]] = frozenset()


NOW = object()
"""A value of a part: the moment at which it is written."""

Found = Callable[[Family], ColumnElement[bool]]
Due = Callable[[int, datetime], ColumnElement[bool]]
"""Rows of a school (by its id) whose time was over before a moment."""


@dataclass(frozen=True, slots=True)
class Part:
    """A family's rows of a table, and what erasure does to them.

    `values` are what is written where not simply all words go; `keeps` names columns that stay, and why; `unless` are
    rows that stay for now. `why` is for what is kept whole.
    """

    found: Found
    erase: Erase
    why: Reason | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    keeps: Mapping[str, Reason] = field(default_factory=dict)
    unless: tuple[tuple[Found, Reason], ...] = ()


@dataclass(frozen=True, slots=True)
class Ends:
    """When rows have had their time, and what becomes of them."""

    term: Term
    due: Due
    erase: Erase
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """One table. Each of its columns is a `ref` (what the row is, and what it belongs to), a `fact` (a kind, a state, a
    time, a number) or `words` (what says something of a person, and what leads to one).

    `own` are rows of the guardian, `childs` those of the child that others look after, too. `sheet` is where a copy
    tells of it. `elsewhere` says what ends it, where no term does; `since` is when a row was made, where some may stay
    for now.
    """

    model: type[Base]
    whose: Whose
    facts: str = ""
    words: str = ""
    own: Part | None = None
    childs: Part | None = None
    ends: tuple[Ends, ...] = ()
    elsewhere: str = ""
    sheet: str = ""
    since: str = ""

    @property
    def name(self) -> str:
        return table_of(self.model).name

    @property
    def refs(self) -> frozenset[str]:
        """Keys of this row and of those it points to."""
        table = table_of(self.model)
        named = {*self.facts.split(), *self.words.split()}
        keys = [*table.primary_key.columns, *(key.parent for key in table.foreign_keys)]
        return frozenset(column.name for column in keys if column.name not in named)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What erasure looks at."""
        return tuple(part for part in (self.own, self.childs) if part is not None)

    def blanks(self, part: Part | Ends, now: datetime) -> dict[str, Any]:
        """What is written over a row: nothing where there were words, beside the part's own values."""
        keeps = part.keeps if isinstance(part, Part) else {}
        columns = table_of(self.model).columns
        blank = {name: _nothing(columns[name]) for name in self.words.split() if name not in keeps}
        marked = {"erased_at": now} if "erased_at" in columns else {}
        own = {name: now if value is NOW else value for name, value in part.values.items()}
        return {**blank, **marked, **own}


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else column.type.python_type()


def by(column: InstrumentedAttribute[Any]) -> Found:
    """Rows that name the guardian."""
    return lambda family: column == family.person_id


def of_child(column: InstrumentedAttribute[Any]) -> Found:
    """Rows that name one of the children."""
    return lambda family: column.in_(family.pupils) if family.pupils else false()


def of_only_child(column: InstrumentedAttribute[Any]) -> Found:
    """Rows that name a child of whom nobody else is a linked guardian."""
    return lambda family: column.in_(family.alone) if family.alone else false()


def of_chat(column: InstrumentedAttribute[Any]) -> Found:
    """Rows of the guardian's chats."""
    return lambda family: column.in_(family.chats) if family.chats else false()


def of_address(bot: InstrumentedAttribute[Any], address: InstrumentedAttribute[Any]) -> Found:
    """Rows that know a chat by its address."""
    return lambda family: tuple_(bot, address).in_(sorted(family.addresses)) if family.addresses else false()


def works(family: Family) -> ColumnElement[bool]:
    """The guardian is of the staff as well."""
    return exists().where(Role.person_id == family.person_id, Role.ended_at.is_(None))


def bots_of(school_id: int) -> Select[int]:
    """The bots of a school."""
    return select(Bot.id).where(Bot.school_id == school_id)


def accounts_of(school_id: int) -> Select[int]:
    """The chats with its bots."""
    return select(Account.id).where(Account.bot_id.in_(bots_of(school_id)))


def aged(since: InstrumentedAttribute[Any], *only: ColumnElement[bool]) -> Due:
    """Rows of a table with a school, older than that."""
    school = since.class_.school_id
    return lambda school_id, before: and_(school == school_id, since < before, *only)


def childs_age(pupil: InstrumentedAttribute[Any], since: InstrumentedAttribute[Any], *only: ColumnElement[bool]) -> Due:
    """Rows about a pupil of the school, older than that."""
    return lambda school_id, before: and_(
        since < before, *only, exists().where(Pupil.id == pupil, Pupil.school_id == school_id)
    )


def persons_age(person: InstrumentedAttribute[Any], since: InstrumentedAttribute[Any], *only: Any) -> Due:
    """Rows about a person of the school, older than that."""
    return lambda school_id, before: and_(
        since < before, *only, exists().where(Person.id == person, Person.school_id == school_id)
    )


def left(pupil: InstrumentedAttribute[Any], *only: ColumnElement[bool]) -> Due:
    """Rows about a pupil who left the school before that."""
    return lambda school_id, before: and_(
        exists().where(Pupil.id == pupil, Pupil.school_id == school_id, Pupil.left_at < before), *only
    )


def all_left(person: InstrumentedAttribute[Any], *only: ColumnElement[bool]) -> Due:
    """Rows of a guardian all of whose children left before that, and who does not work here."""

    def due(school_id: int, before: datetime) -> ColumnElement[bool]:
        ties = exists().where(Guardianship.person_id == person)
        there = Pupil.left_at.is_(None) | (Pupil.left_at >= before)
        stays = exists().where(Guardianship.person_id == person, Pupil.id == Guardianship.pupil_id, there)
        ours = exists().where(Person.id == person, Person.school_id == school_id)
        staff = exists().where(Role.person_id == person)
        return and_(ties, ours, ~stays, ~staff, *only)

    return due
