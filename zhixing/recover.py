"""`zhixing rebuild` and `zhixing reconcile`: the docket and Temporal, brought back in line."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import typer
from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from enforcement.contracts.ids import TASK_QUEUE, WORKFLOW_OF_REGISTER, case_id_of, case_workflow_id, register_of
from enforcement.contracts.messages import Standing
from enforcement.docket.profile import embedded_profile
from enforcement.errors import ZhixingError
from enforcement.records import queries
from enforcement.records.audit import Method
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.records.stuck import stuck, take_up
from enforcement.settings import Settings, load_settings
from enforcement.temporal import CaseStart, connect, read_docket

_One = TypeVar("_One")
_Found = TypeVar("_Found")
_DIFFERS, _MENDED = 1, 3
_AT_ONCE = 8
# A worker that is busy with other things answers a little later, and a case that goes on meanwhile differs for a moment.
_TRIES = 4
FILES = "WorkflowType IN ({})".format(", ".join(f"'{name}'" for name in WORKFLOW_OF_REGISTER.values()))


class Finding(StrEnum):
    """What comparing a case came to."""

    AGREES = "agree"
    MENDED = "mended"
    DIFFERS = "differ"


@dataclass(frozen=True)
class Sides:
    """Both sides of every case."""

    client: Client
    records: Records
    start: CaseStart

    @property
    def engine(self) -> Engine:
        return self.records.engine

    def handle(self, case_id: str) -> WorkflowHandle[Any, Any]:
        """The workflow of a case."""
        return self.client.get_workflow_handle(case_workflow_id(case_id))


@asynccontextmanager
async def both_sides(settings: Settings) -> AsyncIterator[Sides]:
    """The docket and Temporal, connected."""
    engine = engine_for(settings.database, settings.keys)
    try:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
        yield Sides(
            client,
            Records(engine, embedded_profile(settings.approvals_kept), Method(settings.journal_hash)),
            CaseStart(entries_per_run=settings.entries_per_run),
        )
    finally:
        engine.dispose()


def rebuild() -> None:
    """Start the workflow of every waiting case; one that runs already is left alone."""
    count = asyncio.run(_rebuild())
    typer.echo(f"{count[True]} cases started, {count[False]} were running")


async def _rebuild() -> Counter[bool]:
    async with both_sides(load_settings()) as sides:
        return Counter([started async for started in for_each(_waiting(sides), lambda case_id: _start(sides, case_id))])


def reconcile(*, mend: bool) -> int:
    """Print every case whose workflow waits for something else than the docket says, and with `mend` put it right; the exit code."""
    count = asyncio.run(_reconcile(mend))
    mended = f", {count[Finding.MENDED]} were mended" if mend else ""
    typer.echo(f"{count[Finding.AGREES]} cases agree{mended}, {count[Finding.DIFFERS]} differ")
    if count[Finding.DIFFERS]:
        return _DIFFERS
    return _MENDED if count[Finding.MENDED] else 0


async def _reconcile(mend: bool) -> Counter[Finding]:
    async with both_sides(load_settings()) as sides:
        known = set[str]()

        async def compared(case_id: str) -> Finding:
            known.add(case_id)
            return await _compare(sides, case_id, mend)

        count = Counter([found async for found in for_each(_waiting(sides), compared)])
        beside = [case_id async for case_id in running_files(sides.client) if case_id not in known]
        count.update([await _beside(sides, case_id, mend) for case_id in beside])
        return count


async def for_each(ids: AsyncIterator[_One], do: Callable[[_One], Awaitable[_Found]]) -> AsyncIterator[_Found]:
    """Do something for each of many, some at once."""
    batch: list[_One] = []
    async for one in ids:
        batch.append(one)
        if len(batch) == _AT_ONCE:
            for found in await asyncio.gather(*map(do, batch)):
                yield found
            batch.clear()
    for found in await asyncio.gather(*map(do, batch)):
        yield found


async def _waiting(sides: Sides) -> AsyncIterator[str]:
    """The files that wait for something, by the docket."""
    after = ""
    while True:
        with transaction(sides.engine) as session:
            ids = queries.open_case_ids(session, after)
        for case_id in ids:
            yield case_id
        if not ids:
            return
        after = ids[-1]


async def running_files(client: Client) -> AsyncIterator[str]:
    """The files whose workflows run, by Temporal."""
    async for found in client.list_workflows(f"ExecutionStatus = 'Running' AND {FILES}"):
        yield case_id_of(found.id)


async def _start(sides: Sides, case_id: str) -> bool:
    running = await runs(sides.handle(case_id))
    await sides.client.start_workflow(
        WORKFLOW_OF_REGISTER[register_of(case_id)],
        sides.start.input(case_id),
        id=case_workflow_id(case_id),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=f"执行案件 {case_id}",
    )
    return not running


async def runs(handle: WorkflowHandle[Any, Any]) -> bool:
    """Whether a workflow runs. One that has ended answers queries too."""
    try:
        return (await handle.describe()).close_time is None
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False


async def known_standing(handle: WorkflowHandle[Any, Any], tries: int = _TRIES) -> Standing:
    """Where a case stands, as its workflow knows it."""
    try:
        known: Standing = await handle.query("clocks", result_type=Standing)
    except (RPCError, WorkflowQueryFailedError):
        if tries == 1:
            raise
        await asyncio.sleep(1)
        return await known_standing(handle, tries - 1)
    return known


@dataclass(frozen=True)
class Difference:
    """In what both sides differ, and what would put it right; nothing does where it is a person's to decide."""

    said: str
    mend: Callable[[], Awaitable[object]] | None = None


async def _compare(sides: Sides, case_id: str, mend: bool) -> Finding:
    difference = await _settled(sides, case_id)
    if difference is None:
        return Finding.AGREES
    typer.echo(f"{case_id}: {difference.said}")
    if not mend or difference.mend is None:
        return Finding.DIFFERS
    try:
        await difference.mend()
    except ZhixingError as error:
        typer.echo(f"{case_id}: not mended: {error}")
        return Finding.DIFFERS
    left = await _settled(sides, case_id)
    typer.echo(f"{case_id}: " + ("mended" if left is None else f"not mended: {left.said}"))
    return Finding.MENDED if left is None else Finding.DIFFERS


async def _settled(sides: Sides, case_id: str, tries: int = _TRIES) -> Difference | None:
    """The difference that stays."""
    difference = await _difference(sides, case_id)
    if difference is None or tries == 1:
        return difference
    await asyncio.sleep(0.5)
    return await _settled(sides, case_id, tries - 1)


async def _difference(sides: Sides, case_id: str) -> Difference | None:
    handle = sides.handle(case_id)
    if not await runs(handle):
        return Difference("its workflow does not run; `zhixing rebuild` starts it", lambda: _start(sides, case_id))
    if (reason := await asyncio.to_thread(_stuck, sides.engine, case_id)) is not None:
        return Difference(f"it is stuck: {reason}; see `zhixing stuck`", lambda: _take_up(sides, case_id))
    try:
        wanted, known = await asyncio.to_thread(sides.records.standing, case_id), await known_standing(handle)
    except ZhixingError as error:
        return Difference(str(error))
    except (RPCError, WorkflowQueryFailedError) as error:
        return Difference(f"no answer from its workflow ({error}); is a worker running?")
    return _compared(sides, wanted, known)


def _compared(sides: Sides, wanted: Standing, known: Standing) -> Difference | None:
    if known.sequence > wanted.sequence:
        return Difference(
            f"its workflow knows row {known.sequence}, the docket has lost what came after row {wanted.sequence}; held back for a person: "
            "`zhixing recover lost`"
        )
    if sorted((ring.clock, ring.at) for ring in known.wake_ups) == sorted((ring.clock, ring.at) for ring in wanted.wake_ups):
        return None
    said = f"the docket says {len(wanted.wake_ups)} wake-ups as of row {wanted.sequence}, the workflow knows row {known.sequence}"
    return Difference(said, lambda: read_docket(sides.client, wanted.case_id))


async def _beside(sides: Sides, case_id: str, mend: bool) -> Finding:
    """A workflow that runs though the docket waits for nothing: it ends by itself, unless something was lost."""
    if not await runs(sides.handle(case_id)):
        return Finding.AGREES
    with transaction(sides.engine) as session:
        known = queries.case_exists(session, case_id)
    if known:
        return await _compare(sides, case_id, mend)
    typer.echo(f"{case_id}: its workflow runs, and the docket knows no such case; held back for a person: `zhixing recover lost`")
    return Finding.DIFFERS


def _stuck(engine: Engine, case_id: str) -> str | None:
    with transaction(engine) as session:
        return next((row.error for row in stuck(session, case_id=case_id)), None)


async def _take_up(sides: Sides, case_id: str) -> None:
    with transaction(sides.engine) as session:
        take_up(session, case_id)
    await read_docket(sides.client, case_id)
