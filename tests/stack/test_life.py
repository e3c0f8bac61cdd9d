"""Two lives on the whole system, with only the decisions made by hand: a house auctioned and paid out; a termination, resumed and paid."""

import time
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from enforcement import clock
from enforcement.contracts.ids import parse_case_number
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures import procedures_of
from enforcement.docket.profile import embedded_profile
from enforcement.docket.states import TERMINATION_FORM, CaseState, state_of
from enforcement.records import queries
from enforcement.records.database import engine_for, transaction
from enforcement.temporal import CaseStart, connect, record_entry
from tests.installation import zhixing
from tests.keys import KEYS
from tests.life.officer import PERFORMED, deeds, filing
from tests.stack.conftest import System

HOUSE, BEFORE, AFTER = "（2026）沪0199执301号", "（2026）沪0199执302号", "（2026）沪0199执恢302号"
PATIENCE = 180


@pytest.fixture(scope="module")
def records(system: System) -> Iterator[Engine]:
    """The records of the running system."""
    system.start("--no-example")
    engine = engine_for(system.addresses["database"], KEYS)
    yield engine
    engine.dispose()


def case_of(records: Engine, number: str) -> CaseFile:
    with transaction(records) as session:
        return queries.case_file(session, parse_case_number(number).case_id, embedded_profile())


def lead(system: System, records: Engine, number: str) -> CaseFile:
    """Make every decision that is due, until the case is closed and nothing runs for it any more."""
    today, deadline = clock.now().date(), time.monotonic() + PATIENCE
    while (case := case_of(records, number)).closed_on is None or procedures_of(case):
        assert time.monotonic() < deadline, f"{number}: {[d.id for d in deeds(case, today)]}, {procedures_of(case)}"
        for deed in deeds(case, today):
            body = {"id": deed.id, "kind": deed.kind, "type": deed.type, "by": "handler", "data": dict(deed.data)}
            status, answer = system.post(f"/cases/{case.case_id}/entries", body)
            assert status in (200, 201), answer
        time.sleep(0.3)
    return case


def owns(system: System, debtor: str, assets: list[dict[str, Any]]) -> None:
    """What the query systems find of a debtor from now on."""
    credential = (system.data_dir / "subsystem-credential").read_text()
    status, answer = system.post(
        "/query/admin/scenario", {"debtors": [debtor], "assets": assets}, "subsystems", "PUT", Authorization=f"Bearer {credential}"
    )
    assert status == 204, answer


def test_a_house_is_auctioned_and_paid_out(system: System, records: Engine) -> None:
    owns(system, "D301", [{"asset": "房1", "kind": "不动产", "online": False, "value": None}])
    body = filing(HOUSE, "800000.00", clock.now().date() - timedelta(days=1), "D301")
    assert system.post("/cases", body, **{"Idempotency-Key": "house"})[0] == 201

    case = lead(system, records, HOUSE)

    assert (case.closing_form, [round_.outcome.value for round_ in case.auctions.values()]) == (PERFORMED, ["failed", "paid"])
    assert sum(payment.paid for payment in case.payments.values()) == sum(receipt.amount for receipt in case.receipts.values()) > 0
    assert not [clock_.id for clock_ in case.clocks.values() if clock_.missed_at is not None]
    said_by_hand = {row["type"] for row in system.get(f"/cases/{case.case_id}/entries") if row["by"] == "handler" and row["kind"] == "fact"}
    assert said_by_hand <= {
        "materials_received",
        "triaged",
        "asset_entered",
        "title_ruling_served",
        "asset_delivered",
        "obligation_performed",
    }


async def test_a_termination_is_resumed_and_paid(system: System, records: Engine) -> None:
    owns(system, "D302", [])
    # A court takes over a case that was filed four months ago: a termination needs three.
    client, long_ago = await connect(system.addresses["temporal"], "default", KEYS), clock.now().date() - timedelta(days=120)
    await record_entry(client, _filed(BEFORE, long_ago), CaseStart())

    before = lead(system, records, BEFORE)

    assert (before.closing_form, before.termination_registered) == (TERMINATION_FORM, True)
    assert state_of(before) is CaseState.TERMINATED
    owns(system, "D302", [{"asset": "存款1", "kind": "银行存款", "online": True, "value": 900_000}])
    body = filing(AFTER, "5000.00", clock.now().date(), "D302", parent=BEFORE)
    assert system.post("/cases", body)[0] == 201
    after = lead(system, records, AFTER)
    assert (after.closing_form, sum(payment.paid for payment in after.payments.values())) == (PERFORMED, 500_000)
    assert state_of(case_of(records, BEFORE)) is CaseState.RESUMED


def _filed(number: str, day: date) -> EntryMessage:
    data = filing(number, "5000.00", day, "D302")
    return EntryMessage(parse_case_number(number).case_id, "filing", "act", "file_case", "filing_clerk", data, f"{day}T10:00:00+08:00")


def test_both_sides_agree_and_nothing_was_left_over(system: System) -> None:
    names = {"DATABASE_URL": "database", "TEMPORAL_ADDRESS": "temporal"}
    where = {name: system.addresses[part] for name, part in names.items()}
    assert zhixing("reconcile", **where).returncode == 0
    reconciled = zhixing("finance", "reconcile", "--month", f"{clock.now():%Y-%m}", **where)
    assert (reconciled.returncode, reconciled.stderr) == (0, ""), reconciled.stdout
    dead = system.get("/callbacks?state=dead")["items"]
    assert dead == []
    with urllib.request.urlopen(f"{system.addresses['temporal_ui']}", timeout=10) as page:
        assert page.status == 200
