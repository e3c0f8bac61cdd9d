"""A story on the engine: the real workflow, worker and database, on the time-skipping server with its clock shifted to the story's days."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.docket import DocketActivities
from activities.escalation import EscalationActivities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE, case_workflow_id, parse_case_number
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.events import Json, iso, timeline_line
from enforcement.docket.profile import embedded_profile
from enforcement.docket.rehearsal import Story, StoryError, read_story
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.records.supervisors import ListedSupervisors
from enforcement.temporal import CaseStart, record_entry
from workflows.case import EnforcementCase
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database, throwaway_postgres

_CATCH_UP_SECONDS = 60


def rehearse_all(stories: Sequence[Mapping[str, object]]) -> list[list[dict[str, Json]]]:
    """The timelines of stories, run one after another on one server. StoryError for a story that cannot be run."""
    with throwaway_postgres() as server:
        return asyncio.run(_rehearse_all(stories, server))


async def _rehearse_all(stories: Sequence[Mapping[str, object]], server: EmbeddedPostgres) -> list[list[dict[str, Json]]]:
    async with time_skipping() as environment:
        return [await rehearse_on(environment, server, raw) for raw in stories]


@asynccontextmanager
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """The time-skipping test server of the wheel."""
    environment = await WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(program("temporal-test-server")))
    try:
        yield environment
    finally:
        await environment.shutdown()


async def rehearse_on(environment: WorkflowEnvironment, server: EmbeddedPostgres, raw: Mapping[str, object]) -> list[dict[str, Json]]:
    """The timeline of one story, on a database of its own."""
    story = read_story(raw)
    engine = engine_for(new_database(server))
    with ThreadPoolExecutor(8) as threads:
        try:
            async with _worker(environment.client, engine, threads):
                await _Stage(environment, engine, story, raw).play()
            with transaction(engine) as session:
                return [timeline_line(event) for event in queries.timeline(session, _case_id(story))]
        finally:
            engine.dispose()


def _worker(client: Client, engine: Engine, threads: ThreadPoolExecutor) -> Worker:
    records = Records(engine, embedded_profile())
    docket = DocketActivities(records)
    supervisors = EscalationActivities(ListedSupervisors(records, clock.now))
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[EnforcementCase],
        activities=[docket.record, docket.tick, docket.standing, supervisors.tell],
        activity_executor=threads,
    )


class _Stage:
    """One story on the engine. Virtual time is the server's time plus a shift to the story's first instant."""

    def __init__(self, environment: WorkflowEnvironment, engine: Engine, story: Story, raw: Mapping[str, object]) -> None:
        self._environment = environment
        self._story = story
        self._steps = raw["steps"]
        self._records = Records(engine, embedded_profile())
        self._case_id = _case_id(story)
        self._shift = timedelta()

    async def play(self) -> None:
        """Every step at its instant, then time up to the end of the story."""
        first = self._story.entries[0].recorded_at if self._story.entries else self._story.until
        self._shift = first - await self._environment.get_current_time()
        start = CaseStart(search_attributes=False, time_shift=self._shift.total_seconds(), rehearsal=True)
        try:
            for message in self._messages():
                await self._reach(datetime.fromisoformat(message.recorded_at or ""))
                await record_entry(self._environment.client, message, start)
            await self._reach(self._story.until)
        finally:
            await self._end()

    def _messages(self) -> list[EntryMessage]:
        assert isinstance(self._steps, list)
        return [
            EntryMessage(
                self._case_id,
                entry.id,
                entry.kind.value,
                entry.type,
                entry.by,
                step.get("data", {}),
                step.get("happened_at"),
                iso(entry.recorded_at),
            )
            for entry, step in zip(self._story.entries, self._steps, strict=True)
        ]

    async def _reach(self, instant: datetime) -> None:
        """Move virtual time to an instant, stopping at every timer until the workflow has done what it means.

        The test server cannot take the answer of a workflow while it skips time past another timer.
        """
        while (ring := self._next_ring()) is not None and ring <= instant:
            await self._skip_to(ring)
            await self._settled(ring)
        await self._skip_to(instant)

    async def _skip_to(self, instant: datetime) -> None:
        delay = instant - (await self._environment.get_current_time() + self._shift)
        if delay > timedelta():
            await self._environment.sleep(delay)

    async def _settled(self, ring: datetime) -> None:
        deadline = time.monotonic() + _CATCH_UP_SECONDS
        while ((following := self._next_ring()) is not None and following <= ring) or self._records.standing(self._case_id).escalations:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._story.id}: the workflow did not do what falls on {ring} in {_CATCH_UP_SECONDS} s")
            await asyncio.sleep(0.005)

    def _next_ring(self) -> datetime | None:
        wake_ups = self._records.standing(self._case_id).wake_ups
        return min((datetime.fromisoformat(wake_up.at) for wake_up in wake_ups), default=None)

    async def _end(self) -> None:
        handle = self._environment.client.get_workflow_handle(case_workflow_id(self._case_id))
        description = await handle.describe()
        if description.close_time is None:
            await handle.terminate("the rehearsal is over")


def _case_id(story: Story) -> str:
    number = next((entry.text("case_number") for entry in story.entries if entry.type == "file_case"), None)
    try:
        return parse_case_number(number).case_id if number else "沪0199-2026-执-1"
    except ValueError as error:
        raise StoryError("steps.data.case_number", "a case number such as （2026）沪0199执101号", number) from error
