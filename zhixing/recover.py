"""`zhixing rebuild` and `zhixing reconcile`: the docket and Temporal, brought back in line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import typer
from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from enforcement.contracts.ids import TASK_QUEUE, WORKFLOW_OF_REGISTER, case_workflow_id, register_of
from enforcement.contracts.messages import Standing
from enforcement.docket.profile import embedded_profile
from enforcement.records import queries
from enforcement.records.audit import Method
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.settings import Settings, load_settings
from enforcement.temporal import CaseStart, connect

_DIFFERS = 1
_AT_ONCE = 8
# A worker that is busy with other things answers a little later.
_TRIES = 3


def rebuild() -> None:
    """Start the workflow of every waiting case; one that runs already is left alone."""
    settings = load_settings()
    count = asyncio.run(_for_each_case(settings, partial(_start, CaseStart(entries_per_run=settings.entries_per_run))))
    typer.echo(f"{count[True]} cases started, {count[False]} were running")


def reconcile() -> int:
    """Print every case whose workflow waits for something else than the docket says; the exit code."""
    count = asyncio.run(_for_each_case(load_settings(), _compare))
    typer.echo(f"{count[True]} cases agree, {count[False]} differ")
    return _DIFFERS if count[False] else 0


async def _for_each_case(settings: Settings, do: Callable[[Client, Records, str], Awaitable[bool]]) -> dict[bool, int]:
    count = {True: 0, False: 0}
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(client: Client, records: Records, case_id: str) -> None:
        async with places:
            count[await do(client, records, case_id)] += 1

    async with _connected(settings) as (client, engine):
        records, after = Records(engine, embedded_profile(), Method(settings.journal_hash)), ""
        while True:
            with transaction(engine) as session:
                ids = queries.open_case_ids(session, after)
            await asyncio.gather(*(one(client, records, case_id) for case_id in ids))
            if not ids:
                return count
            after = ids[-1]


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[tuple[Client, Engine]]:
    engine = engine_for(settings.database)
    try:
        yield await connect(settings.temporal, settings.temporal_namespace), engine
    finally:
        engine.dispose()


async def _start(start: CaseStart, client: Client, _records: Records, case_id: str) -> bool:
    running = await _runs(client.get_workflow_handle(case_workflow_id(case_id)))
    await client.start_workflow(
        WORKFLOW_OF_REGISTER[register_of(case_id)],
        start.input(case_id),
        id=case_workflow_id(case_id),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=f"执行案件 {case_id}",
    )
    return not running


async def _runs(handle: WorkflowHandle[Any, Any]) -> bool:
    # A workflow that has ended answers queries too.
    try:
        return (await handle.describe()).close_time is None
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False


async def _known(handle: WorkflowHandle[Any, Any], tries: int = _TRIES) -> Standing:
    try:
        known: Standing = await handle.query("clocks", result_type=Standing)
    except (RPCError, WorkflowQueryFailedError):
        if tries == 1:
            raise
        await asyncio.sleep(1)
        return await _known(handle, tries - 1)
    return known


async def _compare(client: Client, records: Records, case_id: str) -> bool:
    wanted = records.standing(case_id)
    handle = client.get_workflow_handle(case_workflow_id(case_id))
    if not await _runs(handle):
        typer.echo(f"{case_id}: its workflow does not run; `zhixing rebuild` starts it")
        return False
    try:
        known = await _known(handle)
    except (RPCError, WorkflowQueryFailedError) as error:
        typer.echo(f"{case_id}: no answer from its workflow ({error}); is a worker running?")
        return False
    if sorted((ring.clock, ring.at) for ring in known.wake_ups) == sorted((ring.clock, ring.at) for ring in wanted.wake_ups):
        return True
    typer.echo(
        f"{case_id}: the docket says {len(wanted.wake_ups)} wake-ups as of row {wanted.sequence}, the workflow knows row {known.sequence}"
    )
    return False
