"""Parts are killed at random while entries, timers, money and measures flow: nothing is lost, nothing is done twice. `make chaos` kills a hundred."""

import asyncio
import json
import os
import random
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from enforcement import clock
from enforcement.contracts.ids import parse_case_number
from enforcement.docket.casefile import CaseFile
from enforcement.docket.events import EventKind
from enforcement.docket.procedures import procedures_of
from enforcement.docket.profile import embedded_profile
from enforcement.errors import UnknownCase
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.records import queries
from enforcement.records.database import engine_for, transaction
from enforcement.records.tables import CallbackRow, EscalationRow
from enforcement.settings import Settings
from tests.chaos.clients import Clients, Flood, Saying
from tests.chaos.crew import BACKEND, EVERYTHING, Crew
from tests.installation import zhixing
from tests.life.officer import PERFORMED, deeds, filing

SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
KILLS = int(os.environ.get("CHAOS_KILLS", "6"))
# Seconds between two kills.
_GAP = (0.3, 2.2)
_TARGETS = {"worker-1": 4, "worker-2": 4, "api": 3, "temporal": 3, "database": 3, BACKEND: 2, "subsystems": 2, EVERYTHING: 1}
_SETTLE_SECONDS = 300
CLUE, ORDER = "clue_urgent_24h", "supervision_answer"


@dataclass(frozen=True)
class Life:
    """A case with money, led to its end by an officer."""

    serial: int

    @property
    def number(self) -> str:
        return f"（2026）沪0199执{self.serial}号"

    @property
    def case_id(self) -> str:
        return parse_case_number(self.number).case_id


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    crew = Crew(tmp_path_factory.mktemp("chaos"))
    try:
        crew.start()
        yield crew
    finally:
        crew.stop()


@pytest.fixture(scope="module")
def engine(crew: Crew) -> Iterator[Engine]:
    engine = engine_for(crew.settings.database, crew.settings.keys)
    yield engine
    engine.dispose()


def test_nothing_is_lost_and_nothing_is_done_twice(crew: Crew, engine: Engine) -> None:
    print(f"CHAOS_SEED={SEED} CHAOS_KILLS={KILLS}")
    clients = Clients(crew.settings)
    hours = [15 + n * 10 for n in range(3 + KILLS // 8)]
    floods = [Flood.beginning(600 + n, 12 + KILLS, seconds) for n, seconds in enumerate(hours)]
    lives = [Life(700 + n) for n in range(1 + KILLS // 10)]
    for life in lives:
        _owns(crew, life)
    over = threading.Event()
    with ThreadPoolExecutor(len(floods) + len(lives) + 1) as threads:
        killing = threads.submit(_kill, crew, over)
        pouring = [threads.submit(_pour, flood, clients, crew.settings) for flood in floods]
        leading = [threads.submit(_lead, life, clients, engine) for life in lives]
        for work in pouring:
            work.result()
        killing.result()
        over.set()
        for work in leading:
            work.result()
    crew.steady()
    _settle(engine, [*floods, *lives])

    report = Report(crew, engine, clients, floods, lives)
    print(report.told())
    report.check()


def _pour(flood: Flood, clients: Clients, settings: Settings) -> None:
    asyncio.run(flood.file(settings))
    flood.pour(clients)


def _kill(crew: Crew, over: threading.Event) -> None:
    rng = random.Random(SEED)
    # Everything at once is never left out.
    plan = [EVERYTHING, *rng.choices(list(_TARGETS), list(_TARGETS.values()), k=KILLS - 1)]
    rng.shuffle(plan)
    for target in plan:
        if over.wait(rng.uniform(*_GAP)):
            return
        crew.kill(target, rng)


# -- a life ----------------------------------------------------------------------------------------------------------


def _owns(crew: Crew, life: Life) -> None:
    asset = {"asset": f"存款{life.serial}", "kind": "银行存款", "online": True, "value": 900_000}
    _stand_ins(crew, "/query/admin/scenario", {"debtors": [f"D{life.serial}"], "assets": [asset]}, "PUT")


def _stand_ins(crew: Crew, path: str, body: dict[str, Any] | None = None, method: str = "GET") -> Any:
    headers = {"Authorization": "Bearer credential", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(crew.settings.subsystems_url + path, content, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        said = answer.read()
    return json.loads(said) if said else None


def _lead(life: Life, clients: Clients, engine: Engine) -> None:
    """File a case and make every decision that is due, until it is closed."""
    today, deadline = clock.now().date(), time.monotonic() + _SETTLE_SECONDS + KILLS * 5
    body = filing(life.number, "5000.00", today - timedelta(days=1), f"D{life.serial}")
    clients.say(Saying("/cases", body, {"Idempotency-Key": f"chaos-{life.serial}"}))
    while (case := _case(engine, life.case_id)) is None or case.closed_on is None:
        assert time.monotonic() < deadline, f"{life.number} does not come to its end: {case}"
        for deed in deeds(case, today) if case else ():
            said = {"id": deed.id, "kind": deed.kind, "type": deed.type, "by": "handler", "data": dict(deed.data)}
            assert clients.say(Saying(f"/cases/{life.case_id}/entries", said)) != 409
        time.sleep(0.3)


def _case(engine: Engine, case_id: str) -> CaseFile | None:
    with suppress(SQLAlchemyError, UnknownCase), transaction(engine) as session:
        return queries.case_file(session, case_id, embedded_profile())
    return None


# -- afterwards --------------------------------------------------------------------------------------------------------


def _settle(engine: Engine, cases: Sequence[Flood | Life]) -> None:
    """Wait until nothing is owed any more that should have happened by now."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while left := _owed(engine, cases):
        assert time.monotonic() < deadline, f"still owed: {left[:5]}"
        time.sleep(0.3)


def _owed(engine: Engine, cases: Sequence[Flood | Life]) -> list[str]:
    now, owed = clock.now(), list[str]()
    for named in cases:
        case = _case(engine, named.case_id)
        if case is None:
            return [f"{named.case_id}: cannot be read"]
        owed += [f"{case.case_id}: {p.kind} {p.key}" for p in procedures_of(case)]
        owed += [f"{case.case_id}: {c.id}" for c in case.clocks.values() if c.is_open and c.expires_at <= now and c.missed_at is None]
    with transaction(engine) as session:
        untold = session.exec(select(EscalationRow).where(col(EscalationRow.told_at).is_(None))).all()
        waiting = session.exec(select(CallbackRow).where(CallbackRow.state == "waiting")).all()
    owed += [f"{row.case_id}: {row.clock} level {row.level} untold" for row in untold]
    return owed + [f"callback {row.id}: {row.reason}" for row in waiting]


class Report:
    """What became of everything."""

    def __init__(self, crew: Crew, engine: Engine, clients: Clients, floods: Sequence[Flood], lives: Sequence[Life]) -> None:
        self._crew, self._engine, self._clients, self._floods, self._lives = crew, engine, clients, floods, lives
        with transaction(engine) as session:
            case_ids = [flood.case_id for flood in floods] + [life.case_id for life in lives]
            self._journals = {case_id: queries.journal(session, case_id) for case_id in case_ids}
            self._timelines = {case_id: queries.timeline(session, case_id) for case_id in case_ids}
            self._rungs = session.exec(select(EscalationRow)).all()
        self._ids = Counter((case, row.entry_id) for case, rows in self._journals.items() for row in rows if row.entry_id)
        self._effects = [row for service in SUBSYSTEMS for row in _ledger(crew, service)]

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Entries that were answered and are not in the journal."""
        said = [(path.split("/")[2], name) for path, name in self._clients.answered if path != "/cases"]
        return [entry for entry in said if entry not in self._ids]

    @property
    def doubled(self) -> list[object]:
        """Whatever is there twice: entries, misses, rungs, effects outside."""
        effects = Counter((row["kind"], row["case_id"], row["about"]) for row in self._effects)
        events = Counter(
            (case, event.kind, event.clock, event.level, event.at)
            for case, events in self._timelines.items()
            for event in events
            if event.kind in (EventKind.DEADLINE_MISSED, EventKind.ESCALATED)
        )
        return [thing for found in (self._ids, effects, events) for thing, count in found.items() if count > 1]

    @property
    def lags(self) -> list[timedelta]:
        """How long after its hour struck the supervisor knew of each clock that was waited for then."""
        found = []
        for flood in self._floods:
            waiting = {
                row.data["clue"] for row in self._journals[flood.case_id] if row.type == "clue_received" and row.recorded_at < flood.hour
            }
            rungs = (row for row in self._rungs if row.case_id == flood.case_id and row.rule == CLUE and row.subject["clue"] in waiting)
            found += [row.told_at - flood.strikes_at for row in rungs if row.told_at]
        return sorted(found)

    def told(self) -> str:
        """The figures, for people."""
        seconds, lags = sorted(self._clients.seconds), self.lags
        return "\n".join(
            [
                f"faults injected: {sum(self._crew.killed.values())} {dict(self._crew.killed)}; parts started again: {dict(self._crew.restarts)}",
                f"entries sent: {len(self._clients.answered)} in {sum(self._clients.tries.values())} requests {dict(self._clients.tries)}",
                f"lost: {len(self.lost)}, doubled: {len(self.doubled)}, outside effects: {len(self._effects)}, rungs: {len(self._rungs)}",
                f"answered after: median {seconds[len(seconds) // 2]:.2f} s, p99 {seconds[len(seconds) * 99 // 100]:.2f} s, worst {seconds[-1]:.2f} s",
                f"late: {len(lags)} misses of clocks that were waited for, told after: median {lags[len(lags) // 2]}, worst {lags[-1]}",
            ]
        )

    def check(self) -> None:
        """Hold everything against everything."""
        assert self.lost == []
        assert self.doubled == []
        assert self._clients.tries[500] == 0
        assert len(self.lags) > 1
        for flood in self._floods:
            self._check_clocks(flood)
        self._check_money()
        names = {"DATABASE_URL": self._crew.settings.database, "TEMPORAL_ADDRESS": self._crew.settings.temporal}
        for command in (("audit", "verify"), ("reconcile",)):
            done = zhixing(*command, **names, ZHIXING_DATA_DIR=self._crew.env["ZHIXING_DATA_DIR"])
            assert done.returncode == 0, done.stdout + done.stderr
        with transaction(self._engine) as session:
            assert session.exec(select(CallbackRow).where(CallbackRow.state == "dead")).all() == []

    def _check_clocks(self, flood: Flood) -> None:
        """Each clue and each order has its miss once, and its first rung."""
        said = {row.entry_id: row for row in self._journals[flood.case_id] if row.outcome == "recorded"}
        for rule, subject, type_ in ((CLUE, "clue", "clue_received"), (ORDER, "order", "supervision_order_received")):
            wanted = {row.data[subject] for row in said.values() if row.type == type_}
            missed = [e.subject[subject] for e in self._timelines[flood.case_id] if e.kind is EventKind.DEADLINE_MISSED and e.rule == rule]
            rungs = [row.subject[subject] for row in self._rungs if row.case_id == flood.case_id and row.rule == rule and row.level == 1]
            assert len(wanted) > 1
            assert sorted(missed) == sorted(rungs) == sorted(wanted)

    def _check_money(self) -> None:
        """What the docket knows of money is what the bank has done, to the fen."""
        money: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self._effects:
            if row["amount"] is not None:
                money[row["kind"]][row["case_id"]] += row["amount"]
        cases = [case for life in self._lives if (case := _case(self._engine, life.case_id)) is not None]
        assert [case.closing_form for case in cases] == [PERFORMED] * len(self._lives)
        assert money["fund.credited"] == {case.case_id: sum(receipt.amount for receipt in case.receipts.values()) for case in cases}
        assert money["fund.paid"] == {case.case_id: sum(payment.paid for payment in case.payments.values()) for case in cases}
        assert all(amount > 0 for amount in money["fund.paid"].values())


def _ledger(crew: Crew, service: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while page := _stand_ins(crew, f"/{service}/admin/ledger?after={rows[-1]['row'] if rows else 0}"):
        rows += page
    return rows
