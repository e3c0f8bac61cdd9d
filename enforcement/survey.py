"""What is known of every subsystem at one moment: probed, read from what the workers have noted, counted in Temporal."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.service import RPCError

from enforcement import clock
from enforcement.contracts.procedures import WORKFLOW_OF, subsystem_of
from enforcement.docket.events import iso
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.gateways.probe import Probed, probe
from enforcement.ports.health import SubsystemHealth
from enforcement.records.callbacks import Undelivered, undelivered
from enforcement.records.database import transaction
from enforcement.records.health import known_health, workers_there
from enforcement.settings import Settings
from enforcement.temporal import TemporalAway

# What a procedure asks its case, and no subsystem.
CASE_REPORT = "case.report"
# How many running procedures of a subsystem are looked at one by one, and how many at a time.
SAMPLE, AT_ONCE = 50, 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subsystem is to be found."""

    name: str
    url: str
    stand_in: bool


@dataclass(frozen=True, slots=True)
class Places:
    """All of them, and what we show to them."""

    places: Sequence[Place]
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """Procedures that run, and how many of the `looked_at` have an activity that is tried again now."""

    running: int
    looked_at: int
    retrying: int


@dataclass(frozen=True, slots=True)
class SubsystemReport:
    """One subsystem."""

    place: Place
    probed: Probed
    health: SubsystemHealth
    queue: Queue
    callbacks: Undelivered


@dataclass(frozen=True, slots=True)
class Survey:
    """All of them. Without a worker that is there nobody calls them, and their circuits say nothing."""

    workers: int
    reports: Sequence[SubsystemReport]


def survey_json(found: Survey) -> dict[str, Any]:
    """As it is shown to machines, over HTTP and by `--json`."""
    return {"workers": found.workers, "items": [_report_json(report) for report in found.reports]}


def _report_json(report: SubsystemReport) -> dict[str, Any]:
    place, health, queue = report.place, report.health, report.queue
    return {
        "subsystem": place.name,
        "url": place.url,
        "stand_in": place.stand_in,
        "reachable": report.probed.reachable,
        "trouble": report.probed.trouble,
        "circuit": health.circuit.value,
        "calls": health.calls,
        "failures_in_a_row": health.failures,
        "last_success": iso(health.last_success) if health.last_success else None,
        "last_failure": iso(health.last_failure) if health.last_failure else None,
        "last_error": health.last_error,
        "running": queue.running,
        "looked_at": queue.looked_at,
        "retrying": queue.retrying,
        "callbacks_waiting": report.callbacks.waiting,
        "callbacks_dead": report.callbacks.dead,
    }


def places(settings: Settings) -> Places:
    """The subsystems of an installation."""
    return Places([Place(name, settings.url_of(name), settings.is_stand_in(name)) for name in SUBSYSTEMS], settings.credential)


async def survey(known: Places, engine: Engine, client: Client, sample: int = SAMPLE) -> Survey:
    """Every subsystem; of each queue the first `sample` procedures are looked at. TemporalAway if nothing can be counted."""
    try:
        probed, (workers, health, callbacks), queues = await asyncio.gather(
            asyncio.gather(*(asyncio.to_thread(probe, place.url, known.credential) for place in known.places)),
            asyncio.to_thread(_read, engine),
            asyncio.gather(*(_queue(client, place.name, sample) for place in known.places)),
        )
    except RPCError as error:
        raise TemporalAway(error.status.name.lower().replace("_", " ")) from error
    reports = [
        SubsystemReport(place, seen, health.get(place.name, SubsystemHealth(place.name)), queue, callbacks.get(place.name, Undelivered()))
        for place, seen, queue in zip(known.places, probed, queues, strict=True)
    ]
    return Survey(workers, reports)


def _read(engine: Engine) -> tuple[int, Mapping[str, SubsystemHealth], Mapping[str, Undelivered]]:
    with transaction(engine) as session:
        now = clock.now()
        return workers_there(session, now), known_health(session, now), undelivered(session)


async def _queue(client: Client, subsystem: str, sample: int) -> Queue:
    types = ", ".join(f'"{WORKFLOW_OF[kind]}"' for kind in WORKFLOW_OF if subsystem_of(kind) == subsystem)
    if not types:
        return Queue(0, 0, 0)
    query = f'WorkflowType IN ({types}) AND ExecutionStatus = "Running"'
    running = (await client.count_workflows(query)).count
    ids = [found.id async for found in client.list_workflows(query, limit=sample)]
    places = asyncio.Semaphore(AT_ONCE)
    looks = Counter(await asyncio.gather(*(_retries(client, workflow_id, places) for workflow_id in ids)))
    return Queue(running, len(ids), looks[True])


async def _retries(client: Client, workflow_id: str, places: asyncio.Semaphore) -> bool:
    async with places:
        described = await client.get_workflow_handle(workflow_id).describe()
    pending = described.raw_description.pending_activities
    return any(activity.attempt > 1 and activity.activity_type.name != CASE_REPORT for activity in pending)
