"""The stand-ins' callbacks: sent once, in the order of their case, many cases at once; and what can go wrong with them by plan."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import Any

from enforcement.gateways.callbacks import Callbacks as Reader
from enforcement.gateways.callbacks import ForgedCallback
from subsystems import outbox
from subsystems.callbacks import Callbacks, now
from subsystems.faults import CallbackFault, FaultPlan, Faults
from subsystems.storage import Storage
from tests.stand_ins import SECRET

NOW = timedelta(0)
# Cases are called C1, C2, …
_COURT = "沪0199-2026-执-"


@dataclass(slots=True)
class Court:
    """Takes callbacks over HTTP, and answers the next ones with the statuses it is told to."""

    callbacks: Callbacks
    storage: Storage
    faults: Faults
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pause: float = 0.0
    at_once: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self.lock:
            self.messages.append((headers, body))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            status = self.statuses.pop(0) if self.statuses else 200
        sleep(self.pause)
        with self.lock:
            self.at_once -= 1
        return status

    def credited(self, case: str, credit: str, after: timedelta = NOW) -> None:
        """Plan the event that money was credited."""
        data = {"case_id": case.replace("C", _COURT), "credit": credit, "receipt": credit, "amount": 100}
        self.callbacks.plan("fund", f"{case}:{credit}", "fund.credited", data, now() + after)

    def told(self) -> list[tuple[str, str]]:
        """Case and credit of each message, in the order in which they came."""
        data = [json.loads(body)["data"] for _, body in self.messages]
        return [(row["case_id"].replace(_COURT, "C"), row["credit"]) for row in data]

    def read(self) -> list[str]:
        """What our own reader makes of each message: the id of its fact, or forged."""
        return [self._id(headers, body) for headers, body in self.messages]

    def _id(self, headers: dict[str, str], body: bytes) -> str:
        try:
            Reader(SECRET).verified(headers, body)
        except ForgedCallback:
            return "forged"
        fact = Reader(SECRET).fact("fund", body)
        assert fact is not None
        return fact.id or ""

    def waiting(self) -> int:
        with self.storage.transaction() as connection:
            return len(outbox.due(connection, now() + timedelta(days=1)))


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def court(tmp_path: Path, **plan: Any) -> AsyncIterator[Court]:
    """The outbox delivers to it as long as it lasts."""
    taker: list[Court] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(taker[0].take({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    storage, faults = Storage(tmp_path / "s.sqlite"), Faults(FaultPlan.model_validate(plan))
    taker.append(Court(Callbacks(storage, f"http://127.0.0.1:{server.server_port}", SECRET, faults), storage, faults))
    delivery = asyncio.create_task(taker[0].callbacks.deliver_forever())
    try:
        yield taker[0]
    finally:
        delivery.cancel()
        with suppress(asyncio.CancelledError):
            await delivery
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        storage.close()


async def test_what_is_planned_is_sent_when_it_is_due_and_once(tmp_path: Path) -> None:
    async with court(tmp_path) as taker:
        taker.credited("C1", "later", timedelta(seconds=0.3))
        for _ in range(2):
            taker.credited("C1", "now")
        await until(lambda: len(taker.messages) == 1)
        await until(lambda: len(taker.messages) == 2)
        await asyncio.sleep(0.1)
        assert taker.told() == [("C1", "now"), ("C1", "later")]
        assert taker.waiting() == 0


async def test_what_is_planned_in_a_thread_wakes_the_delivery(tmp_path: Path) -> None:
    async with court(tmp_path) as taker:
        await asyncio.sleep(0.05)
        await asyncio.to_thread(taker.credited, "C1", "M1")
        async with asyncio.timeout(1):
            await until(lambda: len(taker.messages) == 1)


async def test_what_is_not_taken_comes_again_under_the_same_id(tmp_path: Path) -> None:
    async with court(tmp_path) as taker:
        taker.statuses = [425]
        taker.credited("C1", "M1")
        await until(lambda: len(taker.messages) == 2)
        await until(lambda: taker.waiting() == 0)
        assert len({headers["webhook-id"] for headers, _ in taker.messages}) == 1


async def test_cases_are_served_at_once_and_each_in_its_order(tmp_path: Path) -> None:
    async with court(tmp_path) as taker:
        taker.pause = 0.05
        for n in range(4):
            for case in ("C1", "C2", "C3", "C4", "C5"):
                taker.credited(case, f"M{n}")
        await until(lambda: len(taker.messages) == 20)
        assert taker.most_at_once > 2
        for case in ("C1", "C5"):
            assert [credit for of, credit in taker.told() if of == case] == ["M0", "M1", "M2", "M3"]


async def test_a_lost_callback_never_comes(tmp_path: Path) -> None:
    async with court(tmp_path, callbacks={CallbackFault.LOST: 1}) as taker:
        taker.credited("C1", "M1")
        await until(lambda: taker.waiting() == 0)
        assert taker.messages == []
        assert taker.faults.counts("fund") == {"callback-lost": 1}


async def test_a_duplicate_is_the_same_message_twice(tmp_path: Path) -> None:
    async with court(tmp_path, callbacks={CallbackFault.DUPLICATE: 1}) as taker:
        taker.credited("C1", "M1")
        await until(lambda: len(taker.messages) == 2)
        assert taker.read() == ["fund/credit/M1"] * 2
        assert len({headers["webhook-id"] for headers, _ in taker.messages}) == 1


async def test_a_reordered_callback_comes_behind_the_next_of_its_case(tmp_path: Path) -> None:
    plan = FaultPlan(callbacks={CallbackFault.REORDERED: 0.5})
    first = next(
        n for n in range(100) if plan.callback_fate("fund", f"fund:C1:M{n}") and not plan.callback_fate("fund", f"fund:C1:M{n + 1}")
    )
    async with court(tmp_path, callbacks={CallbackFault.REORDERED: 0.5}) as taker:
        taker.credited("C1", f"M{first}")
        taker.credited("C1", f"M{first + 1}")
        await until(lambda: taker.waiting() == 0)
        assert taker.told() == [("C1", f"M{first + 1}"), ("C1", f"M{first}")]


async def test_a_reordered_callback_that_is_the_last_comes_late(tmp_path: Path) -> None:
    async with court(tmp_path, callbacks={CallbackFault.REORDERED: 1}, slow=0.1) as taker:
        taker.credited("C1", "M1")
        await until(lambda: taker.waiting() == 0)
        assert taker.told() == [("C1", "M1")]


async def test_a_forged_callback_comes_before_the_genuine_one_and_is_seen_through(tmp_path: Path) -> None:
    async with court(tmp_path, callbacks={CallbackFault.FORGED: 1}) as taker:
        taker.credited("C1", "M1")
        await until(lambda: taker.waiting() == 0)
        assert taker.read() == ["forged", "fund/credit/M1"]
        assert [json.loads(body)["data"]["amount"] for _, body in taker.messages] == [101, 100]


async def test_a_replayed_callback_says_the_same_or_is_seen_through(tmp_path: Path) -> None:
    async with court(tmp_path, callbacks={CallbackFault.REPLAYED: 1}) as taker:
        taker.credited("C1", "M1")
        await until(lambda: len(taker.messages) == 4)
        assert taker.read() == ["fund/credit/M1", "fund/credit/M1", "forged", "fund/credit/M1"]
        signed = [(headers["webhook-id"], headers["webhook-signature"], body) for headers, body in taker.messages]
        assert signed[0] == signed[1] != signed[3]
        assert len({name for name, _, _ in signed}) == 2


async def test_in_an_outage_nothing_is_sent_until_it_ends(tmp_path: Path) -> None:
    outage = {"begins": now().isoformat(), "ends": (now() + timedelta(seconds=0.5)).isoformat()}
    async with court(tmp_path, outages=[outage]) as taker:
        taker.credited("C1", "M1")
        await asyncio.sleep(0.2)
        assert taker.messages == []
        await until(lambda: taker.told() == [("C1", "M1")])


async def test_what_was_not_sent_is_sent_after_a_restart(tmp_path: Path) -> None:
    async with court(tmp_path) as taker:
        taker.credited("C1", "M1", timedelta(seconds=0.3))
    async with court(tmp_path) as taker:
        await until(lambda: taker.told() == [("C1", "M1")])


def test_what_is_due_is_found_among_many_by_its_index(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "s.sqlite")
    with storage.transaction() as connection:
        for n in range(5_000):
            outbox.plan(connection, f"fund:{n}", "fund", "fund.credited", {"case_id": f"C{n}"}, now() + timedelta(days=n))
        plans = connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE delivered = 0 AND due <= 'x' ORDER BY due, row"
        ).fetchall()
        assert "outbox_due" in plans[0][3]
        assert [callback.name for callback in outbox.due(connection, now() + timedelta(days=1, hours=1))] == ["fund:0", "fund:1"]
    storage.close()
