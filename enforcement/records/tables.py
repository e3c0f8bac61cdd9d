"""The court's record on PostgreSQL. `journal` is append-only; cases, clocks, refusals and rungs can be built from it again.

What people and neighbours did with a rung or a message (told, acknowledged, delivered) is written beside it, once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from enforcement.records.columns import Table, instant, json

# The entry by which a calendar reaches a case.
CALENDAR = "calendar_published"
_OPEN = text("superseded IS NULL AND status IN ('open', 'paused', 'missed')")


class CaseRow(Table, table=True):
    """One case: where it stands, and its case file as of `sequence`."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_page", "court", "case_id", postgresql_ops={"court": "text_pattern_ops"}),
        # By the beginning of the id: its court.
        Index("ix_cases_house", "case_id", postgresql_ops={"case_id": "text_pattern_ops"}),
        Index("ix_cases_officer", "officer", "case_id"),
        Index("ix_cases_said", "said_at", postgresql_where=text("state NOT IN ('closed', 'unfiled', 'terminated')")),
        Index("ix_cases_kind", "kind", "case_id"),
        Index("ix_cases_next_due", "next_due"),
    )

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    link: str = Field(sa_column=Column(Text, nullable=False))
    calendar_through: int = Field(sa_column=Column(Integer, nullable=False))
    number: str = Field(sa_column=Column(Text, nullable=False))
    court: str = Field(sa_column=Column(Text, nullable=False))
    officer: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    filed_on: date | None = Field(default=None, sa_column=Column(Date))
    claim_fen: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    next_due: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    escalation_level: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    open_clocks: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    missed_clocks: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    # When somebody last said something to it; time that passed is nobody's word, and a calendar reaches every case.
    said_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    case_file: dict[str, Any] = Field(sa_column=json())
    # The third part of the id: 执, 执恢, or the mark of another register.
    kind: str | None = Field(default=None, sa_column=Column(Text, Computed("split_part(case_id, '-', 3)", persisted=True)))
    # What a preview over all cases groups by, without opening every case file.
    notices_hash: str | None = Field(default=None, sa_column=Column(Text, Computed("md5((case_file -> 'notices')::text)", persisted=True)))
    has_holds: bool | None = Field(
        default=None, sa_column=Column(Boolean, Computed("jsonb_array_length(case_file -> 'holds') > 0", persisted=True))
    )


class JournalRow(Table, table=True):
    """One entry, or time that passed, with everything that followed. Never changed, never removed."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("uq_journal_entry", "case_id", "entry_id", unique=True, postgresql_where=text("entry_id IS NOT NULL")),
        Index("ix_journal_calendars", "entry_id", "case_id", postgresql_where=text("type = 'calendar_published'")),
    )

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    sequence: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entry_id: str | None = Field(default=None, sa_column=Column(Text))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    type: str = Field(sa_column=Column(Text, nullable=False))
    by: str = Field(sa_column=Column(Text, nullable=False))
    recorded_at: datetime = Field(sa_column=instant())
    happened_at: datetime = Field(sa_column=instant())
    calendar_through: int = Field(sa_column=Column(Integer, nullable=False))
    data: dict[str, Any] = Field(sa_column=json())
    outcome: str = Field(sa_column=Column(Text, nullable=False))
    events: list[Any] = Field(sa_column=json())
    clocks: list[Any] = Field(sa_column=json())
    refusals: list[Any] = Field(sa_column=json())
    warnings: list[Any] = Field(sa_column=json())
    previous_link: str = Field(sa_column=Column(Text, nullable=False))
    link: str = Field(sa_column=Column(Text, nullable=False))
    # Who sent the entry (subject, name, roles); null for what the product itself wrote, and in rows from before it was kept.
    actor: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class ClockRow(Table, table=True):
    """One version of a clock, in force from journal row `since` until `superseded`."""

    __tablename__ = "clocks"
    __table_args__ = (
        Index("uq_clocks_current", "case_id", "clock", unique=True, postgresql_where=text("superseded IS NULL")),
        Index("ix_clocks_open", "rule", "due_on", postgresql_where=_OPEN),
        # The heat map is read from this index alone.
        Index("ix_clocks_heat", "court", "rule", "status", "level", postgresql_where=_OPEN, postgresql_ops={"court": "text_pattern_ops"}),
        Index("ix_clocks_expiry", "expires_at", "case_id", "clock", postgresql_where=_OPEN),
    )

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    clock: str = Field(sa_column=Column(Text, primary_key=True))
    since: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    superseded: int | None = Field(default=None, sa_column=Column(Integer))
    rule: str = Field(sa_column=Column(Text, nullable=False))
    due_on: date = Field(sa_column=Column(Date, nullable=False))
    expires_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_column=Column(Text, nullable=False))
    next_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    level: int = Field(sa_column=Column(Integer, nullable=False))
    terms: dict[str, Any] = Field(sa_column=json())
    court: str | None = Field(default=None, sa_column=Column(Text, Computed("split_part(case_id, '-', 1)", persisted=True)))


class RefusalRow(Table, table=True):
    """One guard that refused an act."""

    __tablename__ = "refusals"
    __table_args__ = (Index("ix_refusals_guard", "guard", "at"),)

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    sequence: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    guard: str = Field(sa_column=Column(Text, primary_key=True))
    act: str = Field(sa_column=Column(Text, nullable=False))
    by: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    facts: dict[str, Any] = Field(sa_column=json())


class EscalationRow(Table, table=True):
    """One rung climbed. The key makes climbing it twice impossible."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index("ix_escalations_untold", "case_id", postgresql_where=text("told_at IS NULL")),
        Index("ix_escalations_waiting", "id", postgresql_where=text("acknowledged_at IS NULL")),
        Index("ix_escalations_missed", "raised_at", "court", "rule", postgresql_where=text("level = 1")),
        Index("uq_escalations_id", "id", unique=True),
    )

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    clock: str = Field(sa_column=Column(Text, primary_key=True))
    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), nullable=False))
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    court: str = Field(sa_column=Column(Text, nullable=False))
    rule: str = Field(sa_column=Column(Text, nullable=False))
    subject: dict[str, Any] = Field(sa_column=json())
    role: str = Field(sa_column=Column(Text, nullable=False))
    raised_at: datetime = Field(sa_column=instant())
    told_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    acknowledged_by: str | None = Field(default=None, sa_column=Column(Text))
    note: str | None = Field(default=None, sa_column=Column(Text))


class OutboxRow(Table, table=True):
    """One message to the outside that a journal row calls for; delivered at least once, told apart by its key."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "id", postgresql_where=text("delivered_at IS NULL")),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    case_id: str = Field(sa_column=Column(Text, nullable=False))
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    topic: str = Field(sa_column=Column(Text, nullable=False))
    payload: dict[str, Any] = Field(sa_column=json())
    created_at: datetime = Field(sa_column=instant())
    delivered_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class IntakeRow(Table, table=True):
    """One answered intake request, by its idempotency key."""

    __tablename__ = "intake"

    key: str = Field(sa_column=Column(Text, primary_key=True))
    body_hash: str = Field(sa_column=Column(Text, nullable=False))
    case_id: str = Field(sa_column=Column(Text, nullable=False))
    answer: dict[str, Any] = Field(sa_column=json())
    received_at: datetime = Field(sa_column=instant())


class CallbackRow(Table, table=True):
    """One signed callback of a subsystem, as it came; a subsystem's event id is taken once."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("uq_callbacks_event", "subsystem", "event_id", unique=True),
        Index("ix_callbacks_state", "state", "id"),
        Index("ix_callbacks_line", "case_id", "id", postgresql_where=text("state = 'waiting'")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    subsystem: str = Field(sa_column=Column(Text, nullable=False))
    event_id: str = Field(sa_column=Column(Text, nullable=False))
    # Whose line it stands in; null for what could not be read when it came.
    case_id: str | None = Field(default=None, sa_column=Column(Text))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(sa_column=instant())
    state: str = Field(sa_column=Column(Text, nullable=False))
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    next_try_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    # It waits for another event of its case, and lets later ones pass.
    aside: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    outcome: str | None = Field(default=None, sa_column=Column(Text))
    reason: str | None = Field(default=None, sa_column=Column(Text))
    # Retries of dead letters and bodies that came under a used id: [{at, what, by, note, reason}].
    notes: list[Any] = Field(sa_column=json())


class CalendarRow(Table, table=True):
    """One version of a holiday notice for a year. A wrong one is corrected by a next version, never removed."""

    __tablename__ = "calendars"

    id: str = Field(sa_column=Column(Text, primary_key=True))
    year: int = Field(sa_column=Column(Integer, nullable=False))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    number: str = Field(sa_column=Column(Text, nullable=False))
    title: str = Field(sa_column=Column(Text, nullable=False))
    days_off: dict[str, Any] = Field(sa_column=json())
    workdays: list[Any] = Field(sa_column=json())
    cautions: list[Any] = Field(sa_column=json())
    reason: str = Field(sa_column=Column(Text, nullable=False))
    submitted_by: str = Field(sa_column=Column(Text, nullable=False))
    submitted_at: datetime = Field(sa_column=instant())
    approved_by: str | None = Field(default=None, sa_column=Column(Text))
    approved_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class CalendarFailureRow(Table, table=True):
    """A case that a calendar could not be published to, and why. Of no account once the case has the calendar."""

    __tablename__ = "calendar_failures"

    calendar_id: str = Field(sa_column=Column(Text, primary_key=True))
    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    error: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())


class StuckRow(Table, table=True):
    """A case in which the docket itself failed; no part of the record, and removed when it is taken up again."""

    __tablename__ = "stuck"

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    # The id of an entry, or `time`, or `standing`.
    about: str = Field(sa_column=Column(Text, primary_key=True))
    error: str = Field(sa_column=Column(Text, nullable=False))
    # The case's last journal row then.
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    since: datetime = Field(sa_column=instant())
    last_at: datetime = Field(sa_column=instant())
    times: int = Field(sa_column=Column(Integer, nullable=False))


class SubsystemHealthRow(Table, table=True):
    """What one worker knows about one subsystem; no part of the record, and written over."""

    __tablename__ = "subsystem_health"

    subsystem: str = Field(sa_column=Column(Text, primary_key=True))
    worker: str = Field(sa_column=Column(Text, primary_key=True))
    circuit: str = Field(sa_column=Column(Text, nullable=False))
    calls: int = Field(sa_column=Column(BigInteger, nullable=False))
    failures: int = Field(sa_column=Column(Integer, nullable=False))
    last_success: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    last_failure: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    last_error: str = Field(sa_column=Column(Text, nullable=False))
    noted_at: datetime = Field(sa_column=instant())
