"""An older database under a newer Temporal: what was lost is listed, facts come back under their ids, acts wait for a person, nothing is doubled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from temporalio.client import Client

from activities.register import Ports
from enforcement import clock
from enforcement.contracts.ids import case_workflow_id
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.profile import embedded_profile
from enforcement.records import queries
from enforcement.records.database import engine_for, transaction
from enforcement.temporal import CaseStart, record_entry
from tests.api.waiting import until
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.fakes.fund import FakeFund
from tests.installation import zhixing
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

OLD, NEW = "沪0199-2026-执-8201", "沪0199-2026-执-8202"
PAY: dict[str, Json] = {
    "payment": "Y1",
    "receipt": "R1",
    "amount": 500,
    "payee_account": "6222000001",
    "approvals": ["handler", "bureau_chief"],
}


class Court:
    """A client of both cases, on the database of the moment."""

    def __init__(self, client: Client, url: str, engine: Engine, folder: Path) -> None:
        self.client, self.url, self.engine, self._folder = client, url, engine, folder

    async def say(self, case_id: str, kind: str, name: str, entry_id: str, data: dict[str, Json] | None = None) -> str:
        entry = EntryMessage(case_id, entry_id, kind, name, "handler", data or {})
        return (await record_entry(self.client, entry, CaseStart())).outcome

    async def file(self, case_id: str) -> None:
        number = f"（2026）沪0199执{case_id.rpartition('-')[2]}号"
        data: dict[str, Json] = {**FILING, "case_number": number, "applied_on": clock.now().date().isoformat()}
        assert await self.say(case_id, "act", "file_case", "filing", data) == "accepted"

    async def run(self, *arguments: str | Path) -> Any:
        """Run a command on both sides."""
        where = {"DATABASE_URL": self.url, "TEMPORAL_ADDRESS": self.client.service_client.config.target_host}
        return await asyncio.to_thread(lambda: zhixing(*arguments, **where, ZHIXING_DATA_DIR=str(self._folder)))

    def journal(self, case_id: str) -> list[str]:
        """The ids of a case's entries, in the order of the journal."""
        with transaction(self.engine) as session:
            return [row.entry_id for row in queries.journal(session, case_id) if row.entry_id]

    def paid(self) -> bool:
        """Whether the docket knows of the pay-out."""
        with transaction(self.engine) as session:
            payment = queries.case_file(session, OLD, embedded_profile()).payments.get("Y1")
        return payment is not None and payment.paid == 50_000


@asynccontextmanager
async def at_work(client: Client, url: str, folder: Path, fund: FakeFund) -> AsyncIterator[Court]:
    """A worker on a database, with a bank that outlives it."""
    engine = engine_for(url, keys=KEYS)

    def change(ports: Ports) -> Ports:
        return replace(ports, fund=fund)

    try:
        async with working(client, engine, change=change):
            yield Court(client, url, engine, folder)
    finally:
        engine.dispose()


async def lived(court: Court, backup: Path) -> None:
    """A case with money, a backup, and what came after it: facts, an act with its pay-out, an act refused, another case."""
    await court.file(OLD)
    assert await court.say(OLD, "fact", "funds_received", "R1", {"receipt": "R1", "amount": 500}) == "recorded"
    assert (await court.run("backup", backup)).returncode == 0
    assert await court.say(OLD, "fact", "interference_contact", "I1", {"contact": "I1"}) == "recorded"
    assert await court.say(OLD, "act", "freeze_account", "refused", {"asset": "B1"}) == "refused"
    assert await court.say(OLD, "act", "send_payment_notice", "pay", PAY) == "accepted"
    await until(lambda: asyncio.to_thread(court.paid), bool)
    assert await court.say(OLD, "fact", "interference_contact", "I2", {"contact": "I2"}) == "recorded"
    await court.file(NEW)


async def test_what_an_older_database_has_lost_comes_back_once(database_url: str, postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    fund, restored = FakeFund(), new_database(postgres)
    async with dev_server() as environment:
        client = environment.client
        async with at_work(client, database_url, tmp_path, fund) as court:
            await lived(court, tmp_path / "record.zip")
            before = {case_id: set(court.journal(case_id)) for case_id in (OLD, NEW)}
            court.url = restored
            assert (await court.run("restore", tmp_path / "record.zip")).returncode == 0
        async with at_work(client, restored, tmp_path, fund) as court:
            await _held_back(court)
            await _facts_come_back(court)
            await _the_rest_is_given_back_by_a_person(court, before)
            await until(lambda: asyncio.to_thread(court.paid), bool)
            await _settled(court)
            assert len(fund.notices) == 1, "paid once"


async def _held_back(court: Court) -> None:
    """Nothing is mended behind a person's back."""
    compared = await court.run("reconcile", "--mend")
    assert compared.returncode == 1
    assert f"{OLD}: its workflow knows row" in compared.stdout
    assert f"{NEW}: its workflow runs, and the docket knows no such case" in compared.stdout
    listed = (await court.run("recover", "lost")).stdout
    lines = {line.split("  ")[3]: line for line in listed.splitlines() if line.startswith(OLD)}
    assert "may be recorded again" in lines["I1"]
    assert "may have gone out" in lines["pay"]
    assert "it came after pay" in lines["I2"]
    assert "was refused" in lines["refused"]
    assert f"{NEW}  " in listed


async def _facts_come_back(court: Court) -> None:
    done = await court.run("recover", "replay", "--by", "王管理")
    assert (done.returncode, "are left for a person" in done.stdout) == (1, True), done.stdout
    ids = court.journal(OLD)
    assert {"I1", "restored/I1"} <= set(ids)
    assert not {"pay", "I2", "refused"} & set(ids)
    with transaction(court.engine) as session:
        rows = {row.entry_id: row for row in queries.journal(session, OLD)}
    assert rows["I1"].happened_at < rows["I1"].recorded_at
    assert rows["restored/I1"].data["operator"] == "王管理"
    known = await court.client.get_workflow_handle(case_workflow_id(OLD)).query("clocks")
    assert known["sequence"] <= max(row.sequence for row in rows.values())


async def _the_rest_is_given_back_by_a_person(court: Court, before: dict[str, set[str]]) -> None:
    kept = await court.run("recover", "release", OLD, "--by", "王管理")
    assert (kept.returncode, "the docket knows" in kept.stderr) == (1, True)
    done = await court.run("recover", "replay", "--by", "王管理", "--acts")
    assert done.returncode == 0, done.stdout + done.stderr
    for case_id, ids in before.items():
        asked = {name for name in ids if not name.startswith(("notice/", "query"))} - {"refused"}
        assert asked <= set(court.journal(case_id)), asked - set(court.journal(case_id))
        assert len(court.journal(case_id)) == len(set(court.journal(case_id)))


async def _settled(court: Court) -> None:
    async def agrees() -> Any:
        return await court.run("reconcile", "--mend")

    agreed = await until(agrees, lambda done: done.returncode in (0, 3))
    assert "0 differ" in agreed.stdout


async def test_the_workflow_of_an_unknown_case_is_released_by_a_person(
    database_url: str, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    async with dev_server() as environment:
        async with at_work(environment.client, new_database(postgres), tmp_path, FakeFund()) as court:
            await court.file(NEW)
        async with at_work(environment.client, new_database(postgres), tmp_path, FakeFund()) as court:
            done = await court.run("recover", "release", NEW, "--by", "王管理")
            assert done.returncode == 0, done.stderr
            description = await environment.client.get_workflow_handle(case_workflow_id(NEW)).describe()
            assert description.close_time is not None
            assert (await court.run("reconcile")).returncode == 0
