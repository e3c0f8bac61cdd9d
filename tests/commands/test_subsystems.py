"""`zhixing subsystems`, beside a running engine: what is away, what is tried again, what a worker has noted."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from sqlalchemy import Engine
from temporalio.client import Client

from activities.register import Ports
from enforcement import clock
from enforcement.contracts.ids import parse_case_id
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.query import QueryOrder, QueryReceipt
from enforcement.ports.health import CircuitState, SubsystemHealth
from enforcement.ports.subsystems import SubsystemAway
from enforcement.records.database import engine_for
from enforcement.records.health import KeptHealth
from enforcement.survey import Place, Places, Queue, survey
from enforcement.temporal import CaseStart, record_entry
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.fakes.query import FakeQuery
from tests.installation import zhixing
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.subsystems import line_of
from zhixing.throwaway import new_database


class AwayQuery(FakeQuery):
    """Does not answer."""

    def launch(self, order: QueryOrder) -> QueryReceipt:
        raise SubsystemAway("query", "HTTP 503")


class Front(BaseHTTPRequestHandler):
    """Answers like a system without a page for its health, a broken one, or one that does not know us."""

    def do_GET(self) -> None:
        name = self.path.split("/")[1]
        self.send_response({"fund": 500, "credit": 401}.get(name, 404))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[str]:
    """The port of something that answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield str(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> str:
    return new_database(postgres)


@pytest.fixture(scope="module")
async def client(url: str) -> AsyncIterator[Client]:
    """A running engine with three cases whose query is not answered, and what a worker noted of it."""

    def without_query(ports: Ports) -> Ports:
        return replace(ports, query=AwayQuery())

    engine: Engine = engine_for(url, KEYS)
    async with dev_server() as environment, working(environment.client, engine, change=without_query):
        for n in (8101, 8102, 8103):
            await with_materials(environment.client, f"沪0199-2026-执-{n}")
        now = clock.now()
        KeptHealth(engine, "w1", clock.now).note([SubsystemHealth("query", CircuitState.OPEN, 9, 7, None, now, "HTTP 503")])
        yield environment.client
    engine.dispose()


async def with_materials(client: Client, case_id: str) -> None:
    """A case whose query starts by itself."""
    filing: dict[str, Json] = {**FILING, "case_number": str(parse_case_id(case_id)), "applied_on": clock.now().date().isoformat()}
    for entry in (
        EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing),
        EntryMessage(case_id, "materials", "fact", "materials_received", "filing_clerk"),
    ):
        await record_entry(client, entry, CaseStart())


async def command(client: Client, url: str, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    address = client.service_client.config.target_host
    return await asyncio.to_thread(partial(zhixing, "subsystems", *arguments, DATABASE_URL=url, TEMPORAL_ADDRESS=address, **env))


async def test_each_system_is_a_line_for_people(client: Client, url: str, stand_ins: str) -> None:
    for _ in range(100):
        done = await command(client, url, ZHIXING_SUBSYSTEMS_PORT=stand_ins, ZHIXING_QUERY_URL="http://127.0.0.1:9")
        if "3 running, 3 retrying" in done.stdout:
            break
        await asyncio.sleep(0.2)

    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert (done.returncode, done.stderr) == (1, "")
    assert lines["query"].split()[:4] == ["query", "real", "http://127.0.0.1:9", "UNREACHABLE"]
    for told in ("circuit open after 7 failures", "last success never", "3 running, 3 retrying", ": HTTP 503"):
        assert told in lines["query"]
    assert "UNREACHABLE (HTTP 500)" in lines["fund"]
    assert "reachable (HTTP 401: it does not accept our credential)" in lines["credit"]
    assert lines["valuation"].split()[:4] == ["valuation", "stand-in", f"http://127.0.0.1:{stand_ins}/valuation", "reachable"]
    assert "0 running, 0 retrying  callbacks 0 waiting, 0 dead  no error" in lines["valuation"]
    assert lines["workers:"] == "workers: 1"


async def test_machines_are_told_the_same(client: Client, url: str, stand_ins: str) -> None:
    done = await command(client, url, "--json", ZHIXING_SUBSYSTEMS_PORT=stand_ins)
    found = json.loads(done.stdout)
    assert found["workers"] == 1
    query = next(item for item in found["items"] if item["subsystem"] == "query")
    assert query["last_failure"].endswith("+08:00")
    shown = {name: query[name] for name in ("stand_in", "reachable", "circuit", "failures_in_a_row", "last_error", "running", "looked_at")}
    assert shown == {
        "stand_in": True,
        "reachable": True,
        "circuit": "open",
        "failures_in_a_row": 7,
        "last_error": "HTTP 503",
        "running": 3,
        "looked_at": 3,
    }


async def test_a_long_queue_is_looked_at_in_part_and_it_is_said_so(client: Client, url: str) -> None:
    engine = engine_for(url, KEYS)
    try:
        found = await survey(Places([Place("query", "http://127.0.0.1:9", True)], "credential"), engine, client, sample=2)
    finally:
        engine.dispose()
    assert found.reports[0].queue == Queue(3, 2, 2)
    assert "credential" not in repr(Places([], "credential"))
    assert "3 running, 2 of the first 2 retrying" in line_of(found.reports[0])


@pytest.mark.parametrize(("name", "address"), [("DATABASE_URL", "postgresql://127.0.0.1:9/x"), ("TEMPORAL_ADDRESS", "127.0.0.1:9")])
async def test_a_neighbour_that_does_not_answer_is_named(client: Client, url: str, name: str, address: str) -> None:
    addresses = {"DATABASE_URL": url, "TEMPORAL_ADDRESS": client.service_client.config.target_host, name: address}
    done = await asyncio.to_thread(partial(zhixing, "subsystems", **addresses))
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr
