"""`zhixing finance reconcile` without an orchestrator; with one it is tried on the whole system."""

from enforcement.contracts.reconciliation import Outcome, Totals
from tests.installation import zhixing
from zhixing.finance import line_of


def test_a_month_that_is_none_is_refused() -> None:
    done = zhixing("finance", "reconcile", "--month", "2026-13")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--month: expected a month such as 2026-03, got '2026-13'" in done.stderr


def test_an_orchestrator_that_does_not_answer_is_named(database_url: str) -> None:
    away = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": "127.0.0.1:9"}
    done = zhixing("finance", "reconcile", "--month", "2026-03", "--court", "沪0199", **away)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Temporal does not answer at 127.0.0.1:9" in done.stderr


def test_a_line_says_whether_it_balances() -> None:
    said = line_of(Outcome("run-1", "沪0199", "2026-03", Totals(2, 100, 250, 50, 300, 301, 0, 1, 1)))
    assert said == (
        "沪0199 2026-03 NOT BALANCED: 2 cases, opening 1.00 credits 2.50 payouts 0.50 closing 3.00 special 3.01 suspense 0.00; "
        "1 differences, 1 unsettled (run-1)"
    )
