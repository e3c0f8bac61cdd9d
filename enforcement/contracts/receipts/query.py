"""Facts from property queries (art 13), and from those after a termination (终本规定 art 9)."""

from enforcement.contracts.messages import EntryMessage, Json, Scalar
from enforcement.contracts.query import CHANNELS, FoundAsset, TypeAnswer
from enforcement.contracts.receipts.entry import fact, yuan

# The key of a query after 终本: R1 … R10. A query's answers make other facts in a case that is closed.
_REQUERY = "R"


def requery_key(n: int) -> str:
    """The key of the n-th query after the termination."""
    return f"{_REQUERY}{n}"


def is_requery(key: str) -> bool:
    """Whether a query is one after a termination."""
    return key.startswith(_REQUERY)


def query_act(case_id: str, key: str) -> EntryMessage:
    """The act that launches a query in both channels for every enabled type."""
    data: dict[str, Json] = {"channels": [*CHANNELS], "types": "ALL_ENABLED"}
    return EntryMessage(case_id, f"query/{key}/launch", "act", "launch_query", "handler", data)


def query_launched(case_id: str, key: str, receipts: list[str]) -> EntryMessage:
    """Both channels took the order."""
    data: dict[str, Json] = {"channels": [*CHANNELS], "types": "ALL_ENABLED", "receipt_number": " ".join(receipts)}
    return fact(case_id, f"query/{key}/launched", "query_launched", "query_system", data)


def query_answered(case_id: str, key: str, channel: str, answer: TypeAnswer, happened_at: str | None = None) -> EntryMessage:
    """One channel answered on one type."""
    assets = [_asset(found) for found in answer.assets]
    data: dict[str, Json] = {"assets": [*assets], "complete": False}
    name = f"query/{key}/{channel}/{answer.type}"
    return fact(case_id, name, "query_feedback_received", "query_system", data, happened_at)


def _asset(found: FoundAsset) -> dict[str, Scalar]:
    row: dict[str, Scalar] = {"asset": found.asset, "kind": found.kind, "online": found.online}
    return row if found.value is None else {**row, "value": yuan(found.value)}


def query_complete(case_id: str, key: str) -> EntryMessage:
    """Every enabled type of both channels was answered."""
    name = f"query/{key}/complete"
    return fact(case_id, name, "query_feedback_received", "query_system", {"assets": [], "complete": True})


def property_found(case_id: str, key: str, found: FoundAsset) -> EntryMessage:
    """A query after the termination found an asset."""
    data: dict[str, Json] = {"asset": found.asset, "online": found.online}
    return fact(case_id, f"requery/{key}/{found.asset}", "property_found_after_termination", "query_system", data)


def requery_completed(case_id: str, key: str, *, found: bool) -> EntryMessage:
    """A query after the termination is complete."""
    return fact(case_id, f"requery/{key}/complete", "requery_completed", "query_system", {"found": found})
