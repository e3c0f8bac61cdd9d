"""Signed callbacks (Standard Webhooks) to the court. Kept until they are taken, and sent again with growing pauses."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias

import httpx2

from subsystems import outbox
from subsystems.faults import CallbackFault, FaultPlan, Faults
from subsystems.messages import Messages
from subsystems.outbox import Waiting
from subsystems.storage import Storage

ZONE = timezone(timedelta(hours=8))
_AT_ONCE = 16
_LONGEST = 300.0
# Does what is due, and gives when it is due next.
Chore: TypeAlias = Callable[[], datetime | None]


def now() -> datetime:
    """This instant, in Beijing time."""
    return datetime.now(ZONE)


class Callbacks:
    """Sends what is in the outbox: many cases at once, the callbacks of one case one after another."""

    def __init__(self, storage: Storage, url: str, secret: str, faults: Faults) -> None:
        self._storage, self._faults = storage, faults
        self._url = url.rstrip("/")
        self._messages = Messages(secret)
        self._busy: set[str] = set()
        self._wake: Callable[[], object] = lambda: None
        self._chores: list[Chore] = []

    def do(self, chore: Chore) -> None:
        """Do a chore whenever it is due: a service whose future may change does not plan all of its callbacks ahead."""
        self._chores.append(chore)

    def look_again(self) -> None:
        """A chore may be due sooner than it said."""
        self._wake()

    def plan(self, subsystem: str, name: str, event: str, data: dict[str, Any], due: datetime) -> None:
        """Send an event at an instant, once: a callback planned before stays as it is."""
        with self._storage.transaction() as connection:
            outbox.plan(connection, f"{subsystem}:{name}", subsystem, event, data, due)
        self._wake()

    async def deliver_forever(self) -> None:
        """Send what is due, until cancelled."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        # Planned in the threads of requests, sent on the loop.
        self._wake = lambda: loop.call_soon_threadsafe(changed.set)
        limits, timeout = httpx2.Limits(max_connections=_AT_ONCE), httpx2.Timeout(5.0, pool=None)
        async with httpx2.AsyncClient(base_url=self._url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as deliveries:
            while True:
                changed.clear()
                chores = [chore() for chore in self._chores]
                pause = self._start_due(client, deliveries, [due for due in chores if due is not None])
                try:
                    async with asyncio.timeout(pause):
                        await changed.wait()
                except TimeoutError:
                    continue

    def _start_due(self, client: httpx2.AsyncClient, deliveries: asyncio.TaskGroup, chores: list[datetime]) -> float | None:
        """Start on every case that has callbacks due and is not being served; gives the seconds until the next callback or chore is due."""
        at = now()
        with self._storage.transaction() as connection:
            waiting, following = outbox.due(connection, at), outbox.next_due(connection, at)
        by_case: dict[str, list[Waiting]] = {}
        for callback in waiting:
            if callback.case_id not in self._busy:
                by_case.setdefault(callback.case_id, []).append(callback)
        for case_id, callbacks in by_case.items():
            self._busy.add(case_id)
            deliveries.create_task(self._deliver(client, case_id, callbacks))
        following = min([*chores, *([] if following is None else [following])], default=None)
        return None if following is None else max(0.0, (following - now()).total_seconds())

    async def _deliver(self, client: httpx2.AsyncClient, case_id: str, callbacks: list[Waiting]) -> None:
        for callback in callbacks:
            await self._meet_fate(client, callback)
        self._busy.discard(case_id)
        self._wake()

    async def _meet_fate(self, client: httpx2.AsyncClient, callback: Waiting) -> None:
        plan = self._faults.plan(callback.subsystem) or FaultPlan()
        outage = plan.outage(now())
        if outage is not None:
            with self._storage.transaction() as connection:
                outbox.hold(connection, callback, outage.ends)
            return
        # A fate befalls a callback once, and none of its further tries.
        fault = None if callback.tries or callback.held else plan.callback_fate(callback.subsystem, callback.name)
        if fault is None:
            await self._send(client, callback, now())
            return
        self._faults.injected(callback.subsystem, fault)
        await self._suffer(client, callback, fault, now() + timedelta(seconds=plan.slow))

    async def _suffer(self, client: httpx2.AsyncClient, callback: Waiting, fault: CallbackFault, late: datetime) -> None:
        match fault:
            case CallbackFault.LOST:
                with self._storage.transaction() as connection:
                    outbox.delivered(connection, callback)
            case CallbackFault.REORDERED:
                with self._storage.transaction() as connection:
                    outbox.hold_behind_the_next(connection, callback, late)
            case CallbackFault.DUPLICATE:
                await self._send(client, callback, now())
                await self._post(client, callback, *self._messages.genuine(callback, now()))
            case CallbackFault.FORGED:
                await self._post(client, callback, *self._messages.forged(callback, now()))
                await self._send(client, callback, now())
            case CallbackFault.REPLAYED:
                sent_at = now()
                await self._send(client, callback, sent_at)
                for message in self._messages.replays(callback, sent_at):
                    await self._post(client, callback, *message)

    async def _send(self, client: httpx2.AsyncClient, callback: Waiting, sent_at: datetime) -> None:
        taken = await self._post(client, callback, *self._messages.genuine(callback, sent_at))
        with self._storage.transaction() as connection:
            if taken:
                outbox.delivered(connection, callback)
            else:
                outbox.again(connection, callback, sent_at + timedelta(seconds=min(_LONGEST, 2.0 ** (callback.tries + 1))))

    async def _post(self, client: httpx2.AsyncClient, callback: Waiting, headers: dict[str, str], body: bytes) -> bool:
        try:
            return (await client.post(f"/hooks/{callback.subsystem}", content=body, headers=headers)).is_success
        except httpx2.HTTPError:
            return False
