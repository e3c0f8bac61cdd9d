"""Cases through their whole lives while everything goes wrong that can: at the end every ledger balances. `make storm` sends two hundred."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from temporalio.testing import WorkflowEnvironment

from enforcement import clock
from enforcement.contracts.ids import parse_case_number
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.casefile import CaseFile
from enforcement.docket.events import iso
from enforcement.docket.states import TERMINATION_FORM
from enforcement.gateways.callbacks import SUBSYSTEMS
from subsystems.faults import CallbackFault, RequestFault
from tests.life.officer import PERFORMED, filing
from tests.life.storm import Storm, storm
from zhixing.postgres import EmbeddedPostgres

SEED = 20211206
CASES = int(os.environ.get("STORM_CASES", "24"))
RESUMED = CASES // 12
_REQUEST_RATE, _CALLBACK_RATE = 0.015, 0.04


class Fate(StrEnum):
    """What the debtor has."""

    DEPOSIT = "deposit"
    HOUSE = "house"
    NOTHING = "nothing"


FATES = (Fate.DEPOSIT, Fate.DEPOSIT, Fate.HOUSE, Fate.NOTHING)
_CLAIM = {Fate.DEPOSIT: "5000.00", Fate.HOUSE: "800000.00", Fate.NOTHING: "5000.00"}
_ASSETS: Mapping[Fate, list[dict[str, Any]]] = {
    Fate.DEPOSIT: [{"kind": "银行存款", "online": True, "value": 900_000}],
    Fate.HOUSE: [{"kind": "不动产", "online": False, "value": None}],
    Fate.NOTHING: [],
}


@dataclass(frozen=True)
class Life:
    """One case of the storm."""

    serial: int
    fate: Fate

    @property
    def number(self) -> str:
        return f"（2026）沪0199执{self.serial}号"

    @property
    def case_id(self) -> str:
        return parse_case_number(self.number).case_id

    @property
    def debtor(self) -> str:
        return f"D{self.serial}"

    def scenario(self, fate: Fate) -> dict[str, Any]:
        """What the query systems find of the debtor."""
        return {"debtors": [self.debtor], "assets": [{"asset": f"{self.debtor}-{row['kind']}", **row} for row in _ASSETS[fate]]}


async def test_whole_lives_in_a_storm(environment: WorkflowEnvironment, postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    lives = [Life(n + 1, FATES[n % len(FATES)]) for n in range(CASES)]
    async with storm(environment, postgres, tmp_path) as here:
        today = (await environment.get_current_time()).date()
        for life in lives:
            here.tell("query", "scenario", life.scenario(life.fate))
        _let_it_blow(here)
        for life in lives:
            # A termination needs three months since the filing, an auction's notice a month ahead: neither is waited for here.
            await here.say(_filing(life, today - timedelta(days=120)))
        await here.lead([life.case_id for life in lives], today)

        ended = [life for life in lives if life.fate is Fate.NOTHING][:RESUMED]
        resumed = [f"（2026）沪0199执恢{life.serial}号" for life in ended]
        for life, number in zip(ended, resumed, strict=True):
            here.tell("query", "scenario", life.scenario(Fate.DEPOSIT))
            await here.say(_filing(life, today, number))
        everyone = [life.case_id for life in lives] + [parse_case_number(number).case_id for number in resumed]
        await here.lead(everyone[CASES:], today)
        await here.quiet(everyone)

        cases = {case_id: here.case(case_id) for case_id in everyone}
        assert Counter(case.closing_form for case in cases.values()) == {
            PERFORMED: sum(life.fate is not Fate.NOTHING for life in lives) + RESUMED,
            TERMINATION_FORM: sum(life.fate is Fate.NOTHING for life in lives),
        }
        assert sum(case.resumed_as is not None for case in cases.values()) == RESUMED
        assert here.refused == []
        assert [case.failures for case in cases.values() if case.failures] == []
        _balance(here, cases)
        assert _injected(here) >= {*RequestFault, *CallbackFault}


def _filing(life: Life, day: date, number: str | None = None) -> EntryMessage:
    data = filing(number or life.number, _CLAIM[life.fate], day, life.debtor, parent=life.number if number else None)
    happened = f"{day.isoformat()}T10:00:00+08:00" if number is None else None
    return EntryMessage(parse_case_number(number or life.number).case_id, "filing", "act", "file_case", "filing_clerk", data, happened)


def _let_it_blow(here: Storm) -> None:
    for n, service in enumerate(SUBSYSTEMS):
        begins = clock.now() + timedelta(seconds=20 + 7 * n)
        plan = {
            "seed": SEED,
            "requests": dict.fromkeys(RequestFault, _REQUEST_RATE),
            "callbacks": dict.fromkeys(CallbackFault, _CALLBACK_RATE),
            "outages": [{"begins": iso(begins), "ends": iso(begins + timedelta(seconds=3))}],
            "slow": 0.05,
            "hold": 0.2,
        }
        here.tell(service, "faults", plan)


def _injected(here: Storm) -> set[str]:
    return {fault for service in SUBSYSTEMS for fault in here.faults(service)}


def _balance(here: Storm, cases: Mapping[str, CaseFile]) -> None:
    """Nothing was done twice, and what the docket knows of money is what the bank has done, to the fen."""
    rows = [row for service in SUBSYSTEMS for row in here.ledger(service)]
    times = Counter((row["kind"], row["case_id"], row["about"]) for row in rows)
    assert [thing for thing, count in times.items() if count > 1] == []
    money: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["amount"] is not None:
            money[row["kind"]][row["case_id"]] += row["amount"]
    assert money["fund.credited"] == Counter({i: n for i, c in cases.items() if (n := sum(r.amount for r in c.receipts.values()))})
    assert money["fund.paid"] == Counter({i: n for i, c in cases.items() if (n := sum(p.paid for p in c.payments.values()))})
    effects = Counter(row["kind"] for row in rows)
    assert effects["query.deducted"] == sum(asset.online is True for case in cases.values() for asset in case.assets.values())
    assert effects["auction.sold"] == sum(asset.online is False for case in cases.values() for asset in case.assets.values())
