"""A release is rolled out with running cases: two workers at once, one is drained, and cases go on without a gap."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.ids import case_workflow_id
from enforcement.contracts.messages import EntryMessage
from enforcement.temporal import CaseStart, record_entry
from tests.api.waiting import until
from tests.docket.building import FILING
from tests.engine_room import dev_server
from tests.installation import clean_environment
from tests.keys import KEY_SETTINGS
from zhixing.supervise import end_with_parent

ROOT = Path(__file__).parents[2]
CASES = 3


@contextmanager
def worker(name: str, folder: Path, url: str, temporal: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own."""
    env = {"DATABASE_URL": url, "TEMPORAL_ADDRESS": temporal, "ZHIXING_DATA_DIR": str(folder), "ZHIXING_SUBSYSTEMS_PORT": "9"}
    with (folder / f"{name}.log").open("wb") as log:
        command = [sys.executable, "-m", "worker"]
        process = subprocess.Popen(
            command, env=clean_environment(**env, **KEY_SETTINGS), cwd=ROOT, stdout=log, stderr=log, preexec_fn=end_with_parent
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def ready(name: str, folder: Path) -> None:
    async def said() -> bytes:
        return (folder / f"{name}.log").read_bytes()

    await until(said, lambda log: b"worker is ready" in log, 60)


async def talk(client: Client, serial: int, over: asyncio.Event) -> Sequence[str]:
    """File a case and say things to it, one after another, until it is over; gives the outcomes."""
    case_id = f"沪0199-2026-执-{serial}"
    data = {**FILING, "case_number": f"（2026）沪0199执{serial}号", "applied_on": clock.now().date().isoformat()}
    filing = EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", data)
    outcomes = [(await record_entry(client, filing, CaseStart())).outcome]
    while not over.is_set():
        name = f"C{len(outcomes)}"
        entry = EntryMessage(case_id, name, "fact", "interference_contact", "handler", {"contact": name})
        outcomes.append((await record_entry(client, entry, CaseStart())).outcome)
        await asyncio.sleep(0.1)
    return outcomes


async def identities(client: Client, serial: int) -> set[str]:
    """The workers that a case was driven by."""
    history = await client.get_workflow_handle(case_workflow_id(f"沪0199-2026-执-{serial}")).fetch_history()
    done = (event.workflow_task_completed_event_attributes for event in history.events if event.event_id)
    return {task.identity for task in done if task.identity}


async def test_one_worker_is_drained_while_another_takes_over(database_url: str, tmp_path: Path) -> None:
    over = asyncio.Event()
    async with dev_server() as environment:
        client, address = environment.client, environment.client.service_client.config.target_host
        with worker("old", tmp_path, database_url, address) as old:
            await ready("old", tmp_path)
            talking = [asyncio.create_task(talk(client, 8301 + n, over)) for n in range(CASES)]
            with worker("new", tmp_path, database_url, address) as new:
                await ready("new", tmp_path)
                old.terminate()
                code = await asyncio.to_thread(old.wait, 40)
                # With the new one alone for a while.
                await asyncio.sleep(1)
                over.set()
                outcomes = await asyncio.gather(*talking)
                assert new.poll() is None

        assert code == 0
        for first, *others in outcomes:
            assert (first, set(others)) == ("accepted", {"recorded"})
        assert len({name for n in range(CASES) for name in await identities(client, 8301 + n)}) == 2
