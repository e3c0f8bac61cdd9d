"""The worker of a contender, in a process of its own: `python -m bench.enforce6.serve NAME TEMPORAL DATABASE BEGAN WARNS EXPIRES`."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg_pool
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import worker as product_worker
from activities.docket import DocketActivities
from activities.escalation import EscalationActivities
from bench.enforce6.floors import QUEUE, FloorEach, FloorOne, MissActivities
from bench.enforce6.product import Hurried
from bench.enforce6.workload import Plan
from bench.keys import KEYS
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.docket.profile import embedded_profile
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.supervisors import ListedSupervisors
from enforcement.temporal import connect
from workflows.case import EnforcementCase


async def serve(name: str, temporal: str, database: str, plan: Plan) -> None:
    """Work until ended from outside."""
    # The product seals what it sends; the floor is the bare engine.
    client = await (connect(temporal, "default", KEYS) if name == "product" else Client.connect(temporal))
    with ThreadPoolExecutor(product_worker.THREADS) as threads:
        make = _product if name == "product" else _floor
        async with make(client, database, plan, threads):
            print("ready", flush=True)
            await asyncio.Event().wait()


def _product(client: Client, database: str, plan: Plan, threads: ThreadPoolExecutor) -> Worker:
    engine = engine_for(database, KEYS, pool_size=product_worker.THREADS)
    records = Records(engine, embedded_profile())
    docket = DocketActivities(Hurried(records, plan))
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[EnforcementCase],
        activities=[docket.record, docket.tick, docket.standing, EscalationActivities(ListedSupervisors(records, clock.now)).tell],
        activity_executor=threads,
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=product_worker.CACHED_CASES,
    )


def _floor(client: Client, database: str, _plan: Plan, threads: ThreadPoolExecutor) -> Worker:
    pool = psycopg_pool.ConnectionPool(database, min_size=4, max_size=product_worker.THREADS, open=True)
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[FloorEach, FloorOne],
        activities=[MissActivities(pool).miss],
        activity_executor=threads,
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=product_worker.CACHED_CASES,
    )


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3], Plan(*map(float, sys.argv[4:7]))))
