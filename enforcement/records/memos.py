"""Memos in one database: sent by one worker at a time, settled with what became of them.

Before a letter leaves, its row says by which channel: whoever finds it like that later knows that it may have left. It is sent again only by
a channel that brings the same key once. By any other one it is not: an escalation goes on to the person's next channel, a digest to the list
of those that failed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from enforcement.docket.events import iso
from enforcement.memos.people import Contact
from enforcement.memos.quiet import HOUSE
from enforcement.memos.wording import Words
from enforcement.ports.channels import STAND_IN, Channel, Letter, Receipt
from enforcement.ports.memos import Claim
from enforcement.records.calendars import calendar_in_force
from enforcement.records.contacts import contact
from enforcement.records.database import transaction
from enforcement.records.digests import Digests
from enforcement.records.memo_tables import MemoRow
from enforcement.records.memo_writing import MemoKind, MemoState
from enforcement.records.queries import Scope
from enforcement.records.scope import unveiled, within_court

# Longer than any channel takes to answer: whose sender says nothing for so long has none any more.
LEASE = timedelta(minutes=5)
# A channel that is away is tried after 1, 2, 4, 8 and 16 minutes; then the next one is.
TRIES = 6
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
_OPEN = (MemoState.WAITING.value, MemoState.SENDING.value)


class KeptMemos:
    """See `enforcement.ports.memos`."""

    def __init__(self, engine: Engine, digests: Digests) -> None:
        self._engine, self._digests = engine, digests

    def write_digests(self, at: datetime) -> int:
        """See `enforcement.ports.memos`."""
        return self._digests.write(self._engine, at)

    def claim(self, channels: Mapping[str, Channel], at: datetime) -> Claim | None:
        """See `enforcement.ports.memos`."""
        with transaction(self._engine) as session:
            while (row := _due(session, at)) is not None:
                if row.state == MemoState.SENDING:
                    _take_up_again(row, channels, at)
                elif row.kind == MemoKind.DIGEST and HOUSE.holds(at, calendar_in_force(session)):
                    _fail(row, "not brought before the quiet hours began", at)
                elif (claim := _claimed(session, row, channels, at)) is not None:
                    return claim
                session.flush()
        return None

    def sent(self, claim: Claim, receipt: Receipt, at: datetime) -> None:
        """See `enforcement.ports.memos`."""

        def settle(row: MemoRow) -> None:
            _note(row, "sent", receipt.answer, at)
            row.state, row.receipt = MemoState.SENT.value, receipt.number

        self._settle(claim, settle)

    def away(self, claim: Claim, reason: str, retry_after: float | None, at: datetime) -> None:
        """See `enforcement.ports.memos`."""
        self._settle(claim, lambda row: _wait(row, reason, retry_after, at))

    def refused(self, claim: Claim, reason: str, at: datetime) -> None:
        """See `enforcement.ports.memos`."""
        self._settle(claim, lambda row: _go_on(row, "refused", reason, at))

    def lost(self, claim: Claim, reason: str, channel: Channel, at: datetime) -> None:
        """See `enforcement.ports.memos`."""
        self._settle(claim, lambda row: _wait(row, reason, None, at) if channel.repeatable else _leave(row, reason, at))

    def _settle(self, claim: Claim, settle: Callable[[MemoRow], None]) -> None:
        """What came of a claim, unless another worker has taken the memo over meanwhile."""
        with transaction(self._engine) as session:
            row = session.get_one(MemoRow, claim.letter.key, with_for_update=True)
            if row.state == MemoState.SENDING and row.channel == claim.channel:
                settle(row)


def failed(session: Session, scope: Scope, limit: int) -> Sequence[MemoRow]:
    """What reached nobody, to people of the courts within reach and about what may be read, the newest first."""
    about = [func.coalesce(col(column), "") for column in (MemoRow.case_id, MemoRow.rule, MemoRow.rung)]
    readable = within_court(col(MemoRow.court), scope.reach), unveiled(about[0], about[1], about[2], scope.veils)
    query = select(MemoRow).where(MemoRow.state == MemoState.FAILED.value, *readable)
    return session.exec(query.order_by(col(MemoRow.changed_at).desc(), col(MemoRow.key)).limit(limit)).all()


def _due(session: Session, at: datetime) -> MemoRow | None:
    query = select(MemoRow).where(col(MemoRow.state).in_(_OPEN), col(MemoRow.next_at) <= at)
    # Escalations before digests: these are told at once.
    query = query.order_by(col(MemoRow.kind).desc(), col(MemoRow.next_at), col(MemoRow.key)).limit(1)
    return session.exec(query.with_for_update(skip_locked=True)).one_or_none()


def _claimed(session: Session, row: MemoRow, channels: Mapping[str, Channel], at: datetime) -> Claim | None:
    way = _next_way(row, contact(session, row.subject), channels)
    if way is None:
        _fail(row, "no channel is left, or none of the person's is configured", at)
        return None
    row.channel, address = way
    row.state, row.next_at, row.changed_at = MemoState.SENDING.value, at + LEASE, at
    text = Words(row.title, row.text, row.short).within(channels[row.channel].longest)
    return Claim(row.channel, Letter(row.key, address, row.title, text))


def _next_way(row: MemoRow, person: Contact | None, channels: Mapping[str, Channel]) -> tuple[str, str] | None:
    tried = {note["channel"] for note in row.notes}
    ways = [*(person.addresses if person else ()), (STAND_IN, row.subject)]
    return next(((channel, address) for channel, address in ways if channel in channels and channel not in tried), None)


def _take_up_again(row: MemoRow, channels: Mapping[str, Channel], at: datetime) -> None:
    channel = channels.get(row.channel or "")
    if channel is not None and channel.repeatable:
        row.state = MemoState.WAITING.value
    else:
        _leave(row, "its sender has vanished", at)


def _wait(row: MemoRow, reason: str, retry_after: float | None, at: datetime) -> None:
    row.tries += 1
    if row.tries >= TRIES:
        _go_on(row, "away", reason, at)
        return
    wait = _FIRST_WAIT * 2 ** (row.tries - 1) if retry_after is None else timedelta(seconds=retry_after)
    row.state, row.next_at, row.changed_at = MemoState.WAITING.value, at + min(wait, _LONGEST_WAIT), at


def _leave(row: MemoRow, reason: str, at: datetime) -> None:
    """It may have been brought: rather twice by two channels than not at all, if it is an escalation."""
    if row.kind == MemoKind.ESCALATION:
        _go_on(row, "unknown", reason, at)
    else:
        _note(row, "unknown", reason, at)
        row.state = MemoState.FAILED.value


def _go_on(row: MemoRow, outcome: str, reason: str, at: datetime) -> None:
    _note(row, outcome, reason, at)
    row.state, row.tries, row.next_at = MemoState.WAITING.value, 0, at


def _fail(row: MemoRow, reason: str, at: datetime) -> None:
    row.channel = None
    _note(row, "failed", reason, at)
    row.state = MemoState.FAILED.value


def _note(row: MemoRow, outcome: str, said: str, at: datetime) -> None:
    row.notes = [*row.notes, {"channel": row.channel, "at": iso(at), "outcome": outcome, "said": said}]
    row.changed_at = at
