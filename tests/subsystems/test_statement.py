"""The account's statement: what every fund system must give, from the fake and from the stand-in, and what its credits make."""

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import uuid4

import pytest

from enforcement import clock
from enforcement.contracts.control import ControlMeasure
from enforcement.contracts.fund import PaymentNotice
from enforcement.contracts.receipts.fund import credited
from enforcement.contracts.reconciliation import AccountMonth, AccountsQuestion
from enforcement.contracts.statement import Line, Side, StatementQuestion
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks
from enforcement.gateways.subsystems import FundGateway, control_gateway
from enforcement.law.periods import SHANGHAI
from enforcement.ports.subsystems import FundPort
from tests.fakes.fund import FakeFund
from tests.stand_ins import SECRET
from tests.subsystems.conftest import at_the_door, client
from tests.subsystems.test_callbacks import signed
from tests.subsystems.test_contract import control_order, until

Credit: TypeAlias = Callable[..., None]


@pytest.fixture
def case_id() -> str:
    return f"沪0199-2026-执-{uuid4().int % 10**6 + 1000}"


@pytest.fixture
def credit(request: pytest.FixtureRequest, fund: FundPort, case_id: str) -> Credit:
    """Money comes to the account of the case."""
    if isinstance(fund, FakeFund):
        return lambda name, amount, **more: fund.credit(case_id, name, amount, clock.now().astimezone(SHANGHAI).isoformat(), **more)

    def door(name: str, amount: int, **more: Any) -> None:
        told = {"case_id": case_id, "credit": name, "receipt": name, "amount": amount, **more}
        at_the_door(request.getfixturevalue("stand_ins"), "fund", "credits", told)

    return door


def read(fund: FundPort, case_id: str, after: str = "", month: str | None = None) -> list[Line]:
    """Every line, page by page."""
    lines: list[Line] = []
    while True:
        page = fund.statement(StatementQuestion(case_id, after, month))
        lines += page.lines
        if page.next is None:
            return lines
        after = page.next


def test_a_statement_has_every_line_in_order_and_balances(fund: FundPort, credit: Credit, case_id: str) -> None:
    assert fund.statement(StatementQuestion(case_id)).lines == []
    credit("V1", 100)
    credit("V2", 70_000, about="deduct-B1-2", identified=False)
    payment = PaymentNotice(f"{case_id}:Y1:payment", case_id, "Y1", "Y1", "V2", 60_000, "6222000001")
    fund.send_payment_notice(payment)
    until(lambda: fund.payment(payment.notice), lambda state: bool(state.paid))

    lines = read(fund, case_id)
    told = [(line.side, line.number, line.receipt, line.amount, line.about, line.identified) for line in lines]
    assert told == [
        (Side.CREDIT, "V1", "V1", 100, "", None),
        (Side.CREDIT, "V2", "V2", 70_000, "deduct-B1-2", False),
        (Side.PAYOUT, "Y1", "V2", 60_000, "", None),
    ]
    whole = fund.statement(StatementQuestion(case_id))
    assert (whole.opening, whole.closing) == (0, 10_100)
    assert [line.number for line in read(fund, case_id, after=lines[0].line)] == ["V2", "Y1"]


def test_a_month_opens_with_what_was_there_before(fund: FundPort, credit: Credit, case_id: str) -> None:
    credit("V1", 100)
    month = f"{clock.now().astimezone(SHANGHAI):%Y-%m}"
    now = fund.statement(StatementQuestion(case_id, month=month))
    assert (now.opening, now.closing, len(now.lines)) == (0, 100, 1)
    later = fund.statement(StatementQuestion(case_id, month="2998-12"))
    assert (later.opening, later.closing, later.lines) == (100, 100, [])


def test_a_long_statement_comes_in_pages(fund: FundPort, credit: Credit, case_id: str) -> None:
    for n in range(120):
        credit(f"V{n:03d}", 1)
    assert fund.statement(StatementQuestion(case_id)).next is not None
    assert [line.number for line in read(fund, case_id)] == [f"V{n:03d}" for n in range(120)]


def test_the_accounts_of_a_court_make_up_its_special_account(fund: FundPort, request: pytest.FixtureRequest) -> None:
    court, month = f"沪{uuid4().int % 9000 + 1000}", f"{clock.now().astimezone(SHANGHAI):%Y-%m}"
    for serial in (1, 2):
        money = {"case_id": f"{court}-2026-执-{serial}", "credit": "V1", "receipt": "V1", "amount": 100 * serial}
        if isinstance(fund, FakeFund):
            fund.credit(f"{court}-2026-执-{serial}", "V1", 100 * serial, clock.now().astimezone(SHANGHAI).isoformat())
        else:
            at_the_door(request.getfixturevalue("stand_ins"), "fund", "credits", money)
    payment = PaymentNotice(f"{court}:Y1:payment", f"{court}-2026-执-2", "Y1", "Y1", "V1", 50, "6222000001")
    fund.send_payment_notice(payment)
    until(lambda: fund.payment(payment.notice), lambda state: bool(state.paid))

    now, later = _accounts(fund, court, month), _accounts(fund, court, "2998-12")
    first, second = f"{court}-2026-执-1", f"{court}-2026-执-2"
    assert now == (250, [AccountMonth(first, 0, 100, 0, 100), AccountMonth(second, 0, 200, 50, 150)])
    assert later == (250, [AccountMonth(first, 100, 0, 0, 100), AccountMonth(second, 150, 0, 0, 150)])
    assert _accounts(fund, "沪0", month) == (0, [])


def _accounts(fund: FundPort, court: str, month: str) -> tuple[int, list[AccountMonth]]:
    """What is on the special account, and every account of the court."""
    page = fund.accounts(AccountsQuestion(court, month))
    found = page.accounts
    while page.next is not None:
        page = fund.accounts(AccountsQuestion(court, month, page.next))
        found = [*found, *page.accounts]
    return page.special, found


def test_the_money_of_a_deduction_names_it(stand_ins: str, case_id: str) -> None:
    order = control_order(ControlMeasure.DEDUCT, case_id=case_id, amount=5_000)
    query, fund = client(stand_ins, "query"), client(stand_ins, "fund")
    control_gateway(query).order(order)
    (line,) = until(lambda: FundGateway(fund).statement(StatementQuestion(case_id)).lines, lambda lines: len(lines) > 0)
    assert (line.amount, line.about) == (5_000, order.key)
    query.close()
    fund.close()


def test_a_callback_makes_the_entry_that_the_statement_makes(case_id: str) -> None:
    at = "2026-03-02T10:00:00+08:00"
    line = Line("1", Side.CREDIT, "V1", "R1", 100, at, "deduct-B1-2", identified=False)
    data = {"case_id": case_id, "credit": "V1", "receipt": "R1", "amount": 100, "about": "deduct-B1-2", "identified": False}
    fact = Callbacks(SECRET).fact("fund", signed({"type": "fund.credited", "timestamp": at, "data": data})[1])
    assert fact == credited(case_id, line)
    assert fact is not None
    assert read_entry(fact.said, clock.now()).text("about") == "deduct-B1-2"
