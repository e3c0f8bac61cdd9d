"""`zhixing explain`, `audit`, `rebuild` and `reconcile`, on real records and the real engine."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.ids import case_workflow_id
from enforcement.contracts.messages import EntryMessage
from enforcement.process.bpmn import whole_document
from enforcement.records.database import transaction
from enforcement.records.queries import journal
from enforcement.temporal import CaseStart, record_entry
from tests.api.waiting import until
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.installation import zhixing
from workflows.case import EnforcementCase

CASE = "沪0199-2026-执-8001"


@pytest.fixture(scope="module")
def url(database_url: str) -> str:
    return database_url


@pytest.fixture(scope="module")
async def client(engine: Engine) -> AsyncIterator[Client]:
    """A running engine with one filed case."""
    async with dev_server() as environment, working(environment.client, engine):
        filing = {**FILING, "case_number": "（2026）沪0199执8001号", "applied_on": clock.now().date().isoformat()}
        await record_entry(environment.client, EntryMessage(CASE, "filing", "act", "file_case", "filing_clerk", filing), CaseStart())
        handle = environment.client.get_workflow_handle(case_workflow_id(CASE))
        # What a filing sets going of itself is told before anything is counted.
        await until(lambda: handle.query(EnforcementCase.clocks), lambda standing: not standing.procedures)
        yield environment.client


async def command(client: Client, url: str, *arguments: str, **settings: str) -> Any:
    """Run a command beside the engine."""
    address = client.service_client.config.target_host
    return await asyncio.to_thread(partial(zhixing, *arguments, DATABASE_URL=url, TEMPORAL_ADDRESS=address, **settings))


@pytest.mark.parametrize("name", [CASE, "（2026）沪0199执8001号"])
async def test_explain_tells_how_a_date_came_about(client: Client, url: str, name: str) -> None:
    done = await command(client, url, "explain", name, "execution_notice_10d")

    assert (done.returncode, done.stderr) == (0, "")
    for told in ("10日内发出执行通知", "民诉法解释 第480条", "开始的日不计入", "届满", "nominal last day"):
        assert told in done.stdout


async def test_explain_without_a_clock_tells_the_whole_timeline(client: Client, url: str) -> None:
    done = await command(client, url, "explain", CASE)

    assert (done.returncode, done.stderr) == (0, "")
    for told in ("accepted file_case", "立案：准许", "deadline_opened execution_notice_10d", "民诉法解释第480条"):
        assert told in done.stdout


async def test_bpmn_writes_the_process_with_the_place_of_a_case(client: Client, url: str, tmp_path: Path) -> None:
    whole = await command(client, url, "bpmn")
    assert (whole.returncode, whole.stdout) == (0, whole_document().decode())
    target = tmp_path / "process.bpmn"
    done = await command(client, url, "bpmn", CASE, "--out", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert f'<zhixing:case id="{CASE}"' in target.read_text(encoding="utf-8")
    none = await command(client, url, "bpmn", "沪0199-2026-执-9999")
    assert (none.returncode, none.stdout) == (1, "")
    assert "沪0199-2026-执-9999" in none.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((CASE, "nothing"), 1, "six_month_no_execution"),
        (("沪0199-2026-执-9999", "execution_notice_10d"), 1, "沪0199-2026-执-9999"),
        (("101", "execution_notice_10d"), 2, "（2026）沪0199执101号"),
    ],
)
async def test_explain_says_what_is_not_there(client: Client, url: str, arguments: tuple[str, str], code: int, told: str) -> None:
    done = await command(client, url, "explain", *arguments)

    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr


async def test_a_lost_cluster_is_rebuilt_from_the_docket(client: Client, url: str) -> None:
    handle = client.get_workflow_handle(case_workflow_id(CASE))
    assert (await command(client, url, "reconcile")).returncode == 0

    await handle.terminate("the cluster is lost")
    lost = await command(client, url, "reconcile")
    rebuilt = await command(client, url, "rebuild")
    again = await command(client, url, "rebuild")

    assert (lost.returncode, "0 cases agree, 1 differ" in lost.stdout) == (1, True)
    assert (rebuilt.returncode, rebuilt.stdout) == (0, "1 cases started, 0 were running\n")
    assert again.stdout == "0 cases started, 1 were running\n"
    async with asyncio.timeout(20):
        while not (await handle.query(EnforcementCase.clocks)).wake_ups:
            await asyncio.sleep(0.05)
    assert (await command(client, url, "reconcile")).returncode == 0


async def test_journals_are_anchored_verified_and_proved(client: Client, url: str, engine: Engine, tmp_path: Path) -> None:
    with transaction(engine) as session:
        rows = len(journal(session, CASE))
    run = partial(command, client, url, ZHIXING_DATA_DIR=str(tmp_path))
    too_early = await run("audit", "prove", CASE)
    root = json.loads((await run("audit", "anchor")).stdout)
    sound = await run("audit", "verify")
    proof = await run("audit", "prove", CASE)

    assert (too_early.returncode, too_early.stdout) == (1, "")
    assert (root["number"], root["size"]) == (1, 1)
    assert json.loads((tmp_path / "anchors" / "anchor-000001.json").read_text()) == root
    assert (sound.returncode, sound.stdout) == (0, f"1 files, {rows} rows, 1 anchors kept elsewhere, 0 of them stamped, 0 breaks\n")
    file = tmp_path / "proof.json"
    file.write_text(proof.stdout)
    assert (await run("audit", "check", str(file), "--key", root["key"])).returncode == 0
    assert (await run("audit", "check", str(file), "--anchors", str(tmp_path / "anchors"))).returncode == 0
    (tmp_path / "empty").mkdir()
    assert "is not the one in" in (await run("audit", "check", str(file), "--anchors", str(tmp_path / "empty"))).stderr
    assert (await run("audit", "check", str(file), "--key", "00" * 32)).returncode == 1
    file.write_text(proof.stdout.replace(f'"sequence": {rows}', f'"sequence": {rows + 1}'))
    assert (await run("audit", "check", str(file))).stderr == "the proof does not hold\n"
    file.write_text("{}")
    assert (await run("audit", "check", str(file))).returncode == 2


async def test_a_changed_journal_is_named(client: Client, url: str) -> None:
    behind = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with behind.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("UPDATE journal SET data = data || :change WHERE sequence = 1"), {"change": json.dumps({"claim": 1})})
    behind.dispose()

    broken = await command(client, url, "audit", "verify")

    assert broken.returncode == 1
    assert f"{CASE} row 1" in broken.stdout
