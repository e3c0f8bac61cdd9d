"""An account held against its journal."""

import pytest

from enforcement.contracts.reconciliation import AccountMonth, Booked, Difference, Reason, Totals
from enforcement.contracts.statement import Line, Side
from enforcement.docket.reconciling import differences

CASE, AT = "沪0199-2026-执-1", "2026-03-02T10:00:00+08:00"
CREDIT = Line("1", Side.CREDIT, "V1", "V1", 100, AT)
PAYOUT = Line("2", Side.PAYOUT, "Y1", "V1", 60, AT)
ACCOUNT = AccountMonth(CASE, 10, 100, 60, 50)
IN = Booked("fund/credit/V1", Side.CREDIT, 100, within=True)
OUT = Booked("payout/Y1/paid", Side.PAYOUT, 60, within=True)


def found(*booked: Booked, account: AccountMonth | None = ACCOUNT, lines: tuple[Line, ...] = (CREDIT, PAYOUT)) -> list[Difference]:
    return differences(CASE, account, lines, booked)


def test_what_agrees_to_the_fen_is_no_difference() -> None:
    assert found(IN, OUT) == []
    assert found(account=None, lines=()) == []


def test_each_side_may_lack_what_the_other_has() -> None:
    assert found(OUT) == [Difference(CASE, IN.entry_id, Reason.MISSING_IN_DOCKET, bank=100)]
    assert found(IN) == [Difference(CASE, OUT.entry_id, Reason.MISSING_IN_DOCKET, bank=60)]
    more = Booked("e1", Side.CREDIT, 7, within=True)
    assert found(IN, OUT, more) == [Difference(CASE, "e1", Reason.MISSING_AT_BANK, docket=7)]
    assert found(IN, account=None, lines=()) == [Difference(CASE, IN.entry_id, Reason.MISSING_AT_BANK, docket=100)]


def test_an_entry_of_another_month_counts_for_a_line_and_is_not_missed() -> None:
    assert found(Booked(IN.entry_id, Side.CREDIT, 100, within=False), OUT) == []
    assert found(IN, OUT, Booked("e1", Side.CREDIT, 7, within=False)) == []


def test_a_fen_makes_a_difference() -> None:
    assert found(Booked(IN.entry_id, Side.CREDIT, 101, within=True), OUT) == [Difference(CASE, IN.entry_id, Reason.OTHER_AMOUNT, 100, 101)]


@pytest.mark.parametrize("account", [AccountMonth(CASE, 10, 100, 60, 51), AccountMonth(CASE, 10, 101, 60, 51)])
def test_an_account_whose_lines_do_not_explain_its_balance(account: AccountMonth) -> None:
    assert found(IN, OUT, account=account) == [Difference(CASE, "balance", Reason.NOT_BALANCED, 51, 50)]


@pytest.mark.parametrize(
    ("totals", "balanced"),
    [
        (Totals(cases=1, opening=10, credits=100, payouts=60, closing=50, special=57, suspense=7), True),
        (Totals(cases=1, opening=10, credits=100, payouts=60, closing=50, special=57, suspense=7, differences=1), True),
        (Totals(cases=1, opening=10, credits=100, payouts=60, closing=50, special=57, suspense=7, differences=1, unsettled=1), False),
        (Totals(cases=1, opening=10, credits=100, payouts=60, closing=50, special=58, suspense=7), False),
        (Totals(cases=1, opening=10, credits=100, payouts=59, closing=50, special=57, suspense=7), False),
    ],
)
def test_a_court_balances_to_the_fen_or_not(totals: Totals, balanced: bool) -> None:
    assert totals.balanced is balanced
