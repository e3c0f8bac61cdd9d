"""Callbacks as they came: kept before anything is decided, leased to whoever takes them to their cases, settled once.

Two waiting callbacks of one case are taken in the order of their receipt. One that has overtaken another event is set aside and lets
later ones pass. A lease that runs out gives the callback to the next; whoever had it then can no longer settle it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from enforcement.docket.events import iso
from enforcement.errors import CallbackNotDead, CaseErased, UnknownCallback
from enforcement.records.tables import CallbackRow
from enforcement.records.vault import ERASED, box_of
from enforcement.secrecy.tokens import PREFIX

# Longer than anybody waits for an answer of the case.
LEASE = timedelta(seconds=60)
_MAX_REASON = 500
# The key of what belongs to no case.
_NO_CASE = "-"
_MAX_NOTES = 100


class CallbackState(StrEnum):
    """What has become of a callback."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one try: the outcome of a delivery, the reason of a death, or why it waits and until when."""

    state: CallbackState
    outcome: str | None = None
    reason: str | None = None
    next_try_at: datetime | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How many callbacks of a subsystem wait, and how many are dead letters."""

    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class CallbackFilter:
    """What a list of callbacks is narrowed to; every part is optional."""

    subsystem: str | None = None
    state: str | None = None


def receive(session: Session, subsystem: str, event_id: str, case_id: str | None, body: bytes, at: datetime) -> CallbackRow:
    """Keep a callback, and give the row of its event id: the first one stays, and notes a body that is not its own."""
    place = _place(subsystem, event_id)
    try:
        sealed = box_of(session, case_id or _NO_CASE).seal_bytes(place, body)
    except CaseErased:
        # It comes too late: a dead letter that belongs to no case any more.
        case_id, sealed = None, box_of(session, _NO_CASE).seal_bytes(place, body)
    new = {"subsystem": subsystem, "event_id": event_id, "case_id": case_id, "body": sealed.encode(), "received_at": at}
    state = {"state": CallbackState.WAITING.value, "tries": 0, "next_try_at": at, "aside": False, "notes": []}
    kept = session.scalars(insert(CallbackRow).values(**new, **state).on_conflict_do_nothing().returning(CallbackRow)).one_or_none()
    if kept is not None:
        return _opened(session, kept)
    first = select(CallbackRow).where(CallbackRow.subsystem == subsystem, CallbackRow.event_id == event_id)
    row = session.exec(first.with_for_update()).one()
    if _body(session, row) != body:
        _note_other_body(row, hashlib.sha256(body).hexdigest(), at)
    return _opened(session, row)


def _body(session: Session, row: CallbackRow) -> bytes:
    if not row.body.startswith(PREFIX.encode()):
        return row.body
    try:
        return box_of(session, row.case_id or _NO_CASE).open_bytes(_place(row.subsystem, row.event_id), row.body.decode())
    except CaseErased:
        return ERASED.encode()


def _place(subsystem: str, event_id: str) -> str:
    return f"callbacks/{subsystem}/{event_id}"


def _opened(session: Session, row: CallbackRow) -> CallbackRow:
    """The row with its body as it came, taken out of the session: what is sealed stays as it was written."""
    session.flush()
    session.expunge(row)
    row.body = _body(session, row)
    return row


def _note_other_body(row: CallbackRow, digest: str, at: datetime) -> None:
    # A sender that writes every body anew must not fill the row.
    if len(row.notes) < _MAX_NOTES and digest not in [said["note"] for said in row.notes]:
        _note(row, "other_body", row.subsystem, digest, at)


def _note(row: CallbackRow, what: str, by: str, note: str, at: datetime) -> None:
    row.notes = [*row.notes, {"at": iso(at), "what": what, "by": by, "note": note, "reason": row.reason}]


def claim(session: Session, limit: int, at: datetime) -> Sequence[CallbackRow]:
    """Lease what is due, the oldest first: of each case the first that waits. What others are claiming is passed over."""
    ahead = aliased(CallbackRow)
    in_the_way = (
        select(ahead.id)
        .where(ahead.case_id == col(CallbackRow.case_id), ahead.state == CallbackState.WAITING, ahead.id < col(CallbackRow.id))
        .where(~col(ahead.aside) | (col(ahead.next_try_at) <= at))
    )
    due = select(CallbackRow).where(CallbackRow.state == CallbackState.WAITING, col(CallbackRow.next_try_at) <= at)
    rows = session.exec(due.where(~in_the_way.exists()).order_by(col(CallbackRow.id)).limit(limit).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.tries, row.next_try_at, row.aside = row.tries + 1, at + LEASE, False
    return [_opened(session, row) for row in rows]


def settle(session: Session, claimed: CallbackRow, verdict: Verdict, at: datetime) -> None:
    """Write what became of a try. Nothing is written if the lease ran out and somebody else has tried since."""
    query = select(CallbackRow).where(CallbackRow.id == claimed.id, CallbackRow.tries == claimed.tries)
    row = session.exec(query.where(CallbackRow.state == CallbackState.WAITING).with_for_update()).one_or_none()
    if row is None:
        return
    row.state, row.outcome, row.reason = verdict.state.value, verdict.outcome, _printable(verdict.reason)
    row.next_try_at, row.aside = verdict.next_try_at, verdict.aside
    if verdict.state is CallbackState.DELIVERED:
        _call_those_aside(session, row, at)


def _call_those_aside(session: Session, row: CallbackRow, at: datetime) -> None:
    """What they have waited for may have come."""
    mine = col(CallbackRow.case_id) == row.case_id
    waiting = (col(CallbackRow.state) == CallbackState.WAITING, col(CallbackRow.aside).is_(True))
    session.exec(update(CallbackRow).where(mine, *waiting).values(next_try_at=at))


def _printable(reason: str | None) -> str | None:
    """A reason that quotes what came, as the database can keep it."""
    return reason and "".join(sign if sign.isprintable() else "\ufffd" for sign in reason[:_MAX_REASON])


def retry(session: Session, callback_id: int, by: str, note: str, at: datetime) -> CallbackRow:
    """Let a dead letter wait again, and keep who wanted it and why it was dead. UnknownCallback, or CallbackNotDead for any other."""
    row = session.exec(select(CallbackRow).where(CallbackRow.id == callback_id).with_for_update()).one_or_none()
    if row is None:
        raise UnknownCallback(callback_id)
    if row.state != CallbackState.DEAD:
        raise CallbackNotDead(callback_id, row.state)
    _note(row, "retried", by, note, at)
    row.state, row.reason, row.next_try_at = CallbackState.WAITING.value, None, at
    return row


def callback(session: Session, callback_id: int) -> CallbackRow:
    """One callback. UnknownCallback if there is none."""
    row = session.get(CallbackRow, callback_id)
    if row is None:
        raise UnknownCallback(callback_id)
    return _opened(session, row)


def callback_page(session: Session, wanted: CallbackFilter, before: int | None, limit: int) -> tuple[Sequence[CallbackRow], int | None]:
    """One page of callbacks, newest first, and the cursor of the next page if there is one."""
    query = select(CallbackRow).order_by(col(CallbackRow.id).desc()).limit(limit + 1)
    if before is not None:
        query = query.where(col(CallbackRow.id) < before)
    for column, value in ((CallbackRow.subsystem, wanted.subsystem), (CallbackRow.state, wanted.state)):
        if value is not None:
            query = query.where(col(column) == value)
    rows = session.exec(query).all()
    page = rows[:limit]
    return page, page[-1].id if len(rows) > len(page) else None


def undelivered(session: Session) -> Mapping[str, Undelivered]:
    """How many callbacks of each subsystem wait, and how many are dead; none of one that has neither."""
    open_states = (CallbackState.WAITING, CallbackState.DEAD)
    query = select(CallbackRow.subsystem, CallbackRow.state, func.count()).where(col(CallbackRow.state).in_(open_states))
    numbers = {(name, state): number for name, state, number in session.exec(query.group_by(CallbackRow.subsystem, CallbackRow.state))}
    return {
        name: Undelivered(numbers.get((name, CallbackState.WAITING), 0), numbers.get((name, CallbackState.DEAD), 0)) for name, _ in numbers
    }
