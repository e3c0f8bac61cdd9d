"""`zhixing calendar` and `what-if`, beside the running engine."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.messages import EntryMessage
from enforcement.law.calendar import national_calendar
from enforcement.records.database import engine_for
from enforcement.temporal import CaseStart, record_entry
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.installation import ROOT, zhixing
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

CASE = "沪0199-2026-执-8101"
YEAR = national_calendar().announced_through + 1
STATUTORY = sorted(day for day in national_calendar().statutory if day.year == YEAR)


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> str:
    return new_database(postgres)


@pytest.fixture(scope="module")
async def client(url: str) -> AsyncIterator[Client]:
    """A running engine with one case that has a clock into the next year."""
    engine = engine_for(url, KEYS)
    async with dev_server() as environment, working(environment.client, engine):
        filing = {**FILING, "case_number": "（2026）沪0199执8101号", "applied_on": clock.now().date().isoformat()}
        await record_entry(environment.client, EntryMessage(CASE, "filing", "act", "file_case", "filing_clerk", filing), CaseStart())
        yield environment.client
    engine.dispose()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """The statutory days of the next year."""
    path = tmp_path / "notice.json"
    path.write_text(json.dumps({"year": YEAR, "days": [{"name": "节", "date": d.isoformat(), "isOffDay": True} for d in STATUTORY]}))
    return path


async def command(client: Client, url: str, *arguments: str) -> Any:
    """Run a command beside the engine."""
    address = client.service_client.config.target_host
    return await asyncio.to_thread(zhixing, *arguments, DATABASE_URL=url, TEMPORAL_ADDRESS=address)


async def test_a_notice_from_preview_to_report(client: Client, url: str, notice: Path, tmp_path: Path) -> None:
    table = tmp_path / "shifts.csv"
    preview = await command(client, url, "calendar", "preview", str(notice), "--csv", str(table))
    assert preview.returncode == 0, preview.stderr
    assert preview.stdout.startswith("open clocks: ")
    assert next(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))[:2] == ["court", "rule"]
    assert (await command(client, url, "calendar", "status")).stdout == "", "a preview keeps nothing"

    submitted = await command(client, url, "calendar", "submit", str(notice), "--by", "甲")
    assert f"{YEAR}-1: submitted by 甲" in submitted.stdout
    refused = await command(client, url, "calendar", "approve", f"{YEAR}-1", "--by", "甲")
    assert (refused.returncode, "a second person approves" in refused.stderr) == (1, True)
    early = await command(client, url, "calendar", "publish", f"{YEAR}-1")
    assert (early.returncode, "waits for a second person" in early.stderr) == (1, True)
    approved = await command(client, url, "calendar", "approve", f"{YEAR}-1", "--by", "乙")
    assert (approved.returncode, f"calendar/{YEAR}" in approved.stdout) == (0, True), approved.stderr
    for _ in range(100):
        status = await command(client, url, "calendar", "status", f"{YEAR}-1")
        if "0 wait for it" in status.stdout:
            break
    assert f"{YEAR}-1: 1 cases have it, 0 wait for it" in status.stdout
    assert "approved by 乙" in (await command(client, url, "calendar", "status")).stdout
    again = await command(client, url, "calendar", "publish", f"{YEAR}-1")
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("calendar", "preview", "README.md"), 2, "expected a notice as toml, json, ics"),
        (("calendar", "preview", "nowhere.toml"), 2, "nowhere.toml"),
        (("calendar", "status", "1999-1"), 1, "no calendar '1999-1'"),
        (("what-if",), 2, "expected --rules FOLDER or --notice FILE"),
        (("what-if", "--rules", "nowhere"), 2, "expected a folder of TOML files"),
        (("what-if", "--rules", "enforcement/law/calendars"), 2, "enforcement/law/calendars"),
        (("what-if", "--rules", "enforcement/law/statutes", "--at", "soon"), 2, "expected an instant"),
        (("migrate", "no_such_rule", "--to", "2026-06-01"), 2, "expected a rule"),
        (("migrate", "execution_notice_10d", "--to", "soon"), 2, "expected a day"),
    ],
)
async def test_what_is_wrong_is_said(client: Client, url: str, arguments: tuple[str, ...], code: int, word: str) -> None:
    answer = await command(client, url, *arguments)
    assert answer.returncode == code, answer.stdout + answer.stderr
    assert word in answer.stderr


async def test_the_law_in_force_as_a_draft_moves_nothing(client: Client, url: str) -> None:
    answer = await command(client, url, "what-if", "--rules", str(ROOT / "enforcement" / "law" / "statutes"), "--at", "2026-12-01T09:00")
    assert (answer.returncode, "moved 0: 0 later" in answer.stdout) == (0, True), answer.stderr


async def test_a_migration_is_a_preview_until_it_has_a_reason(client: Client, url: str) -> None:
    preview = await command(client, url, "migrate", "execution_notice_10d", "--to", "2026-06-01")
    assert (preview.returncode, "nothing was moved" in preview.stdout) == (0, True), preview.stderr
    for _ in range(2):
        moved = await command(client, url, "migrate", "execution_notice_10d", "--to", "2026-06-01", "--reason", "试行", "--court", "沪0199")
        assert (moved.returncode, "1 cases went over" in moved.stdout) == (0, True), moved.stdout + moved.stderr
    other = await command(client, url, "migrate", "execution_notice_10d", "--to", "2026-06-01", "--reason", "试行", "--court", "沪0100")
    assert "0 cases went over" in other.stdout
