"""The real engine for tests: Temporal's dev server with our search attributes, and a worker over the real records."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.register import Ports, activities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.docket.profile import embedded_profile
from enforcement.documents.courts import court_names
from enforcement.printing.press import Press
from enforcement.records.calendars import PublishedCalendars
from enforcement.records.case_records import Records
from enforcement.records.papers import KeptPapers
from enforcement.records.reconciliations import KeptReconciliations
from enforcement.records.supervisors import ListedSupervisors
from enforcement.secrecy.payloads import data_converter
from enforcement.temporal import CaseStart, register_search_attributes
from tests.fakes.documents import FakeSeal
from tests.fakes.ports import memory_ports
from tests.keys import KEYS
from workflows.register import WORKFLOWS
from zhixing.binaries import program


@asynccontextmanager
async def dev_server() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's dev server, in memory, with our search attributes."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(program("temporal")), dev_server_log_level="error", data_converter=data_converter(KEYS)
    )
    try:
        for _ in range(2):
            # The second time finds nothing missing.
            await register_search_attributes(environment.client.service_client.config.target_host, environment.client.namespace)
        yield environment
    finally:
        await environment.shutdown()


@asynccontextmanager
async def working(
    client: Client, engine: Engine, start: CaseStart | None = None, change: Callable[[Ports], Ports] = lambda ports: ports
) -> AsyncIterator[Ports]:
    """A worker with the real docket and subsystems in memory; `change` puts others in their place."""
    records = Records(engine, embedded_profile())
    memory = memory_ports(records, PublishedCalendars(engine), ListedSupervisors(records, clock.now))
    papers = KeptPapers(engine, embedded_profile(), court_names(), Press(), FakeSeal())
    ports = change(replace(memory, reconciliations=KeptReconciliations(engine), papers=papers))
    with ThreadPoolExecutor(16) as threads:
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=activities(ports, client, start or CaseStart()),
            activity_executor=threads,
        )
        async with worker:
            yield ports
