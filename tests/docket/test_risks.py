"""What integrity risk control is told of: refusals, misses, changes of the payee, acts at night (art 41)."""

from dataclasses import replace

import pytest

from enforcement.contracts.risks import RiskNotice
from enforcement.docket.risks import Journaled, risk_of
from tests.docket.building import moment

ROW = Journaled("沪0199-2026-执-1", 7, "act", "freeze_account", "accepted", ("accepted",), moment("2026-03-02T10:00"), "handler")


def kinds(row: Journaled) -> list[str]:
    risk = risk_of(row)
    return [] if risk is None else risk.kinds


def test_an_ordinary_entry_is_no_risk() -> None:
    assert risk_of(ROW) is None


def test_a_risk_says_what_happened_under_an_id_of_its_row() -> None:
    refused = replace(ROW, outcome="refused", events=("refused",), about=("freeze_without_amount",))
    assert risk_of(refused) == RiskNotice(
        "沪0199-2026-执-1:7:risk",
        "沪0199-2026-执-1",
        7,
        ["refused"],
        "freeze_account",
        "2026-03-02T10:00:00+08:00",
        "handler",
        ["freeze_without_amount"],
    )


@pytest.mark.parametrize(
    ("clock", "found"),
    [("21:59", []), ("22:00", ["out_of_hours"]), ("00:00", ["out_of_hours"]), ("05:59", ["out_of_hours"]), ("06:00", [])],
)
def test_the_night_is_from_ten_to_six_in_beijing(clock: str, found: list[str]) -> None:
    assert kinds(replace(ROW, at=moment(f"2026-03-02T{clock}"))) == found


@pytest.mark.parametrize(("kind", "type_"), [("fact", "funds_received"), ("tick", "tick"), ("act", "launch_query")])
def test_what_no_person_does_may_happen_at_night(kind: str, type_: str) -> None:
    assert kinds(replace(ROW, kind=kind, type=type_, at=moment("2026-03-02T23:00"))) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (replace(ROW, kind="tick", type="tick", events=("deadline_warned",)), []),
        (replace(ROW, kind="tick", type="tick", outcome="ticked", events=("deadline_missed", "escalated")), ["late"]),
        (replace(ROW, kind="fact", type="payee_account_changed", outcome="recorded", events=()), ["payee_changed"]),
        (replace(ROW, outcome="refused", at=moment("2026-03-02T23:30")), ["refused", "out_of_hours"]),
    ],
)
def test_each_kind_by_its_sign(row: Journaled, found: list[str]) -> None:
    assert kinds(row) == found
