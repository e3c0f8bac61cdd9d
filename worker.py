"""The front door: settings → gateways → activities → worker."""

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import structlog
from temporalio.worker import Worker

from activities.register import Ports, activities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.docket.profile import embedded_profile
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import CreditGateway, FundGateway, QueryGateway
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.supervisors import ListedSupervisors
from enforcement.settings import Settings, load_settings
from enforcement.temporal import CaseStart, connect
from workflows.register import WORKFLOWS

THREADS = 24
log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Work until the process is asked to stop; what is in progress is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    engine = engine_for(settings.database, pool_size=THREADS)
    clients = {name: SubsystemClient(name, settings.url_of(name), settings.credential) for name in ("query", "fund", "credit")}
    records = Records(engine, embedded_profile())
    ports = Ports(
        docket=records,
        supervisors=ListedSupervisors(records, clock.now),
        query=QueryGateway(clients["query"]),
        fund=FundGateway(clients["fund"]),
        credit=CreditGateway(clients["credit"]),
    )
    client = await connect(settings.temporal, settings.temporal_namespace)
    with ThreadPoolExecutor(THREADS) as threads:
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=activities(ports, client, CaseStart(entries_per_run=settings.entries_per_run)),
            activity_executor=threads,
        )
        async with worker:
            log.info("worker is ready", task_queue=TASK_QUEUE, temporal=settings.temporal)
            await stop.wait()
            log.info("worker stops")
    for subsystem in clients.values():
        subsystem.close()
    engine.dispose()


if __name__ == "__main__":
    asyncio.run(run(load_settings()))
    sys.exit(0)
