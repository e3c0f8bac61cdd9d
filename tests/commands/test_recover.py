"""`zhixing reconcile --mend` and `zhixing stuck`: what differs is put right, what fails is kept apart, and nothing else is touched."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, text
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.ids import case_workflow_id, parse_case_number
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.decide import decide
from enforcement.errors import Undecidable
from enforcement.records import case_records
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.queries import journal
from enforcement.temporal import CaseStart, record_entry
from tests.api.waiting import until
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.installation import zhixing
from workflows.case import EnforcementCase

_SERIAL = count(8101)


@pytest.fixture(scope="module")
async def client(engine: Engine) -> AsyncIterator[Client]:
    async with dev_server() as environment, working(environment.client, engine):
        yield environment.client


@pytest.fixture
async def case(client: Client) -> str:
    """A filed case that waits for nothing but its clocks."""
    number = f"（2026）沪0199执{next(_SERIAL)}号"
    case_id = parse_case_number(number).case_id
    filing: dict[str, Json] = {**FILING, "case_number": number, "applied_on": clock.now().date().isoformat()}
    await record_entry(client, EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing), CaseStart())
    handle = client.get_workflow_handle(case_workflow_id(case_id))
    await until(lambda: handle.query(EnforcementCase.clocks), lambda standing: not standing.procedures)
    return case_id


@pytest.fixture
def run(client: Client, database_url: str) -> Callable[..., Any]:
    """Run a command beside the engine."""
    address = client.service_client.config.target_host
    return lambda *arguments: asyncio.to_thread(partial(zhixing, *arguments, DATABASE_URL=database_url, TEMPORAL_ADDRESS=address))


def contact(case_id: str, name: str) -> EntryMessage:
    return EntryMessage(case_id, name, "fact", "interference_contact", "handler", {"contact": name})


def ids(engine: Engine, case_id: str) -> list[str | None]:
    with transaction(engine) as session:
        return [row.entry_id for row in journal(session, case_id) if row.entry_id]


async def test_what_does_not_run_is_started(client: Client, case: str, run: Callable[..., Any]) -> None:
    await client.get_workflow_handle(case_workflow_id(case)).terminate("lost")

    seen, mended, after = await run("reconcile"), await run("reconcile", "--mend"), await run("reconcile", "--mend")

    assert (seen.returncode, f"{case}: its workflow does not run" in seen.stdout) == (1, True)
    assert (mended.returncode, f"{case}: mended" in mended.stdout, "1 were mended, 0 differ" in mended.stdout) == (3, True, True)
    assert (after.returncode, "0 were mended, 0 differ" in after.stdout) == (0, True)


async def test_a_workflow_that_knows_an_older_row_reads_its_docket_anew(
    client: Client, case: str, run: Callable[..., Any], records: Records
) -> None:
    before = (await client.get_workflow_handle(case_workflow_id(case)).query(EnforcementCase.clocks)).wake_ups
    # An answer that its workflow never had.
    records.record(
        EntryMessage(case, "M1", "fact", "materials_received", "handler", {}, recorded_at=clock.now().isoformat(timespec="seconds"))
    )

    mended = await run("reconcile", "--mend")

    assert (mended.returncode, f"{case}: mended" in mended.stdout) == (3, True)
    known = await client.get_workflow_handle(case_workflow_id(case)).query(EnforcementCase.clocks)
    assert known.wake_ups == records.standing(case).wake_ups != before


async def test_a_poisonous_entry_stops_its_case_alone(
    client: Client, case: str, run: Callable[..., Any], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(casefile: Any, entry: Any, profile: Any, past: Any) -> Any:
        if entry.id == "poison":
            raise KeyError("a mistake of ours")
        return decide(casefile, entry, profile, past)

    monkeypatch.setattr(case_records, "decide", faulty)
    rows = len(ids(engine, case))
    for _ in range(12):
        # More than a workflow has in hand at once: none of them stays behind.
        with pytest.raises(Undecidable, match="KeyError"):
            await record_entry(client, contact(case, "poison"), CaseStart())
    assert len(ids(engine, case)) == rows
    assert (await record_entry(client, contact(case, "sound"), CaseStart())).outcome == "recorded"
    listed, differs = await run("stuck"), await run("reconcile")
    assert (listed.returncode, f"{case}  poison  since" in listed.stdout, "12 times" in listed.stdout) == (1, True, True)
    assert (differs.returncode, f"{case}: it is stuck" in differs.stdout) == (1, True)

    monkeypatch.setattr(case_records, "decide", decide)
    assert (await record_entry(client, contact(case, "poison"), CaseStart())).outcome == "recorded"
    assert ids(engine, case).count("poison") == 1
    assert (await run("stuck")).stdout == "0 cases are stuck\n"


async def test_a_row_that_cannot_be_read_stops_its_case_until_it_is_built_anew(
    client: Client, case: str, run: Callable[..., Any], engine: Engine
) -> None:
    with transaction(engine) as session:
        session.execute(text("UPDATE cases SET case_file = '{}' WHERE case_id = :case"), {"case": case})
    with pytest.raises(Undecidable, match="CaseFile"):
        await record_entry(client, contact(case, "C1"), CaseStart())
    in_vain = await run("stuck", "retry", case)
    assert (in_vain.returncode, "standing" in in_vain.stderr) == (1, True)

    done = await run("stuck", "retry", case, "--from-journal")

    assert (done.returncode, f"{case}: 1 taken off the list" in done.stdout) == (0, True)
    assert (await record_entry(client, contact(case, "C1"), CaseStart())).outcome == "recorded"
    assert (await run("reconcile")).returncode == 0


async def test_a_case_that_cannot_be_read_waits_to_be_told_that_it_is_mended(
    client: Client, case: str, run: Callable[..., Any], engine: Engine
) -> None:
    await client.get_workflow_handle(case_workflow_id(case)).terminate("lost")
    with transaction(engine) as session:
        session.execute(text("UPDATE cases SET case_file = '{}' WHERE case_id = :case"), {"case": case})
    started = await run("rebuild")
    assert (started.returncode, "1 cases started" in started.stdout) == (0, True)
    await until(lambda: run("stuck"), lambda done: f"{case}  standing" in done.stdout)

    assert (await run("stuck", "retry", case, "--from-journal")).returncode == 0

    handle = client.get_workflow_handle(case_workflow_id(case))
    await until(lambda: handle.query(EnforcementCase.clocks), lambda standing: bool(standing.wake_ups))
