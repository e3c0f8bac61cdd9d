"""Two floors on the raw engine: the least code that waits for six clocks and writes a row for each that is missed.

`floor-each` keeps one timer for every open clock, as the Temporal UI is to show it; `floor-one` keeps a single timer for the next instant of all.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

with workflow.unsafe.imports_passed_through():
    import psycopg_pool

    from bench.enforce6.workload import CLOCKS, Plan

QUEUE = "floor"
_WRITE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class FloorEntry:
    """One thing said to a case: a clock opens, or is met."""

    clock: int
    opens: bool
    warns: float = 0.0
    expires: float = 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A clock that was missed."""

    case: str
    clock: int


class MissActivities:
    """Writes misses, each once."""

    def __init__(self, pool: "psycopg_pool.ConnectionPool") -> None:
        self._pool = pool

    @activity.defn(name="floor.miss")
    def miss(self, missed: Miss) -> None:
        """One row, keyed."""
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO misses (case_id, clock, at) VALUES (%s, %s, clock_timestamp()) ON CONFLICT DO NOTHING",
                (missed.case, missed.clock),
            )


async def _write_miss(clock: int) -> None:
    await workflow.execute_local_activity_method(
        MissActivities.miss, Miss(workflow.info().workflow_id, clock), start_to_close_timeout=_WRITE
    )


def _until(instant: float) -> timedelta:
    return timedelta(seconds=max(0.001, instant - workflow.now().timestamp()))


@workflow.defn(name="FloorEach")
class FloorEach:
    """One timer for every open clock."""

    def __init__(self) -> None:
        self._armed: dict[int, asyncio.Task[None]] = {}
        self._met = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self._met == CLOCKS and workflow.all_handlers_finished())

    @workflow.update(name="record")
    async def record(self, entry: FloorEntry) -> str:
        """Open or meet one clock."""
        if entry.opens:
            self._armed[entry.clock] = asyncio.create_task(self._wait(entry))
        else:
            self._met += 1
            if armed := self._armed.pop(entry.clock, None):
                armed.cancel()
        return "recorded"

    async def _wait(self, entry: FloorEntry) -> None:
        await workflow.sleep(_until(entry.warns), summary=f"clock {entry.clock} warns")
        await workflow.sleep(_until(entry.expires), summary=f"clock {entry.clock} expires")
        await _write_miss(entry.clock)


@workflow.defn(name="FloorOne")
class FloorOne:
    """A single timer for the next instant of all clocks."""

    def __init__(self) -> None:
        self._next: dict[int, list[float]] = {}
        self._met = 0
        self._changed = False

    @workflow.run
    async def run(self) -> None:
        while self._met < CLOCKS or not workflow.all_handlers_finished():
            self._changed = False
            soonest = min((instants[0] for instants in self._next.values()), default=None)
            try:
                await workflow.wait_condition(lambda: self._changed, timeout=None if soonest is None else _until(soonest))
            except TimeoutError:
                await self._ring()

    @workflow.update(name="record")
    async def record(self, entry: FloorEntry) -> str:
        """Open or meet one clock."""
        if entry.opens:
            self._next[entry.clock] = [entry.warns, entry.expires]
        else:
            self._met += 1
            self._next.pop(entry.clock, None)
        self._changed = True
        return "recorded"

    async def _ring(self) -> None:
        now = workflow.now().timestamp()
        for clock, instants in list(self._next.items()):
            if instants[0] <= now:
                instants.pop(0)
                if not instants:
                    del self._next[clock]
                    await _write_miss(clock)


class Floor:
    """Drives a floor from outside."""

    def __init__(self, client: Client, workflow_type: str, plan: Plan) -> None:
        self.name = {"FloorEach": "floor-each", "FloorOne": "floor-one"}[workflow_type]
        self._client, self._type, self._plan = client, workflow_type, plan

    async def open(self, n: int) -> None:
        """Start a case with six clocks."""
        first, *others = (FloorEntry(clock, True, self._plan.warns, self._plan.expires) for clock in range(CLOCKS))
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            self._type, id=self.workflow_id(n), task_queue=QUEUE, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING
        )
        update: Any = self._client.execute_update_with_start_workflow("record", first, start_workflow_operation=start)
        await update
        for entry in others:
            await self._update(n, entry)

    async def meet(self, n: int, clock: int) -> None:
        """Meet one clock."""
        await self._update(n, FloorEntry(clock, False))

    def workflow_id(self, n: int) -> str:
        return f"{self.name}/{n}"

    async def _update(self, n: int, entry: FloorEntry) -> None:
        handle: Any = self._client.get_workflow_handle(self.workflow_id(n))
        await handle.execute_update("record", entry)
