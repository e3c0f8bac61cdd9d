"""What the journals say of money in a month, and the book of what was found."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from enforcement import clock
from enforcement.authority.permissions import Reach
from enforcement.contracts.reconciliation import Booked, Difference, Outcome, PageOrder, Reason, Totals
from enforcement.contracts.statement import Side
from enforcement.errors import UnknownReconciliation
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.reconciliations import KeptReconciliations, reconciliation, reconciliation_page
from tests.records.casework import Casework

EVERYTHING = Reach(everywhere=True)
SEPTEMBER = PageOrder("run-1", "沪0197", "2026-09")


@pytest.fixture(scope="module")
def books(engine: Engine) -> KeptReconciliations:
    return KeptReconciliations(engine)


@pytest.fixture
def filed(records: Records) -> Callable[[int], Casework]:
    """Files a case of a court that no other test knows."""

    def file(serial: int) -> Casework:
        case = Casework(records, serial, "沪0197")
        case.file()
        return case

    return file


def test_money_is_read_from_the_journals_by_month(books: KeptReconciliations, filed: Callable[[int], Casework]) -> None:
    first, second = filed(9), filed(10)
    first.credit("fund/credit/V1", "1.50", "2026-09-30T23:59:59+08:00")
    first.credit("fund/credit/V2", 2, "2026-10-01T00:00:00+08:00")
    second.credit("fund/credit/V3", 3, "2026-09-20T10:00:00+08:00")
    for entry, type_ in (
        ("payout/Y1/paid", "payout_completed"),
        ("payout/Y1/returned", "payout_returned"),
        ("payout/Y2/paid", "payout_completed"),
    ):
        payment = entry.split("/")[1]
        second.fact(type_, "2026-09-21T10:00:00+08:00", {"payment": payment, "amount": 3}, entry_id=entry)

    found = books.booked(SEPTEMBER, None, [])
    assert found == {
        first.id: [Booked("fund/credit/V1", Side.CREDIT, 150, within=True)],
        second.id: [Booked("fund/credit/V3", Side.CREDIT, 300, within=True), Booked("payout/Y2/paid", Side.PAYOUT, 300, within=True)],
    }
    named = books.booked(SEPTEMBER, None, ["fund/credit/V2"])[first.id]
    assert Booked("fund/credit/V2", Side.CREDIT, 200, within=False) in named
    # 执-10 stands before 执-9.
    assert [*books.booked(replace(SEPTEMBER, after=second.id), None, [])] == [first.id]
    assert [*books.booked(SEPTEMBER, second.id, [])] == [second.id]
    assert books.booked(replace(SEPTEMBER, court="沪019"), None, []) == {}
    assert "沪0197" in books.courts()
    assert (books.known(first.id), books.known("沪0197-2026-执-11")) == (True, False)


def test_what_was_found_is_kept_once_and_what_was_put_right_stays_so(books: KeptReconciliations, engine: Engine) -> None:
    lost = Difference("沪0197-2026-执-9", "fund/credit/V9", Reason.MISSING_IN_DOCKET, bank=900)
    books.note(SEPTEMBER, [replace(lost, recorded=True)])
    books.note(SEPTEMBER, [lost])
    outcome = Outcome("run-1", "沪0197", "2026-09", Totals(cases=1, credits=900, closing=900, special=900, differences=1))
    books.close(outcome, clock.now())
    books.close(replace(outcome, totals=Totals()), clock.now())
    with transaction(engine) as session:
        row, items = reconciliation(session, EVERYTHING, "run-1")
        assert (row.closing, row.special, row.balanced) == (900, 900, True)
        assert [(item.entry_id, item.reason, item.bank, item.docket, item.recorded) for item in items] == [
            ("fund/credit/V9", "missing_in_docket", 900, None, True)
        ]
        assert [row.run for row in reconciliation_page(session, EVERYTHING, "沪0197", "2026-09", 9)] == ["run-1"]
        assert reconciliation_page(session, EVERYTHING, "沪0197", "2026-10", 9) == []
        with pytest.raises(UnknownReconciliation, match="run-2"):
            reconciliation(session, EVERYTHING, "run-2")
