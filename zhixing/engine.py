"""A story on the engine: the real workflow, worker and database, on the time-skipping server with its clock shifted to the story's days."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache

from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.docket import DocketActivities
from activities.escalation import EscalationActivities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE, case_workflow_id, parse_case_number
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.events import Json, iso, timeline_line
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import EntryError
from enforcement.docket.rehearsal import Story, StoryError, read_story
from enforcement.errors import AlreadyFiled, EntryConflict, WrongCase
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.records.supervisors import ListedSupervisors
from enforcement.secrecy.keys import Keys
from enforcement.secrecy.payloads import data_converter
from enforcement.temporal import CaseStart, record_entry
from workflows.case import EnforcementCase
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database, throwaway_keys, throwaway_postgres
from zhixing.virtual_time import VirtualTime, terminate


def rehearse_all(stories: Sequence[Mapping[str, object]]) -> list[list[dict[str, Json]]]:
    """The timelines of stories, run one after another on one server. StoryError for a story that cannot be run."""
    with throwaway_postgres() as server:
        return asyncio.run(_rehearse_all(stories, server))


async def _rehearse_all(stories: Sequence[Mapping[str, object]], server: EmbeddedPostgres) -> list[list[dict[str, Json]]]:
    async with time_skipping(throwaway_keys()) as environment:
        return [await rehearse_on(environment, server, raw) for raw in stories]


@asynccontextmanager
async def time_skipping(keys: Keys) -> AsyncIterator[WorkflowEnvironment]:
    """The time-skipping test server of the wheel; what crosses its wire is sealed with these keys."""
    server = str(program("temporal-test-server"))
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=server, runtime=quiet_runtime(), data_converter=data_converter(keys)
    )
    try:
        yield environment
    finally:
        await environment.shutdown()


@cache
def quiet_runtime() -> Runtime:
    """Temporal's native core, which writes to standard output unless told otherwise: its errors go to Python's log instead."""
    wanted = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporalio.core"))
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=wanted, forwarding=forwarding)))


async def rehearse_on(environment: WorkflowEnvironment, server: EmbeddedPostgres, raw: Mapping[str, object]) -> list[dict[str, Json]]:
    """The timeline of one story, on a database of its own."""
    story = read_story(raw)
    async with records_of_its_own(server) as records:
        try:
            await play(environment, records, raw)
        except StoryError as error:
            error.add_note(f"story {story.id}")
            raise
        with transaction(records.engine) as session:
            return [timeline_line(event) for event in queries.timeline(session, case_of(story))] if story.entries else []


@asynccontextmanager
async def records_of_its_own(server: EmbeddedPostgres) -> AsyncIterator[Records]:
    """Records on a fresh database."""
    engine = engine_for(new_database(server), throwaway_keys())
    try:
        yield Records(engine, embedded_profile())
    finally:
        engine.dispose()


async def play(
    environment: WorkflowEnvironment, records: Records, raw: Mapping[str, object], watch: Callable[[], None] = lambda: None
) -> None:
    """Run a story on the real workflow and these records; `watch` is called whenever something may have happened."""
    with ThreadPoolExecutor(8) as threads:
        async with _worker(environment.client, records, threads):
            await _Stage(environment, records, read_story(raw), raw, watch).play()


def _worker(client: Client, records: Records, threads: ThreadPoolExecutor) -> Worker:
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
    """One story on the engine; `watch` is called whenever something may have happened."""

    def __init__(
        self, environment: WorkflowEnvironment, records: Records, story: Story, raw: Mapping[str, object], watch: Callable[[], None]
    ) -> None:
        self._environment = environment
        self._records = records
        self._story = story
        self._steps = raw["steps"]
        self._watch = watch
        self._case_id = case_of(story)

    async def play(self) -> None:
        """Every step at its instant, then time up to the end of the story."""
        first = self._story.entries[0].recorded_at if self._story.entries else self._story.until
        virtual = await VirtualTime.beginning(self._environment, self._records, self._case_id, first)
        start = CaseStart(search_attributes=False, time_shift=virtual.shift.total_seconds(), rehearsal=True)
        try:
            for n, message in enumerate(self._messages()):
                await virtual.reach(self._story.entries[n].recorded_at, self._watch)
                await self._say(n, message, start)
            await virtual.reach(self._story.until, self._watch)
        finally:
            await terminate(self._environment.client, case_workflow_id(self._case_id), "the rehearsal is over")

    async def _say(self, n: int, message: EntryMessage, start: CaseStart) -> None:
        try:
            await record_entry(self._environment.client, message, start)
        except EntryError as error:
            wrong = error.errors[0]
            raise StoryError(f"steps[{n}].{wrong.path}", wrong.expected, wrong.got) from error
        except (AlreadyFiled, EntryConflict, WrongCase) as error:
            raise StoryError(f"steps[{n}]", "an entry that the records take", str(error)) from error
        self._watch()

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


def case_of(story: Story) -> str:
    """The id of the case that a story files."""
    number = next((entry.text("case_number") for entry in story.entries if entry.type == "file_case"), None)
    try:
        return parse_case_number(number).case_id if number else "沪0199-2026-执-1"
    except ValueError as error:
        raise StoryError("steps.data.case_number", "a case number such as （2026）沪0199执101号", number) from error
