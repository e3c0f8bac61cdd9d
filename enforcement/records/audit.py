"""The hash chain of a case's journal: each row carries the hash of itself and of the row before it (art 12).

A chain without a key shows accidents and single changed rows, not somebody who computes it anew or cuts off its end: that is what `anchors`
is for.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.hashes import SM3, Hash
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from enforcement.docket.events import iso
from enforcement.records.database import snapshot
from enforcement.records.signed_roots import Head
from enforcement.records.tables import CaseRow, JournalRow

FIRST_LINK = "0" * 64
_SAFE = 2**53 - 1
_AT_ONCE = 500
_SM3 = "sm3:"


class Method(StrEnum):
    """How new links are made. A journal may change over in its midst."""

    SHA256 = "sha256"
    SM3 = "sm3"


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    case_id: str
    sequence: int
    reason: str


def heads(session: Session) -> Sequence[Head]:
    """The head of every case's chain, in the order of the case ids."""
    query = select(CaseRow.case_id, CaseRow.sequence, CaseRow.link).order_by(col(CaseRow.case_id))
    return [Head(*row) for row in session.exec(query)]


def heads_digest(session: Session) -> str:
    """One hash, in hex, over the heads of all chains, one after another."""
    digest = hashlib.sha256()
    query = select(CaseRow.case_id, CaseRow.sequence, CaseRow.link).order_by(col(CaseRow.case_id).collate("C"))
    for head in session.exec(query, execution_options={"yield_per": _AT_ONCE}):
        digest.update(rfc8785.dumps(list(head)))
    return digest.hexdigest()


def lengths(session: Session) -> tuple[int, int]:
    """How many files have a journal, and how many rows all journals have."""
    return session.exec(select(func.count(), func.coalesce(func.sum(CaseRow.sequence), 0)).select_from(CaseRow)).one()


def verify(engine: Engine) -> Iterator[Break]:
    """Every place where a chain does not hold, over all cases as they are at one moment."""
    with snapshot(engine) as session:
        yield from broken_chains(session)


def broken_chains(session: Session) -> Iterator[Break]:
    """Every place where a chain does not hold."""
    known = {head.case_id: head for head in heads(session)}
    rows = session.exec(
        select(JournalRow).order_by(col(JournalRow.case_id), col(JournalRow.sequence)),
        execution_options={"yield_per": _AT_ONCE},
    )
    for case_id, chain in groupby(rows, key=lambda row: row.case_id):
        head = known.pop(case_id, Head(case_id, 0, ""))
        yield from breaks(case_id, chain, head.link, head.sequence)
    for head in known.values():
        yield Break(head.case_id, 1, f"the journal is gone, the case says {head.sequence} rows")


def link_of(previous: str, row: Mapping[str, Any], method: Method = Method.SHA256) -> str:
    """The hash, in hex, of the previous link and the canonical JSON (RFC 8785) of a row's content. It says how it was made: SHA-256 bare,
    any other with its name before it.
    """
    content = previous.encode() + b"\n" + _canonical(dict(row))
    match method:
        case Method.SHA256:
            return hashlib.sha256(content).hexdigest()
        case Method.SM3:
            sm3 = Hash(SM3())
            sm3.update(content)
            return f"{_SM3}{sm3.finalize().hex()}"


def method_of(link: str) -> Method:
    """How a link was made."""
    return Method.SM3 if link.startswith(_SM3) else Method.SHA256


def _canonical(row: Mapping[str, Any]) -> bytes:
    try:
        return rfc8785.dumps(row)
    except rfc8785.IntegerDomainError:
        # Sums of fen beyond 2**53: sealed as texts, as RFC 8785, appendix D, says.
        return rfc8785.dumps(_large_as_text(row))


def _large_as_text(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _large_as_text(item) for name, item in value.items()}
        case list():
            return [_large_as_text(item) for item in value]
        case int() if abs(value) > _SAFE:
            return str(value)
        case _:
            return value


def content_of(row: JournalRow) -> dict[str, Any]:
    """What of a journal row is sealed: everything but the links. A column that came later is sealed where it has something to say, so that
    older links hold.
    """
    content = {
        "case_id": row.case_id,
        "sequence": row.sequence,
        "entry_id": row.entry_id,
        "kind": row.kind,
        "type": row.type,
        "by": row.by,
        "recorded_at": iso(row.recorded_at),
        "happened_at": iso(row.happened_at),
        "calendar_through": row.calendar_through,
        "data": row.data,
        "outcome": row.outcome,
        "events": row.events,
        "clocks": row.clocks,
        "refusals": row.refusals,
        "warnings": row.warnings,
    }
    return content if row.actor is None else {**content, "actor": row.actor}


def breaks(case_id: str, rows: Iterable[JournalRow], head: str, length: int) -> Iterable[Break]:
    """Every place where the chain of one case, in order, does not hold; `head` and `length` are what the case's own row says."""
    links = (Linked(row.sequence, row.previous_link, row.link, content_of(row)) for row in rows)
    last, link = yield from chained(case_id, links)
    if last != length or link != head:
        yield Break(case_id, last + 1, f"the chain ends at row {last}, the case says {length}")


@dataclass(frozen=True, slots=True)
class Linked:
    """One row of a chain, with what of it is sealed."""

    sequence: int
    previous: str
    link: str
    content: Mapping[str, Any]


def chained(name: str, rows: Iterable[Linked]) -> Generator[Break, None, tuple[int, str]]:
    """Every place where a chain, in order, does not follow from itself; comes to the number and the link of its last row."""
    previous, expected = FIRST_LINK, 1
    for row in rows:
        if row.sequence != expected:
            yield Break(name, expected, f"expected row {expected}, found row {row.sequence}")
        if row.previous != previous:
            yield Break(name, row.sequence, "does not follow the row before it")
        if link_of(row.previous, row.content, method_of(row.link)) != row.link:
            yield Break(name, row.sequence, "its content was changed")
        previous, expected = row.link, row.sequence + 1
    return expected - 1, previous
