"""Column types and the declarative base that every model shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps no zone, so it is added when read; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum stored as its text: a new word needs no migration."""

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        if type(value) is self.words:
            return str(value._value_)  # of the many rows of a broadcast each has several; `value` is found much slower
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], StrEnum | None]:
        """Not by `process_result_value`, which asks three functions for each of several words a row."""
        words = self.words
        known = {word.value: word for word in words}
        return lambda value: None if value is None else known.get(value) or words(value)


IdType = BigInteger().with_variant(Integer, "sqlite")
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document; where nothing is kept it is NULL and not the JSON null."""

Id = Annotated[int, mapped_column(IdType, primary_key=True)]
MESSAGE_ID = 512
"""Characters of a channel's ids of a message and all its parts (WhatsApp's have about 70 each)."""

Instant = Annotated[datetime, mapped_column(UTCDateTime)]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all models: rows are the entities, relationships are loaded on purpose or fail loudly."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: Document, list[Any]: Document}


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that are put together once and know no entities."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def ref(target: str, *, index: bool = True, **options: Any) -> Any:
    """A column that points to `table.id`; indexed, for rows are looked up from both ends."""
    return mapped_column(IdType, ForeignKey(f"{target}.id"), index=index, **options)


def word(words: type[StrEnum], **options: Any) -> Any:
    """A column that holds one of a StrEnum's words."""
    return mapped_column(Word(words), **options)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of those rows alone that fulfil a condition, on either database."""
    only = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)
