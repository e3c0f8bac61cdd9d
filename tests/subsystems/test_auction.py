"""What the auction platforms must do, held against the fakes and against the gateways with the stand-in."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from enforcement.contracts.auction import Appointment, AuctionKind, AuctionOrder, AuctionOutcome, AuctionState, Withdrawal
from enforcement.contracts.receipts.auction import auction_facts
from enforcement.contracts.receipts.entry import yuan
from enforcement.gateways.subsystems import auction_gateway, auxiliary_gateway, withdrawal_gateway
from enforcement.ports.subsystems import AuctionPort, AuxiliaryPort, SubsystemRejected, ValuationPort, WithdrawalPort
from subsystems import outbox
from subsystems.auction import Rounds
from subsystems.callbacks import Callbacks
from subsystems.faults import Faults
from subsystems.storage import Storage
from tests.fakes.auction import FakeAuction, FakeAuxiliary, FakeWithdrawal
from tests.stand_ins import SECRET
from tests.subsystems.conftest import BOTH, client
from tests.subsystems.test_contract import until, valuation_order

CASE = "沪0199-2026-执-1"
HEADERS = {"Authorization": "Bearer credential"}


@dataclass
class House:
    """The platforms behind their ports; `decide` says how a round will end, before it is ordered."""

    auctions: AuctionPort
    withdrawals: WithdrawalPort
    auxiliaries: AuxiliaryPort
    decide: Callable[[AuctionOrder, AuctionOutcome], None]

    def end(self, order: AuctionOrder) -> AuctionState:
        self.auctions.order(order)
        return until(lambda: self.auctions.state(order.order), lambda state: state.ended)


@pytest.fixture(params=BOTH)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    if request.param == "fake":
        fake = FakeAuction()
        yield House(fake, FakeWithdrawal(fake), FakeAuxiliary(), lambda order, fate: fake.fates.update({order.order: fate}))
        return
    url = request.getfixturevalue("stand_ins")
    http = client(url, "auction")

    def decide(order: AuctionOrder, fate: AuctionOutcome) -> None:
        told = {"case_id": order.case_id, "key": order.key, "fate": fate.value}
        httpx2.put(f"{url}/auction/admin/scenario", headers=HEADERS, json=told).raise_for_status()

    yield House(auction_gateway(http), withdrawal_gateway(http), auxiliary_gateway(http), decide)
    http.close()


def round_of(kind: AuctionKind = AuctionKind.AUCTION, number: int = 1) -> AuctionOrder:
    key = f"A1-{uuid4().hex}"
    return AuctionOrder(f"{CASE}:{key}:auction", CASE, key, "A1", number, kind, "平台甲", 70_000_000, 7_000_000, "2026-04-01", 24)


def withdrawal_of(order: AuctionOrder) -> Withdrawal:
    return Withdrawal(f"{CASE}:{order.key}:withdrawal", CASE, order.key, order.order, "中止或者暂缓执行")


@pytest.mark.parametrize(
    ("kind", "number", "outcome"),
    [
        (AuctionKind.AUCTION, 1, AuctionOutcome.FAILED),
        (AuctionKind.AUCTION, 2, AuctionOutcome.PAID),
        (AuctionKind.SALE, 3, AuctionOutcome.PAID),
        (AuctionKind.SELF_DISPOSAL, 1, AuctionOutcome.PAID),
    ],
)
def test_a_round_comes_to_its_end(house: House, kind: AuctionKind, number: int, outcome: AuctionOutcome) -> None:
    order = round_of(kind, number)
    assert house.auctions.order(order).order == order.order
    ended = house.end(order)
    assert (ended.order, ended.outcome) == (order.order, outcome)
    if outcome is AuctionOutcome.FAILED:
        assert (ended.bids, ended.price, bool(ended.reason)) == (0, None, True)
    else:
        assert ended.bids > 0
        assert ended.price == ended.highest
        assert (ended.price or 0) >= 70_000_000
        assert ended.buyer
    assert house.auctions.state(order.order) == ended


def test_a_buyer_may_not_pay(house: House) -> None:
    order = round_of()
    house.decide(order, AuctionOutcome.DEFAULTED)
    ended = house.end(order)
    assert (ended.outcome, ended.price is not None) == (AuctionOutcome.DEFAULTED, True)


def test_a_round_is_ordered_once(house: House) -> None:
    order = round_of()
    ended = house.end(order)
    assert house.auctions.order(order).order == order.order
    with pytest.raises(SubsystemRejected):
        house.auctions.order(replace(order, start_price=1))
    assert house.auctions.state(order.order) == ended


def test_what_is_not_on_the_list_is_refused(house: House) -> None:
    with pytest.raises(SubsystemRejected):
        house.auctions.order(replace(round_of(), platform="未入库平台"))
    for ask in (house.auctions.state, house.withdrawals.state, house.auxiliaries.state):
        with pytest.raises(SubsystemRejected):
            ask(f"{CASE}:nothing/here:x")


def test_a_withdrawal_overtakes_its_order_and_is_made_once(house: House) -> None:
    order = round_of()
    withdrawal = withdrawal_of(order)
    assert house.withdrawals.order(withdrawal).withdrawn
    ended = house.end(order)
    assert (ended.outcome, ended.reason) == (AuctionOutcome.WITHDRAWN, withdrawal.reason)
    assert house.withdrawals.order(withdrawal) == house.withdrawals.state(withdrawal.order)
    with pytest.raises(SubsystemRejected):
        house.withdrawals.order(replace(withdrawal, reason="执行和解"))


def test_what_is_sold_stays_sold(house: House) -> None:
    order = round_of(number=2)
    ended = house.end(order)
    assert not house.withdrawals.order(withdrawal_of(order)).withdrawn
    assert not house.withdrawals.state(withdrawal_of(order).order).withdrawn
    assert house.auctions.state(order.order) == ended


def test_an_agency_takes_its_appointment_on(house: House) -> None:
    appointment = Appointment(f"{CASE}:{uuid4().hex}:auxiliary", CASE, "辅助机构甲", "辅助机构甲")
    house.auxiliaries.order(appointment)
    assert until(lambda: house.auxiliaries.state(appointment.order), lambda state: state.accepted).order == appointment.order
    with pytest.raises(SubsystemRejected):
        house.auxiliaries.order(replace(appointment, agency="辅助机构乙"))


def test_the_lists_can_be_read(stand_ins: str) -> None:
    for path, first in (("auction/platforms", "平台甲"), ("auction/agencies", "辅助机构甲"), ("valuation/platforms", "询价平台甲")):
        listed = httpx2.get(f"{stand_ins}/{path}", headers=HEADERS).json()
        assert listed[0] == first
        assert len(listed) == len(set(listed)) > 1


def test_a_house_is_valued_and_sold_in_its_second_round(house: House, valuation: ValuationPort) -> None:
    negotiated, inquired = valuation_order("当事人议价"), valuation_order("网络询价")
    for order in (negotiated, inquired):
        valuation.order(order)
    assert until(lambda: valuation.state(negotiated.order), lambda state: state.outcome != "running").outcome == "failed"
    price = until(lambda: valuation.state(inquired.order), lambda state: state.outcome != "running").price or 0
    first = replace(round_of(), start_price=price * 70 // 100, deposit=price * 7 // 100)
    assert house.end(first).outcome is AuctionOutcome.FAILED
    second = replace(round_of(number=2), start_price=price * 56 // 100, deposit=price * 5 // 100)
    sold = house.end(second)
    assert sold.outcome is AuctionOutcome.PAID
    assert price * 56 // 100 <= (sold.price or 0) < price
    paid, sale = auction_facts(second, sold)[-1], auction_facts(second, sold)[-2]
    assert (sale.type, sale.data["price"], paid.type) == ("auction_sold", yuan(sold.price or 0), "price_paid")


def credits_of(url: str, case_id: str) -> list[tuple[str, int]]:
    page = httpx2.get(f"{url}/fund/admin/ledger", headers=HEADERS, params={"case_id": case_id}).json()
    return [(row["about"], row["amount"]) for row in page if row["kind"] == "fund.credited"]


def test_the_price_reaches_the_case_account_once_in_two_parts(stand_ins: str) -> None:
    http = client(stand_ins, "auction")
    auctions, order = auction_gateway(http), replace(round_of(number=2), case_id=f"{CASE}{uuid4().int % 10**6}")
    auctions.order(order)
    ended = until(lambda: auctions.state(order.order), lambda state: state.ended)
    auctions.order(order)
    assert credits_of(stand_ins, order.case_id) == [
        (f"{order.key}-deposit", 7_000_000),
        (f"{order.key}-rest", (ended.price or 0) - 7_000_000),
    ]
    http.close()


def test_the_deposit_of_a_buyer_who_does_not_pay_stays(stand_ins: str) -> None:
    http = client(stand_ins, "auction")
    auctions, order = auction_gateway(http), replace(round_of(), case_id=f"{CASE}{uuid4().int % 10**6}")
    told = {"case_id": order.case_id, "key": order.key, "fate": "defaulted"}
    httpx2.put(f"{stand_ins}/auction/admin/scenario", headers=HEADERS, json=told).raise_for_status()
    auctions.order(order)
    until(lambda: auctions.state(order.order), lambda state: state.ended)
    assert credits_of(stand_ins, order.case_id) == [(f"{order.key}-deposit", 7_000_000)]
    http.close()


def test_a_round_that_runs_on_ends_only_when_it_is_taken_off(tmp_path: Path) -> None:
    storage, order = Storage(tmp_path / "kept.sqlite"), round_of(number=2)
    storage.put("auction-scenario", f"{order.case_id}:{order.key}", {"fate": "running"})
    rounds = Rounds(storage, Callbacks(storage, "http://127.0.0.1:9", SECRET, Faults()), timedelta(0))
    rounds.order(order, "k1")
    rounds.settle_due()
    assert rounds.state(order.order).outcome is AuctionOutcome.PUBLISHED
    assert rounds.settle_due() is None
    assert rounds.withdraw(withdrawal_of(order), "k2").withdrawn
    assert rounds.state(order.order).outcome is AuctionOutcome.WITHDRAWN
    storage.close()


def planned(storage: Storage) -> list[outbox.Waiting]:
    """Every callback that is to be sent, whenever."""
    with storage.transaction() as connection:
        return outbox.due(connection, datetime.max.replace(tzinfo=UTC))


def test_a_withdrawal_ends_a_round_before_anything_follows_from_it(tmp_path: Path) -> None:
    storage, order = Storage(tmp_path / "kept.sqlite"), round_of(number=2)
    rounds = Rounds(storage, Callbacks(storage, "http://127.0.0.1:9", SECRET, Faults()), timedelta(days=1))
    assert rounds.order(order, "k1").outcome is AuctionOutcome.RUNNING
    assert rounds.withdraw(withdrawal_of(order), "k2").withdrawn
    assert rounds.settle_due() is None
    assert rounds.state(order.order).reason == "中止或者暂缓执行"
    done = [row.kind for row in storage.ledger("auction", "9999")]
    assert done == ["auction.ordered", "auction.withdrawn"]
    assert [json.loads(callback.data)["outcome"] for callback in planned(storage)] == ["withdrawn"]
    storage.close()
