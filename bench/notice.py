"""A notice for a new year reaches live cases on the running system: `python -m bench.notice [CASES]` (by hand, some minutes).

Starts an installation of its own, files cases whose clocks run into 2027, publishes the notice for 2027 as people do, and checks that the report
adds up and that every workflow waits for what the docket says.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.notices import read_notice_text
from enforcement.records import calendars
from enforcement.records.database import engine_for, snapshot
from enforcement.records.preview import Preview, Proposal, preview
from enforcement.settings import load_settings
from enforcement.temporal import CaseStart, TemporalAway, connect, record_entry
from zhixing.throwaway import free_port

CASES = 5000
AT_ONCE = 24
SECONDS_TO_START = 120
ZHIXING = Path(sys.executable).with_name("zhixing")
DAYS_OFF = ("01-01", "01-02", "01-03", "02-05", "02-06", "02-07", "02-08", "02-09")
NOTICE = {
    "year": 2027,
    "days": [
        *({"name": "元旦" if day < "02" else "春节", "date": f"2027-{day}", "isOffDay": True} for day in DAYS_OFF),
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


def filing(serial: int) -> dict[str, Json]:
    """The data of a case against one debtor."""
    return {
        "case_number": f"（2026）沪0199执{serial}号",
        "court": "沪0199",
        "applied_on": (clock.now() - timedelta(days=1)).date().isoformat(),
        "claim": 1000000,
        "parties": [{"id": "P1", "role": "applicant", "name": "申请人甲"}, {"id": "D1", "role": "debtor", "name": "被执行人乙"}],
        "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
    }


def second(serial: int) -> list[tuple[str, dict[str, Json]]]:
    """What else a case has: a last day that the notice takes off, or makes a working day, or leaves; a stay; a miss."""
    today = clock.now().date()
    match serial % 5:
        case 0:
            return [("triaged", {"track": "fast", "limit_days": (date(2027, 2, 9) - today).days})]
        case 1:
            return [("triaged", {"track": "fast", "limit_days": (date(2027, 2, 20) - today).days})]
        case 2:
            return [("supervision_order_received", {"order": "督1", "answer_by": "2027-03-05"})]
        case 3:
            return [("stay_ordered", {"ground": "中止"})]
        case _:
            return [("supervision_order_received", {"order": "督1", "answer_by": (today - timedelta(days=1)).isoformat()})]


async def file_cases(client: Client, start: CaseStart, cases: int) -> None:
    """Every case through its own workflow, some at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def say(entry: EntryMessage) -> None:
        while True:
            try:
                await record_entry(client, entry, start)
            except TemporalAway:
                continue
            return

    async def file(serial: int) -> None:
        case_id = f"沪0199-2026-执-{serial}"
        async with places:
            await say(EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing(serial)))
            for kind, data in second(serial):
                await say(EntryMessage(case_id, kind, "fact", kind, "handler", data))

    await asyncio.gather(*(file(serial) for serial in range(1, cases + 1)))


@contextmanager
def running(env: dict[str, str]) -> Iterator[None]:
    """The whole system in a process of its own."""
    folder = Path(env["ZHIXING_DATA_DIR"])
    ready, told = folder / "addresses.json", folder.with_name("up.log")
    with told.open("wb") as log:
        process = subprocess.Popen([ZHIXING, "up", "--no-example"], env=env, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"the system did not start: {told.read_text(encoding='utf-8')}")
                time.sleep(0.1)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def zhixing(env: dict[str, str], *arguments: str | Path) -> str:
    """What a command prints. SystemExit with it if the command fails."""
    done = subprocess.run([ZHIXING, *arguments], env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"zhixing {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def previewed(engine: Engine, notice: Path) -> Preview:
    """What the notice would do to the cases as they are."""
    with snapshot(engine) as session:
        return preview(session, Proposal(read_notice_text(notice.read_text(encoding="utf-8"), "json")), clock.now())


def published(engine: Engine, calendar_id: str) -> calendars.PublicationReport:
    """The report once no case waits for the calendar any more."""
    while True:
        with snapshot(engine) as session:
            report = calendars.publication_report(session, calendars.calendar(session, calendar_id))
        if report.waiting == 0:
            return report
        time.sleep(1)


def check(report: calendars.PublicationReport, expected: Preview, cases: int) -> None:
    """That the report adds up, agrees with the preview, and that the cases moved which the notice concerns."""
    told = report.moved + report.confirmed + report.unchanged + report.paused + report.missed
    assert report.cases == cases, f"{report.cases} cases have it, expected {cases}"
    assert not report.failures, report.failures[:3]
    assert report.examined == told, f"examined {report.examined}, told {told}"
    assert (report.moved, report.paused, report.missed) == (expected.moved, expected.paused, expected.missed), expected
    assert report.moved == sum(serial % 5 < 2 for serial in range(1, cases + 1)), report


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took."""
    began = time.perf_counter()
    yield
    print(f"{what} in {time.perf_counter() - began:.1f} s", flush=True)


def run(env: dict[str, str], folder: Path, cases: int) -> None:
    """File, publish, check, and print how long each took."""
    settings = load_settings()
    engine = engine_for(settings.database, settings.keys)
    notice = folder / "2027.json"
    notice.write_text(json.dumps(NOTICE, ensure_ascii=False), encoding="utf-8")

    async def file() -> None:
        await file_cases(await connect(settings.temporal, settings.temporal_namespace, settings.keys), CaseStart(), cases)

    with timed(f"{cases} cases filed"):
        asyncio.run(file())
    with timed("previewed"):
        expected = previewed(engine, notice)
    print(zhixing(env, "calendar", "submit", notice, "--by", "甲"))
    with timed("published"):
        zhixing(env, "calendar", "approve", "2027-1", "--by", "乙")
        report = published(engine, "2027-1")
    engine.dispose()
    print(zhixing(env, "calendar", "status", "2027-1"))
    check(report, expected, cases)
    with timed("reconciled"):
        print(zhixing(env, "reconcile"))


def main() -> None:
    """Run it in a folder that goes away."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with tempfile.TemporaryDirectory(prefix="zhixing-notice-", dir="/var/tmp") as name:
        os.environ["ZHIXING_DATA_DIR"] = str(Path(name) / "data")
        Path(name).chmod(0o755)
        for part in ("API", "SUBSYSTEMS", "DATABASE", "TEMPORAL", "TEMPORAL_UI"):
            os.environ[f"ZHIXING_{part}_PORT"] = str(free_port())
        for elsewhere in ("DATABASE_URL", "TEMPORAL_ADDRESS"):
            os.environ.pop(elsewhere, None)
        # Thousands of filings at once are no day of a court: their messages and accounts are not to queue behind its rate.
        os.environ["ZHIXING_SUBSYSTEM_RATE"] = "1000"
        with running(dict(os.environ)):
            run(dict(os.environ), Path(name), cases)


if __name__ == "__main__":
    main()
