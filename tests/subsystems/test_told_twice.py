"""What a stand-in calls back with and what it answers when it is asked make the same facts, so that the second of them changes nothing."""

import json
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from enforcement.contracts.auction import AuctionKind, AuctionOrder, AuctionOutcome
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.auction import auction_facts
from enforcement.contracts.receipts.valuation import valuation_ended
from enforcement.contracts.valuation import ValuationOrder, ValuationState
from enforcement.docket.entries import catalogue
from enforcement.gateways.callbacks import Callbacks as Reader
from subsystems.auction import Rounds
from subsystems.callbacks import Callbacks
from subsystems.faults import Faults
from subsystems.storage import Storage
from subsystems.valuation import valuation_service
from tests.stand_ins import SECRET
from tests.subsystems.test_auction import planned

CASE = "沪0199-2026-执-1"
AT_ONCE = timedelta()


def told(storage: Storage, subsystem: str) -> list[EntryMessage]:
    """The facts of every planned callback, without their instants."""
    found = []
    for callback in planned(storage):
        if callback.subsystem == subsystem:
            event = {"type": callback.event, "timestamp": "2026-03-02T09:00:00+08:00", "data": json.loads(callback.data)}
            fact = Reader(SECRET).fact(subsystem, json.dumps(event).encode())
            if fact is not None:
                assert catalogue().facts[fact.type].fields.keys() >= fact.data.keys()
                found.append(EntryMessage(fact.case_id, fact.id, fact.kind, fact.type, fact.by, fact.data))
    return found


@pytest.mark.parametrize("fate", [AuctionOutcome.FAILED, AuctionOutcome.PAID, AuctionOutcome.DEFAULTED, AuctionOutcome.WITHDRAWN])
@pytest.mark.parametrize("kind", list(AuctionKind))
def test_a_round(tmp_path: Path, kind: AuctionKind, fate: AuctionOutcome) -> None:
    storage = Storage(tmp_path / "kept.sqlite")
    rounds = Rounds(storage, Callbacks(storage, "http://127.0.0.1:9", SECRET, Faults()), AT_ONCE)
    order = AuctionOrder("o1", CASE, "A1-1", "A1", 1, kind, "平台甲", 70_000_000, 7_000_000, "2026-04-01")
    storage.put("auction-scenario", f"{CASE}:A1-1", {"fate": "paid" if fate is AuctionOutcome.WITHDRAWN else fate.value})
    if fate is AuctionOutcome.WITHDRAWN:
        storage.put("auction-stop", "o1", {"at": "2026-01-01T00:00:00+08:00", "reason": "案外人异议"})
    rounds.order(order, "k1")
    state = rounds.state("o1")
    assert state.outcome is fate
    asked = auction_facts(order, state)
    assert {entry.id: entry for entry in told(storage, "auction")} == {entry.id: entry for entry in asked}
    assert len(asked) > 0
    storage.close()


@pytest.mark.parametrize("method", ["当事人议价", "定向询价", "网络询价", "委托评估"])
async def test_a_valuation(tmp_path: Path, method: str) -> None:
    storage = Storage(tmp_path / "kept.sqlite")
    app = valuation_service(storage, Callbacks(storage, "http://127.0.0.1:9", SECRET, Faults()), "credential", AT_ONCE)
    order = ValuationOrder("o1", CASE, "A1-1", "A1", method, 90_000_000)
    headers = {"Authorization": "Bearer credential", "Idempotency-Key": "o1"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://valuation") as http:
        body = {"order": "o1", "case_id": CASE, "key": "A1-1", "asset": "A1", "method": method, "value": 90_000_000}
        answer = (await http.post("/orders", headers=headers, json=body)).json()
    assert told(storage, "valuation") == [valuation_ended(order, ValuationState(**answer))]
    storage.close()
