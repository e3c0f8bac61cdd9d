"""From a subsystem's answer to the fact it makes. Polling and callbacks use the same ids, so the second of them changes nothing."""

from enforcement.contracts.messages import EntryMessage, Json


def subsystem_id(case_id: str, key: str, part: str) -> str:
    """The id under which a subsystem knows an order of a case."""
    return f"{case_id}:{key}:{part}"


def yuan(fen: int) -> str:
    """Fen as the decimal text of yuan that entries carry."""
    return f"{fen // 100}.{fen % 100:02d}"


def fact(case_id: str, name: str, type_: str, by: str, data: dict[str, Json] | None = None, happened_at: str | None = None) -> EntryMessage:
    """A fact under the id `name`, that a subsystem or a procedure reports."""
    return EntryMessage(case_id, name, "fact", type_, by, data or {}, happened_at)
