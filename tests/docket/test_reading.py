"""Good and hostile values, field by field."""

from datetime import date
from typing import Any

import pytest

from enforcement.docket.reading import EntryError, read_entry
from tests.docket.building import FILING, moment

NOW = moment("2026-03-02T09:00")


def errors(**raw: Any) -> dict[str, str]:
    """Path → what was expected, of an entry that cannot be read."""
    entry = {"id": "e1", "kind": "fact", "type": "funds_received", "by": "fund_system", "data": {"receipt": "R1", "amount": 1}, **raw}
    with pytest.raises(EntryError) as caught:
        read_entry(entry, NOW)
    return {error.path: error.expected for error in caught.value.errors}


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [(0, 0), (1, 100), (12.5, 1250), ("0.01", 1), ("1000000.00", 100_000_000), (1e5, 10_000_000), (80000.1, 8_000_010), ("00012", 1200)],
)
def test_money_becomes_fen(yuan: object, fen: int) -> None:
    entry = {"id": "e1", "kind": "fact", "type": "funds_received", "by": "x", "data": {"receipt": "R1", "amount": yuan}}
    assert read_entry(entry, NOW).number("amount") == fen


@pytest.mark.parametrize(
    "amount",
    [
        True,
        -1,
        "-0.01",
        1.001,
        "1.001",
        "１００",
        "1,000",
        "",
        " 1",
        "1e3",
        1e300,
        float("nan"),
        float("inf"),
        [],
        {},
        "9" * 16,
        10**18,
        "0x10",
        "一百",
    ],
)
def test_what_is_no_money_is_refused(amount: object) -> None:
    assert list(errors(data={"receipt": "R1", "amount": amount})) == ["data.amount"]


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "a\x1bb", "\ud800", "x" * 10_001, 7, None, ["R1"], True])
def test_what_is_no_text_is_refused(text: object) -> None:
    assert list(errors(data={"receipt": text, "amount": 1})) == ["data.receipt"]


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-2-3", "２０２６-01-01", "20260101", "0001-01-01", "9999-01-01", 20260101, True, "2026-01-01T00:00:00"]
)
def test_what_is_no_day_is_refused(day: object) -> None:
    found = errors(kind="act", type="file_case", data={**FILING, "applied_on": day})
    assert list(found) == ["data.applied_on"]


@pytest.mark.parametrize("number", [True, 1.0, "1", -1, 10**9])
def test_what_is_no_whole_number_is_refused(number: object) -> None:
    assert list(errors(type="auction_notice_published", data={"asset": "A1", "round": number})) == ["data.round"]


@pytest.mark.parametrize("flag", [1, 0, "true", None, "是"])
def test_what_is_no_truth_value_is_refused(flag: object) -> None:
    assert list(errors(type="requery_completed", data={"found": flag})) == ["data.found"]


@pytest.mark.parametrize(
    ("instant", "reason"),
    [
        ("2026-03-02T08:00:00", "with offset"),
        ("2026-03-02T09:00:06+08:00", "not after now"),
        ("2026-02-30T08:00:00+08:00", "ISO 8601"),
        ("yesterday", "ISO 8601"),
        (1772413200, "ISO 8601"),
        ("1900-01-01T00:00:00+08:00", "not before"),
        ("0001-01-01T00:00:00+14:00", "ISO 8601"),
    ],
)
def test_what_cannot_have_happened_then_is_refused(instant: object, reason: str) -> None:
    assert reason in errors(happened_at=instant)["happened_at"]


def test_a_clock_a_little_ahead_is_taken_as_now() -> None:
    raw = {"id": "e1", "kind": "fact", "type": "termination_served", "by": "x", "data": {}, "happened_at": "2026-03-02T09:00:04+08:00"}
    assert read_entry(raw, NOW).happened_at == NOW


def test_another_offset_is_the_same_instant() -> None:
    raw = {"id": "e1", "kind": "fact", "type": "termination_served", "by": "x", "data": {}, "happened_at": "2026-03-01T23:30:00+00:00"}
    assert read_entry(raw, NOW).happened_at == moment("2026-03-02T07:30")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"kind": "tick"}, "kind"),
        ({"kind": 3}, "kind"),
        ({"type": "file_case"}, "type"),
        ({"type": None}, "type"),
        ({"id": ""}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"by": None}, "by"),
        ({"data": []}, "data"),
        ({"note": 1}, "note"),
        ({"data": {"receipt": "R1", "amount": 1, "extra": 1}}, "data.extra"),
    ],
)
def test_a_wrong_entry_names_the_field(raw: dict[str, Any], path: str) -> None:
    assert path in errors(**raw)


def test_every_wrong_field_is_named_at_once() -> None:
    found = errors(kind="act", type="file_case", data={"claim": True, "parties": [{"id": "P1", "name": 3}], "x": 1})
    assert set(found) == {
        *("data.case_number", "data.court", "data.applied_on", "data.claim", "data.x"),
        *("data.parties[0].role", "data.parties[0].name"),
    }


def test_nested_values_are_read() -> None:
    entry = read_entry({"id": "e1", "kind": "act", "type": "file_case", "by": "filing_clerk", "data": FILING}, NOW)
    assert entry.number("claim") == 100_000_000
    assert entry.day("applied_on") == date(2026, 1, 4)
    assert [party["id"] for party in entry.records("parties")] == ["P1", "D1"]
    assert (entry.record("payee_account") or {})["confirmed"] is True
    listed = read_entry(
        {"id": "e2", "kind": "act", "type": "launch_query", "by": "x", "data": {"channels": ["总对总"], "types": ["银行存款"]}}, NOW
    )
    assert (listed.texts("channels"), listed.texts("types")) == (("总对总",), ("银行存款",))


def test_too_many_items_are_refused() -> None:
    assert "data.channels" in errors(type="query_launched", data={"channels": ["x"] * 1001, "types": "ALL_ENABLED"})
