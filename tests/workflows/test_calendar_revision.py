"""Publishing a calendar to many cases: through crashes, at a bounded rate, with failures noted."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle

from activities.register import Ports
from enforcement.contracts.calendars import BatchResult, RevisionInput, revision_workflow_id
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.profile import Profile
from enforcement.errors import EntryConflict
from enforcement.records import calendars, queries
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.temporal import CaseStart, publish_calendar, record_entry
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.fakes.calendars import FakeCalendars
from tests.keys import KEYS
from tests.records.test_calendars import approved
from workflows.calendar_revision import CalendarRevision
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

CASES = 30
START = CaseStart()


class Stubborn(Records):
    """Records in which one case never takes a calendar in."""

    def record(self, message: EntryMessage) -> RecordResult:
        if message.type == "calendar_published" and message.case_id.endswith("-7"):
            raise EntryConflict(message.case_id, message.id)
        return super().record(message)


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[Client]:
    async with dev_server() as environment:
        yield environment.client


async def file_cases(client: Client) -> None:
    for serial in range(1, CASES + 1):
        data = {**FILING, "case_number": f"（2026）沪0199执{serial}号"}
        await record_entry(client, EntryMessage(f"沪0199-2026-执-{serial}", "filing", "act", "file_case", "filing_clerk", data), START)


def having(engine: Engine) -> Sequence[int]:
    """How many calendar entries each case has."""
    with transaction(engine) as session:
        ids = queries.open_case_ids(session)
        return [sum(row.type == calendars.PUBLISHED for row in queries.journal(session, case_id)) for case_id in ids]


async def test_publishing_goes_on_after_a_crash_and_notes_what_failed(client: Client, postgres: EmbeddedPostgres, profile: Profile) -> None:
    engine = engine_for(new_database(postgres), KEYS)

    def stubborn(ports: Ports) -> Ports:
        return replace(ports, docket=Stubborn(engine, profile))

    async with working(client, engine, START, stubborn):
        await file_cases(client)
        row = approved(engine)
        await publish_calendar(client, 2027, rate=1000)
        while sum(having(engine)) < 3:
            await asyncio.sleep(0.01)
    # The worker has gone in the midst of it; another goes on.
    assert sum(having(engine)) < CASES
    async with working(client, engine, START, stubborn):
        handle: WorkflowHandle[CalendarRevision, BatchResult] = client.get_workflow_handle_for(
            CalendarRevision.run, revision_workflow_id(2027)
        )
        result = await asyncio.wait_for(handle.result(), 60)
        assert sorted(having(engine)) == [0] + [1] * (CASES - 1)
        assert result.failed >= 1
        with transaction(engine) as session:
            report = calendars.publication_report(session, row)
        assert [failure.case_id for failure in report.failures] == ["沪0199-2026-执-7"]
        assert (report.cases, report.waiting) == (CASES - 1, 1)
    async with working(client, engine, START):
        handle = client.get_workflow_handle_for(CalendarRevision.run, await publish_calendar(client, 2027, rate=1000))
        result = await asyncio.wait_for(handle.result(), 60)
        assert (result.published, result.failed) == (1, 0)
        assert having(engine) == [1] * CASES
        with transaction(engine) as session:
            assert calendars.publication_report(session, row).failures == []
    engine.dispose()


async def test_the_rate_bounds_the_publication(client: Client, engine: Engine) -> None:
    entries = [EntryMessage(f"沪0199-2026-执-{n}", "calendar/2040-1", "fact", "no_such_fact", "x", {"year": 2040}) for n in range(101, 131)]
    port = FakeCalendars(entries)
    async with working(client, engine, START, lambda ports: replace(ports, calendars=port)):
        loop = asyncio.get_running_loop()
        began = loop.time()
        result = await client.execute_workflow(
            CalendarRevision.run, RevisionInput(2040, rate=20), id=revision_workflow_id(2040), task_queue=TASK_QUEUE
        )
    assert (result.published, result.failed) == (0, 30)
    assert sorted(port.failures) == sorted(entry.case_id for entry in entries)
    assert "no_such_fact" in port.failures["沪0199-2026-执-101"]
    assert loop.time() - began >= 1.5, "30 cases at 20 a second"
