"""Whether what a process of ours needs answers: the database and Temporal."""

import asyncio
from collections.abc import Awaitable

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.service import RPCError

from enforcement.errors import ZhixingError
from enforcement.records.database import transaction

_PATIENCE = 3


async def missing(engine: Engine, client: Awaitable[Client]) -> list[str]:
    """The names of those that do not answer."""
    database, temporal = await asyncio.gather(asyncio.to_thread(_database, engine), _temporal(client))
    return [name for name, answers in (("database", database), ("temporal", temporal)) if not answers]


def _database(engine: Engine) -> bool:
    try:
        with transaction(engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


async def _temporal(client: Awaitable[Client]) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await (await client).service_client.check_health()
    except (ZhixingError, RPCError, TimeoutError):
        return False
