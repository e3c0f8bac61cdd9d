"""The hash chain of a case's journal: each row carries the hash of itself and of the row before it (art 12)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from enforcement.docket.events import iso
from enforcement.records.tables import JournalRow

FIRST_LINK = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    case_id: str
    sequence: int
    reason: str


def link_of(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the previous link and the canonical JSON (RFC 8785) of a row's content."""
    return hashlib.sha256(previous.encode() + b"\n" + rfc8785.dumps(dict(row))).hexdigest()


def content_of(row: JournalRow) -> dict[str, Any]:
    """What of a journal row is sealed: everything but the links."""
    return {
        "case_id": row.case_id,
        "sequence": row.sequence,
        "entry_id": row.entry_id,
        "kind": row.kind,
        "type": row.type,
        "by": row.by,
        "recorded_at": iso(row.recorded_at),
        "happened_at": iso(row.happened_at),
        "data": row.data,
        "outcome": row.outcome,
        "events": row.events,
        "clocks": row.clocks,
        "refusals": row.refusals,
        "warnings": row.warnings,
    }


def breaks(case_id: str, rows: Iterable[JournalRow], head: str, length: int) -> Iterable[Break]:
    """Every place where the chain of one case, in order, does not hold; `head` and `length` are what the case's own row says."""
    previous, expected = FIRST_LINK, 1
    for row in rows:
        if row.sequence != expected:
            yield Break(case_id, expected, f"expected row {expected}, found row {row.sequence}")
        if row.previous_link != previous:
            yield Break(case_id, row.sequence, "does not follow the row before it")
        if link_of(row.previous_link, content_of(row)) != row.link:
            yield Break(case_id, row.sequence, "its content was changed")
        previous, expected = row.link, row.sequence + 1
    if expected - 1 != length or previous != head:
        yield Break(case_id, expected, f"the chain ends at row {expected - 1}, the case says {length}")
