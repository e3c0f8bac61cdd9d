"""Facts from the channels to the parties (arts 11, 14, 20)."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact

_REPORTER = "notice_system"


def node_pushed(case_id: str, node: str, unreached: list[str]) -> EntryMessage:
    """The parties were told of a node; `unreached` are those whom no channel reached."""
    return fact(case_id, f"notice/{node}", "node_pushed", _REPORTER, _told({"node": node}, unreached))


def asset_pushed(case_id: str, key: str, asset: str, unreached: list[str]) -> EntryMessage:
    """The parties were told of an asset under control."""
    return fact(case_id, f"notice/{key}", "asset_pushed", _REPORTER, _told({"asset": asset}, unreached))


def route_reported(case_id: str, report: str, happened_at: str | None = None) -> EntryMessage:
    """Somebody complained to 12368 of how money is paid (art 20). What was said stays there: a case is read by those it may be about."""
    return fact(case_id, f"12368/{report}", "discipline_issue_found", "hotline", {"issue": f"12368-{report}"}, happened_at)


def _told(data: dict[str, Json], unreached: list[str]) -> dict[str, Json]:
    return {**data, "unreached": [*unreached]} if unreached else data
