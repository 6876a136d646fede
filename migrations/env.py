"""Alembic's entry: runs on the connection it is handed, or opens one from the settings."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.settings import Settings
from bot.storage.engine import make_engine
from bot.storage.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    engine = make_engine(Settings().database)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    asyncio.run(connect())
