"""`among(column, ids)`: whether a column holds one of many ids, in one statement whatever their number.

`column IN (…)` is another statement for each number of ids: neither the database nor SQLAlchemy can keep it prepared,
and PostgreSQL takes no more than 32,767 of them.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Ids(TypeDecorator[Collection[int]]):
    """Many ids in one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(BigInteger()) if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return ids if dialect.name == "postgresql" else json.dumps(ids)


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "_Among":
        """As it stands: the `= 1` that SQLite's missing booleans call for would keep it from using any index."""
        return self


def among(column: Any, ids: Collection[int] | str) -> ColumnElement[bool]:
    """Whether the column holds one of the ids; a text is the name of a parameter that will give them."""
    given: BindParameter[Any] = (
        bindparam(ids, type_=Ids()) if isinstance(ids, str) else bindparam(None, ids, type_=Ids(), unique=True)
    )
    return _Among(column, given)


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({ids})))"  # noqa: S608  # compiled parts


@compiles(_Among, "postgresql")
def _postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} = ANY ({ids}))"
