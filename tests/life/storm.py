"""Everything of the product on the time-skipping server, beside stand-ins with which all that can go wrong does."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import worker as product
from activities.register import activities
from api.app import create_app
from api.dependencies import Services
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures import procedures_of
from enforcement.docket.profile import embedded_profile
from enforcement.gateways.callbacks import Callbacks
from enforcement.gateways.switchboard import Switchboard
from enforcement.records import queries
from enforcement.records.audit import heads
from enforcement.records.database import engine_for, transaction
from enforcement.records.health import KeptHealth
from enforcement.settings import Settings
from enforcement.temporal import CaseStart, TemporalAway, record_entry
from tests.keys import KEYS
from tests.life.officer import deeds
from tests.stand_ins import SECRET
from tests.tokens import identity
from workflows.register import WORKFLOWS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import free_port, new_database

ROOT = Path(__file__).parents[2]
CREDENTIAL = "credential"
START = CaseStart(search_attributes=False, patience=timedelta(seconds=60))
_AT_ONCE = 24
# How much time is skipped at once, and the pause after it in which the stand-ins, who cannot skip time, come along.
_STRIDE, _BREATH = timedelta(seconds=20), 0.05
_LOOK = 0.3
_GIVE_UP_SECONDS = 600


@dataclass
class Storm:
    """The product under a storm: cases are filed in it and led to their ends."""

    environment: WorkflowEnvironment
    engine: Engine
    subsystems: str
    refused: list[tuple[str, str, list[str]]] = field(default_factory=list)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def tell(self, service: str, door: str, body: dict[str, Any], method: str = "PUT") -> None:
        """Say something at a stand-in's own door."""
        answer = httpx2.request(
            method, f"{self.subsystems}/{service}/admin/{door}", json=body, headers={"Authorization": f"Bearer {CREDENTIAL}"}, timeout=10
        )
        assert answer.is_success, answer.text

    def faults(self, service: str) -> dict[str, int]:
        """How many faults of each kind a stand-in has injected."""
        url, headers = f"{self.subsystems}/{service}/admin/faults", {"Authorization": f"Bearer {CREDENTIAL}"}
        return dict(httpx2.get(url, headers=headers, timeout=10).json()["injected"])

    def ledger(self, service: str) -> list[dict[str, Any]]:
        """Every effect that a stand-in has had."""
        rows: list[dict[str, Any]] = []
        while True:
            page = httpx2.get(
                f"{self.subsystems}/{service}/admin/ledger",
                params={"after": rows[-1]["row"] if rows else 0},
                headers={"Authorization": f"Bearer {CREDENTIAL}"},
                timeout=30,
            ).json()
            rows += page
            if not page:
                return rows

    def case(self, case_id: str) -> CaseFile:
        """A case as the records have it."""
        with transaction(self.engine) as session:
            return queries.case_file(session, case_id, embedded_profile())

    async def say(self, entry: EntryMessage) -> RecordResult:
        """Say something to a case, until it is heard."""
        while True:
            try:
                result = await record_entry(self.environment.client, entry, START)
            except TemporalAway:
                continue
            if result.outcome == "refused":
                self.refused.append((entry.case_id, entry.type, [refusal.guard for refusal in result.refusals]))
            return result

    async def lead(self, case_ids: Iterable[str], today: date) -> None:
        """Lead many cases to their ends, while time flies wherever nobody works."""
        left, seen = set(case_ids), dict[str, int]()
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        async with self.skipping():
            while left:
                assert time.monotonic() < deadline, f"these do not come to their ends: {sorted(left)}"
                moved = {case_id: n for case_id, n in (await asyncio.to_thread(self._sequences)).items() if seen.get(case_id) != n}
                seen.update(moved)
                async with asyncio.timeout(_GIVE_UP_SECONDS):
                    ended = await asyncio.gather(*(self._go_on(case_id, today) for case_id in left & moved.keys()))
                left -= set(filter(None, ended))
                await asyncio.sleep(_LOOK)

    async def _go_on(self, case_id: str, today: date) -> str | None:
        """Do what is to be done for a case now; gives its id when it is closed."""
        async with self._places:
            case = await asyncio.to_thread(self.case, case_id)
            for deed in deeds(case, today):
                await self.say(deed.to(case_id))
        return case_id if case.closed_on is not None else None

    def _sequences(self) -> dict[str, int]:
        with transaction(self.engine) as session:
            return {head.case_id: head.sequence for head in heads(session)}

    async def quiet(self, case_ids: Iterable[str]) -> None:
        """Let time fly until no case needs any procedure, and no callback is on its way."""
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        async with self.skipping():
            for case_id in case_ids:
                while needed := procedures_of(await asyncio.to_thread(self.case, case_id)):
                    assert time.monotonic() < deadline, f"{case_id} still needs {needed}"
                    await asyncio.sleep(_LOOK)

    @asynccontextmanager
    async def skipping(self) -> AsyncIterator[None]:
        """Let time fly, as fast as the stand-ins can follow."""

        async def fly() -> None:
            while True:
                await self.environment.sleep(_STRIDE)
                await asyncio.sleep(_BREATH)

        flight = asyncio.create_task(fly())
        try:
            yield
        finally:
            flight.cancel()
            with suppress(asyncio.CancelledError):
                await flight


@asynccontextmanager
async def storm(environment: WorkflowEnvironment, postgres: EmbeddedPostgres, folder: Path) -> AsyncIterator[Storm]:
    """The product, with everything but its fate."""
    database, api_port, subsystems_port = new_database(postgres), free_port(), free_port()
    engine = engine_for(database, KEYS, pool_size=product.THREADS)
    address = environment.client.service_client.config.target_host
    services = Services(
        engine_for(database, KEYS), embedded_profile(), Callbacks(SECRET), identity(engine), address, "default", KEYS, START
    )
    settings = Settings.model_validate(
        {
            "subsystems_port": subsystems_port,
            "subsystem_credential": CREDENTIAL,
            "webhook_secret": SECRET,
            "data_dir": folder,
            "subsystem_rate": 10_000,
        }
    )
    with ExitStack() as closing:
        closing.callback(engine.dispose)
        url = closing.enter_context(_stand_ins(folder, subsystems_port, f"http://127.0.0.1:{api_port}"))
        closing.enter_context(_served(lambda: services, api_port))
        threads = closing.enter_context(ThreadPoolExecutor(product.THREADS))
        board = Switchboard(KeptHealth(engine, "storm", clock.now), CollectorRegistry())
        ports = product.ports(settings, engine, board, closing)
        async with Worker(
            environment.client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=activities(ports, environment.client, START),
            activity_executor=threads,
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=product.CACHED_CASES,
        ):
            yield Storm(environment, engine, url)


@contextmanager
def _stand_ins(folder: Path, port: int, callbacks: str) -> Iterator[str]:
    env = {
        "ZHIXING_DATA_DIR": str(folder),
        "ZHIXING_CALLBACK_URL": callbacks,
        "ZHIXING_SUBSYSTEM_CREDENTIAL": CREDENTIAL,
        "ZHIXING_WEBHOOK_SECRET": SECRET,
        "ZHIXING_SUBSYSTEM_PACE": "0.05",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "subsystems.app:from_environment"]
    process = subprocess.Popen([*command, "--port", str(port), "--log-level", "error"], env={**os.environ, **env}, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        _answers(f"{url}/health")
        yield url
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _served(build: Callable[[], Services], port: int) -> Iterator[None]:
    """The API, which takes the callbacks, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(create_app(build), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _answers(f"http://127.0.0.1:{port}/health/live")
        yield
    finally:
        server.should_exit = True
        thread.join()


def _answers(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        with suppress(httpx2.HTTPError):
            if httpx2.get(url, timeout=2).is_success:
                return
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.1)
