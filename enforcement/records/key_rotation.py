"""Changing keys while everything runs, and destroying one.

The journal is never touched: its rows are sealed with the keys of cases, and only these are wrapped anew. Every step is a transaction of its
own over a batch; whoever is stopped begins again where he was, and two at once share the work.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, func, select

from enforcement.docket.decide import Outcome
from enforcement.docket.entries import EntryKind
from enforcement.docket.states import CaseState, state_of
from enforcement.errors import ErasureRefused, UnknownCase
from enforcement.records.codec import entry_from_row, opened_case, opened_row
from enforcement.records.database import transaction
from enforcement.records.key_tables import CaseKeyRow, LookupRow, WordsRow
from enforcement.records.lookups import add_lookups
from enforcement.records.tables import CallbackRow, JournalRow
from enforcement.records.vault import box_of, vault_of
from enforcement.records.words import add_words
from enforcement.records.writing import locked_case
from enforcement.secrecy.blind_index import name_in_use

BATCH = 200
_ERASABLE = (CaseState.CLOSED, CaseState.RESUMED)


def rewrap(engine: Engine, batch: int = BATCH) -> Iterator[int]:
    """Wrap every case's key with the master key in use; gives how many after each batch."""
    while True:
        with transaction(engine) as session:
            vault = vault_of(session)
            behind = select(CaseKeyRow).where(col(CaseKeyRow.master) != vault.keys.master.current).order_by(col(CaseKeyRow.case_id))
            rows = session.exec(behind.limit(batch).with_for_update(skip_locked=True)).all()
            for row in rows:
                row.wrapped, row.master = vault.wrap(row.case_id, vault.unwrapped(row)), vault.keys.master.current
        if not rows:
            return
        yield len(rows)


def reindex(engine: Engine, batch: int = BATCH) -> Iterator[int]:
    """Make the look-ups of every case anew under the index key in use; gives how many cases after each batch."""
    while True:
        with transaction(engine) as session:
            name = name_in_use(vault_of(session).keys)
            numbers, said = select(LookupRow.case_id).where(LookupRow.key != name), select(WordsRow.case_id).where(WordsRow.key != name)
            ids = session.exec(numbers.union(said).order_by("case_id").limit(batch)).scalars().all()  # type: ignore[call-overload]
            for case_id in ids:
                _reindex(session, case_id)
        if not ids:
            return
        yield len(ids)


def _reindex(session: Session, case_id: str) -> None:
    locked_case(session, case_id)
    _forget(session, case_id)
    box = box_of(session, case_id)
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    for row in rows:
        if row.kind != EntryKind.TICK.value and row.outcome != Outcome.REFUSED.value:
            entry = entry_from_row(opened_row(box, row))
            add_lookups(session, case_id, entry)
            add_words(session, case_id, row.sequence, entry)


def _forget(session: Session, case_id: str) -> None:
    """Let a case no longer be found by what it holds."""
    for table in (LookupRow, WordsRow):
        session.execute(delete(table).where(col(table.case_id) == case_id))


def key_counts(session: Session) -> Mapping[str, int]:
    """How many cases have their key under each master key; under none those that were erased."""
    counted = session.exec(select(CaseKeyRow.master, func.count()).group_by(CaseKeyRow.master)).all()
    return {master or "": number for master, number in counted}


def index_counts(session: Session) -> Mapping[str, int]:
    """How many look-ups there are under each index key."""
    return dict(session.exec(select(LookupRow.key, func.count()).group_by(LookupRow.key)).all())


def erase(engine: Engine, case_id: str, reason: str, by: str, at: datetime) -> None:
    """Destroy the key of a case, and whatever finds it. UnknownCase, or ErasureRefused for one that is open or was erased before."""
    with transaction(engine) as session:
        row = locked_case(session, case_id)
        if row is None:
            raise UnknownCase(case_id)
        key = session.get(CaseKeyRow, case_id)
        if key is None or key.wrapped is None:
            raise ErasureRefused(case_id, "it was erased before" if key else "nothing of it is sealed: it is of a release before 0.2")
        case = opened_case(box_of(session, case_id), row.case_file)
        if case.waits or state_of(case) not in _ERASABLE:
            raise ErasureRefused(
                case_id, f"it is {state_of(case).value} and waits for something; only a case that is closed for good is erased"
            )
        _destroy(session, case_id, reason, by, at)
        vault_of(session).forget(case_id)


def _destroy(session: Session, case_id: str, reason: str, by: str, at: datetime) -> None:
    gone = {"master": None, "wrapped": None, "erased_at": at, "erased_by": by, "erased_reason": reason}
    session.execute(update(CaseKeyRow).where(col(CaseKeyRow.case_id) == case_id).values(gone))
    _forget(session, case_id)
    session.execute(update(CallbackRow).where(col(CallbackRow.case_id) == case_id).values(reason=None, notes=[]))


def erased(session: Session, limit: int = 200) -> Sequence[CaseKeyRow]:
    """What was erased, by whom and why, newest first."""
    query = select(CaseKeyRow).where(col(CaseKeyRow.erased_at).is_not(None)).order_by(col(CaseKeyRow.erased_at).desc())
    return session.exec(query.limit(limit)).all()
