"""Money whose case is not known: listed and matched once, by the fake and by the stand-in; the special account holds it all along."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias
from uuid import uuid4

import pytest

from enforcement import clock
from enforcement.contracts.receipts.fund import identified
from enforcement.contracts.reconciliation import AccountMonth, AccountsQuestion
from enforcement.contracts.statement import Side, StatementQuestion
from enforcement.contracts.suspense import Match, Suspended, SuspenseQuestion, match_id
from enforcement.docket.reading import read_entry
from enforcement.gateways.subsystems import FundGateway, SuspenseGateway
from enforcement.law.periods import SHANGHAI
from enforcement.ports.subsystems import SubsystemRejected, SuspensePort
from tests.fakes.fund import FakeSuspense
from tests.subsystems.conftest import at_the_door, client

Suspend: TypeAlias = Callable[[str, int], None]


@pytest.fixture
def court() -> str:
    return f"沪{uuid4().int % 9000 + 1000}"


@pytest.fixture
def suspend(request: pytest.FixtureRequest, suspense: SuspensePort, court: str) -> Suspend:
    """A bank credits the court and names no case."""
    if isinstance(suspense, FakeSuspense):
        items = suspense.items.setdefault(court, [])
        return lambda credit, amount: items.append(Suspended(credit, credit, amount, clock.now().isoformat(), "还款"))
    return lambda credit, amount: to_the_court(request.getfixturevalue("stand_ins"), court, credit, amount)


def to_the_court(stand_ins: str, court: str, credit: str, amount: int) -> None:
    told: dict[str, object] = {"court": court, "credit": credit, "receipt": credit, "amount": amount, "remark": "还款"}
    at_the_door(stand_ins, "fund", "suspense", told)


def match_of(court: str, credit: str, serial: int = 1) -> Match:
    return Match(match_id(court, credit), court, credit, f"{court}-2026-执-{serial}", "财务甲")


def listed(suspense: SuspensePort, court: str) -> list[tuple[str, int, str]]:
    """Every credit in suspense, page by page."""
    page = suspense.suspense(SuspenseQuestion(court))
    found = page.items
    while page.next is not None:
        page = suspense.suspense(SuspenseQuestion(court, page.next))
        found = [*found, *page.items]
    return [(item.credit, item.amount, item.remark) for item in found]


def test_a_credit_waits_until_it_is_matched_once(suspense: SuspensePort, suspend: Suspend, court: str) -> None:
    assert listed(suspense, court) == []
    suspend("V2", 200)
    suspend("V1", 100)
    assert listed(suspense, court) == [("V1", 100, "还款"), ("V2", 200, "还款")]

    done = suspense.match(match_of(court, "V1"))
    assert (done.case_id, done.line.side, done.line.number, done.line.amount) == (f"{court}-2026-执-1", Side.CREDIT, "V1", 100)
    assert done.line.identified is False
    assert suspense.match(match_of(court, "V1")) == done
    assert listed(suspense, court) == [("V2", 200, "还款")]
    for other in (match_of(court, "V1", serial=2), replace(match_of(court, "V1"), by="财务乙"), match_of(court, "V9")):
        with pytest.raises(SubsystemRejected):
            suspense.match(other)


def test_a_long_list_comes_in_pages(suspense: SuspensePort, suspend: Suspend, court: str) -> None:
    for n in range(120):
        suspend(f"V{n:03d}", 1)
    assert suspense.suspense(SuspenseQuestion(court)).next is not None
    assert [credit for credit, _, _ in listed(suspense, court)] == [f"V{n:03d}" for n in range(120)]


def test_the_special_account_holds_what_is_in_suspense_and_what_was_matched(stand_ins: str, court: str) -> None:
    http = client(stand_ins, "fund")
    fund, suspense = FundGateway(http), SuspenseGateway(http)
    for credit in ("V1", "V2"):
        to_the_court(stand_ins, court, credit, 100)
    done = suspense.match(match_of(court, "V1"))

    month = f"{clock.now().astimezone(SHANGHAI):%Y-%m}"
    page = fund.accounts(AccountsQuestion(court, month))
    assert (page.special, page.suspense) == (200, 100)
    assert page.accounts == [AccountMonth(done.case_id, 0, 100, 0, 100)]
    assert fund.statement(StatementQuestion(done.case_id)).lines == [done.line]
    with pytest.raises(SubsystemRejected, match="a case of the court"):
        suspense.match(replace(match_of(court, "V2"), case_id="沪0-2026-执-1"))
    http.close()


def test_that_a_person_found_the_case_is_a_fact_of_it(stand_ins: str, court: str) -> None:
    to_the_court(stand_ins, court, "V1", 100)
    http = client(stand_ins, "fund")
    line = SuspenseGateway(http).match(match_of(court, "V1")).line
    entry = read_entry(identified(f"{court}-2026-执-1", line, "财务甲").said, clock.now())
    assert (entry.type, entry.by, entry.text("receipt"), entry.text("person")) == ("funds_identified", "finance", "V1", "财务甲")
    http.close()
