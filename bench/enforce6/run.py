"""One run of one contender: first how much it takes in, then how fast it drains a burst of misses."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Protocol

import psycopg
from temporalio.client import Client

from bench.enforce6.floors import Floor
from bench.enforce6.product import Product
from bench.enforce6.room import Room, room
from bench.enforce6.workload import MET_IN_TIME, MISSED, Figures, Plan, percentile
from bench.keys import KEYS
from enforcement.temporal import connect
from zhixing.postgres import EmbeddedPostgres

CONTENDERS = ("product", "floor-each", "floor-one")
CASES = 200
BURST = 120
WARM_UP = 10
AT_ONCE = 32
LIGHT_PER_SECOND = 30
LIGHT_SECONDS = 6.0
_LATER = 3600.0
_WARNED_BEFORE = 3.0
_MISSES = {
    "product": "SELECT extract(epoch FROM written_at) FROM escalations",
    "floor-each": "SELECT extract(epoch FROM at) FROM misses",
    "floor-one": "SELECT extract(epoch FROM at) FROM misses",
}


class NotReady(Exception):
    """The burst's instants came before its cases were open."""


class Contender(Protocol):
    """Opens cases and meets their clocks."""

    async def open(self, n: int) -> None:
        """Start the n-th case with six clocks."""

    async def meet(self, n: int, clock: int) -> None:
        """Meet one clock of it."""

    def workflow_id(self, n: int) -> str:
        """Its workflow."""


def measure(name: str, postgres: EmbeddedPostgres) -> Figures:
    """Both halves of a run."""
    taken = asyncio.run(_intake(name, postgres))
    for patience in (1.5, 3.0, 6.0):
        try:
            return asyncio.run(_burst(name, postgres, taken, patience))
        except NotReady as error:
            print(f"{error}; once more, with twice the time", flush=True)
    raise SystemExit("this machine is too busy to be measured on")


async def _intake(name: str, postgres: EmbeddedPostgres) -> Figures:
    """Opens and entries as fast as they go, latency at light load, what an open case weighs, recovery of the worker."""
    now = time.time()
    with room(name, postgres, Plan(now, now + _LATER, now + 2 * _LATER)) as here:
        contender = await _contender(here)
        await _all(contender.open(n) for n in range(WARM_UP))
        before, disk, cpu, began = here.memory(), here.disk(), here.cpu(), time.monotonic()
        cases = range(WARM_UP, WARM_UP + CASES)
        opened = await _all(contender.open(n) for n in cases)
        weighed = [(after - was) / CASES for after, was in zip(here.memory(), before, strict=True)]
        recovery = await _recovery(here, contender)
        entered = await _all(contender.meet(n, clock) for n in cases for clock in MET_IN_TIME[1:])
        light = await _light(contender, cases)
        return Figures(
            opens=CASES / opened,
            entries=2 * CASES / entered,
            p50=percentile(light, 50),
            p99=percentile(light, 99),
            memory_server=weighed[0],
            memory_worker=weighed[1],
            memory_database=weighed[2],
            disk=(here.disk() - disk) / CASES,
            recovery=recovery,
            cpu=(here.cpu() - cpu) / (time.monotonic() - began),
        )


async def _burst(name: str, postgres: EmbeddedPostgres, taken: Figures, patience: float) -> Figures:
    """Every case warned and missed at the same instants; met late, and closed."""
    now = time.time()
    opening = 4 + patience * BURST * (1 / taken.opens + len(MET_IN_TIME) / taken.entries)
    plan = Plan(now, now + opening + 4, now + opening + 4 + _WARNED_BEFORE)
    with room(name, postgres, plan) as here:
        contender = await _contender(here)
        await _all(contender.open(n) for n in range(BURST))
        await _all(contender.meet(n, clock) for n in range(BURST) for clock in MET_IN_TIME)
        if time.time() > plan.warns:
            raise NotReady(f"{name} was not ready when its clocks warned")
        await asyncio.sleep(plan.expires - time.time())
        written = await _missed(here, BURST * len(MISSED))
        await _all(contender.meet(n, clock) for n in range(BURST) for clock in MISSED)
        client = await connect(here.temporal, "default", KEYS)
        histories = [await _history(client, contender.workflow_id(n)) for n in range(0, BURST, 10)]
        lags = [at - plan.expires for at in written]
        return replace(
            taken,
            drain=len(lags) / max(lags),
            lag_p99=percentile(lags, 99),
            history=sum(histories) / len(histories),
        )


async def _contender(here: Room) -> Contender:
    if here.name == "product":
        return Product(await connect(here.temporal, "default", KEYS))
    return Floor(await Client.connect(here.temporal), {"floor-each": "FloorEach", "floor-one": "FloorOne"}[here.name], here.plan)


async def _all(work: Iterable[Awaitable[None]]) -> float:
    """Do it all, so many at once; the seconds it took."""
    places, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

    async def one(task: Awaitable[None]) -> None:
        async with places:
            await task

    await asyncio.gather(*(one(task) for task in work))
    return time.monotonic() - began


async def _recovery(here: Room, contender: Contender) -> float:
    """Kill the worker; seconds from its new start until every open case has answered."""
    here.restart_worker()
    return await _all(contender.meet(n, MET_IN_TIME[0]) for n in range(WARM_UP, WARM_UP + CASES))


async def _light(contender: Contender, cases: range) -> list[float]:
    """Seconds per entry, at a pace that leaves the machine idle most of the time."""
    found: list[float] = []

    async def one(wait: float, meet: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(wait)
        began = time.monotonic()
        await meet()
        found.append(time.monotonic() - began)

    count = min(len(cases), int(LIGHT_PER_SECOND * LIGHT_SECONDS))
    jobs = [(k / LIGHT_PER_SECOND, lambda n=n: contender.meet(n, MISSED[0])) for k, n in enumerate(cases[:count])]
    await asyncio.gather(*(one(wait, meet) for wait, meet in jobs))
    return found


async def _missed(here: Room, wanted: int) -> list[float]:
    """When each miss was written, once all are there."""
    deadline = time.monotonic() + 120
    with psycopg.connect(here.database, autocommit=True) as connection:
        while True:
            rows = connection.execute(_MISSES[here.name]).fetchall()
            if len(rows) == wanted:
                return [float(row[0]) for row in rows]
            if len(rows) > wanted or time.monotonic() > deadline:
                raise RuntimeError(f"{here.name}: expected {wanted} misses, found {len(rows)}")
            await asyncio.sleep(0.1)


async def _history(client: Client, workflow_id: str) -> int:
    handle = client.get_workflow_handle(workflow_id)
    await asyncio.wait_for(handle.result(), 30)
    return len((await handle.fetch_history()).events)
