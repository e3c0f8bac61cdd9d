"""What every subsystem must do, held against the fake and against the gateway with the stand-in."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from enforcement.contracts.control import ControlMeasure, ControlOrder
from enforcement.contracts.credit import CreditOrder
from enforcement.contracts.documents import DocumentOrder, NamedParty, Statement
from enforcement.contracts.fund import PaymentNotice
from enforcement.contracts.fund_orders import FundOrder, Instruction
from enforcement.contracts.publicity import Action, Item, PublicationOrder
from enforcement.contracts.query import CHANNELS, QueryOrder
from enforcement.contracts.valuation import ValuationOrder
from enforcement.ports.subsystems import CreditPort, FundOrderPort, FundPort, PublicityPort, QueryPort, SubsystemRejected, ValuationPort

_Answer = TypeVar("_Answer")


def until(ask: Callable[[], _Answer], done: Callable[[_Answer], bool]) -> _Answer:
    """Ask until it is done."""
    deadline = time.monotonic() + 20
    while not done(answer := ask()):
        assert time.monotonic() < deadline, f"not done: {answer}"
        time.sleep(0.02)
    return answer


def query_order(channel: str = CHANNELS[0]) -> QueryOrder:
    return QueryOrder(f"沪0199-2026-执-1:{uuid4().hex}:{channel}", "沪0199-2026-执-1", "Q1", channel, ["D1"])


def control_order(kind: ControlMeasure, *, online: bool = True, **more: Any) -> ControlOrder:
    """A measure on an asset of its own, unless `more` names one."""
    given: dict[str, Any] = {"case_id": "沪0199-2026-执-1", "asset": uuid4().hex, "amount": 8_000_000, **more}
    key = f"{kind}-{uuid4().hex[:8]}"
    return ControlOrder(
        order=f"{given['case_id']}:{key}:control",
        key=key,
        measure=kind,
        asset_kind="银行存款" if online else "不动产",
        online=online,
        ruling="（2026）沪0199执1号之1",
        expires_on="2028-03-01" if kind is ControlMeasure.RENEW else None,
        **given,
    )


def document_order(addressee: str | None = "D1", **more: Any) -> DocumentOrder:
    """An execution notice with everything that it must state."""
    given: dict[str, Any] = {"case_id": "沪0199-2026-执-1", "document": f"W-{uuid4().hex[:8]}", **more}
    return DocumentOrder(
        order=f"{given['case_id']}:{given['document']}-1:document",
        key=f"{given['document']}-1",
        kind="执行通知书",
        case_number="（2026）沪0199执1号",
        court="沪0199",
        parties=[NamedParty("P1", "applicant", "申请人甲"), NamedParty("D1", "debtor", "被执行人乙")],
        statements=[*Statement],
        addressee=addressee,
        **given,
    )


def notice() -> PaymentNotice:
    return PaymentNotice(f"沪0199-2026-执-1:{uuid4().hex}:payment", "沪0199-2026-执-1", "Y1", "Y1", "R1", 70_000_000, "6222000001")


def credit_order(measure: str) -> CreditOrder:
    return CreditOrder(
        f"沪0199-2026-执-1:{uuid4().hex}:{measure}", "沪0199-2026-执-1", f"{measure}-D1-0", measure, "D1", 1 if measure == "list" else None
    )


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_query_is_answered_for_every_type_it_asked(query: QueryPort, channel: str) -> None:
    order = query_order(channel)
    receipt = query.launch(order)
    assert receipt.order == order.order
    assert receipt.receipt_number
    feedback = until(lambda: query.feedback(order.order), lambda answer: answer.complete)
    assert [answer.type for answer in feedback.answers] == receipt.types
    assets = [asset for answer in feedback.answers for asset in answer.assets]
    assert len({asset.asset for asset in assets}) == len(assets) > 0
    assert query.feedback(order.order) == feedback


def test_launching_again_changes_nothing(query: QueryPort) -> None:
    order = query_order()
    assert query.launch(order).types == query.launch(order).types


def test_a_key_with_another_body_is_refused(query: QueryPort, fund: FundPort, credit: CreditPort) -> None:
    order, payment, measure = query_order(), notice(), credit_order("restrict")
    query.launch(order)
    with pytest.raises(SubsystemRejected):
        query.launch(replace(order, debtors=["D2"]))
    fund.send_payment_notice(payment)
    with pytest.raises(SubsystemRejected):
        fund.send_payment_notice(replace(payment, amount=1))
    credit.order(measure)
    with pytest.raises(SubsystemRejected):
        credit.order(replace(measure, debtor="D2"))


def test_what_nobody_ordered_is_unknown(query: QueryPort, fund: FundPort, credit: CreditPort) -> None:
    for ask in (query.feedback, fund.payment, credit.state):
        with pytest.raises(SubsystemRejected):
            ask("沪0199-2026-执-1:nothing/here:x")


def test_a_payment_is_confirmed_and_paid_in_full(fund: FundPort) -> None:
    payment = notice()
    first = fund.send_payment_notice(payment)
    assert (first.paid, first.returned) == (0, 0)
    fund.send_payment_notice(payment)
    done = until(lambda: fund.payment(payment.notice), lambda state: bool(state.paid))
    assert (done.received, done.paid, done.returned) == (True, payment.amount, 0)


@pytest.mark.parametrize("measure", ["restrict", "lift", "list", "shield", "push", "correct"])
def test_a_measure_is_in_force_when_every_unit_acknowledged(credit: CreditPort, measure: str) -> None:
    order = credit_order(measure)
    assert not credit.order(order).complete
    credit.order(order)
    done = until(lambda: credit.state(order.order), lambda state: state.complete)
    assert set(done.acknowledged) == set(done.units)


def valuation_order(method: str) -> ValuationOrder:
    name = f"沪0199-2026-执-1:{uuid4().hex}:valuation"
    return ValuationOrder(name, "沪0199-2026-执-1", "A1-1", "A1", method, 90_000_000)


@pytest.mark.parametrize(("method", "outcome"), [("当事人议价", "failed"), ("网络询价", "priced"), ("委托评估", "reported")])
def test_a_valuation_comes_to_its_outcome(valuation: ValuationPort, method: str, outcome: str) -> None:
    order = valuation_order(method)
    started = valuation.order(order)
    assert (started.outcome, bool(started.record_number)) == ("running", True)
    assert valuation.order(order).record_number == started.record_number
    done = until(lambda: valuation.state(order.order), lambda state: state.outcome != "running")
    assert (done.outcome, done.record_number) == (outcome, started.record_number)
    assert (done.price, done.reason is None) == ((None, False) if outcome == "failed" else (90_000_000, True))
    with pytest.raises(SubsystemRejected):
        valuation.order(replace(order, asset="A2"))
    with pytest.raises(SubsystemRejected):
        valuation.state("沪0199-2026-执-1:nothing:valuation")


def publication_order(action: Action = Action.PUBLISH) -> PublicationOrder:
    name = f"沪0199-2026-执-1:{uuid4().hex}:publication"
    return PublicationOrder(name, "沪0199-2026-执-1", f"{action}-listing-D1", "listing-D1", Item.LISTING, action, "D1")


@pytest.mark.parametrize("action", Action)
def test_a_publication_has_its_receipt(publicity: PublicityPort, action: Action) -> None:
    order = publication_order(action)
    ordered = publicity.order(order)
    assert (ordered.done, bool(ordered.receipt_number)) == (False, True)
    assert publicity.order(order).receipt_number == ordered.receipt_number
    done = until(lambda: publicity.state(order.order), lambda state: state.done)
    assert done.receipt_number == ordered.receipt_number
    with pytest.raises(SubsystemRejected):
        publicity.order(replace(order, subject="D2"))
    with pytest.raises(SubsystemRejected):
        publicity.state("沪0199-2026-执-1:nothing:publication")


def fund_order(instruction: Instruction = Instruction.HOLD, case_id: str = "沪0199-2026-执-1") -> FundOrder:
    name = uuid4().hex
    return FundOrder(f"{case_id}:{name}:deposit", case_id, name, instruction, "R1-1", "R1", 50_000)


@pytest.mark.parametrize("instruction", Instruction)
def test_an_instruction_has_its_receipt(fund_orders: FundOrderPort, instruction: Instruction) -> None:
    order = fund_order(instruction)
    ordered = fund_orders.order(order)
    done = until(lambda: fund_orders.state(order.order), lambda state: state.done)
    assert (done.number, fund_orders.order(order).number) == (ordered.number, ordered.number)
    with pytest.raises(SubsystemRejected):
        fund_orders.order(replace(order, amount=1))
    with pytest.raises(SubsystemRejected):
        fund_orders.state("沪0199-2026-执-1:nothing:deposit")


def test_a_case_has_one_account_whoever_asks_for_it(fund_orders: FundOrderPort) -> None:
    first, second = (fund_orders.order(fund_order(Instruction.OPEN, "沪0199-2026-执-2")) for _ in range(2))
    other = fund_orders.order(fund_order(Instruction.OPEN, "沪0199-2026-执-3"))
    assert (first.number == second.number, first.number == other.number) == (True, False)


def test_a_network_inquiry_has_the_answer_of_every_platform_and_their_mean(valuation: ValuationPort) -> None:
    order = valuation_order("网络询价")
    valuation.order(order)
    done = until(lambda: valuation.state(order.order), lambda state: state.outcome != "running")
    prices = [quote.price for quote in done.quotes if quote.price is not None]
    assert len({quote.platform for quote in done.quotes}) == len(done.quotes) > len(prices) > 0
    assert done.price == sum(prices) // len(prices)
    assert [bool(quote.reason) for quote in done.quotes] == [quote.price is None for quote in done.quotes]


def test_a_directed_inquiry_names_the_authority_and_an_appraisal_whom_the_lottery_drew(valuation: ValuationPort) -> None:
    directed, appraisal = valuation.order(valuation_order("定向询价")), valuation.order(valuation_order("委托评估"))
    assert (bool(directed.authority), directed.agency, directed.lottery_number) == (True, None, None)
    assert (appraisal.authority, bool(appraisal.agency), bool(appraisal.lottery_number)) == (None, True, True)
    assert valuation.state(appraisal.order).agency == appraisal.agency


@pytest.mark.parametrize("method", ["网络询价", "委托评估"])
def test_a_price_and_a_report_say_how_long_they_are_valid(valuation: ValuationPort, method: str) -> None:
    order = valuation_order(method)
    valuation.order(order)
    done = until(lambda: valuation.state(order.order), lambda state: state.outcome != "running")
    assert date.fromisoformat(done.valid_until or "") > date(2026, 1, 1)
