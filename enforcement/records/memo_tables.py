"""The tables of contacts and of what they were told. No part of the record: what became of a case stands in its journal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Index, Integer, Text, text
from sqlmodel import Field

from enforcement.records.columns import Table, instant, json


class ContactRow(Table, table=True):
    """Somebody who can be told something; the addresses are sealed with a key of this contact."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_court", "court", "subject"),)

    subject: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False))
    court: str = Field(sa_column=Column(Text, nullable=False))
    roles: list[Any] = Field(sa_column=json())
    # [[channel, sealed address], …] in the order in which they are tried.
    addresses: list[Any] = Field(sa_column=json())
    quiet_from: str | None = Field(default=None, sa_column=Column(Text))
    quiet_to: str | None = Field(default=None, sa_column=Column(Text))
    # The day whose digest was written, or found to be empty.
    digest_on: date | None = Field(default=None, sa_column=Column(Date))
    changed_at: datetime = Field(sa_column=instant())


class MemoRow(Table, table=True):
    """One message to one person. The key makes telling the same thing twice impossible: it names person, case, clock and level, or the day."""

    __tablename__ = "memos"
    __table_args__ = (
        Index("ix_memos_open", "next_at", postgresql_where=text("state IN ('waiting', 'sending')")),
        Index("ix_memos_failed", "changed_at", postgresql_where=text("state = 'failed'")),
    )

    key: str = Field(sa_column=Column(Text, primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    subject: str = Field(sa_column=Column(Text, nullable=False))
    court: str = Field(sa_column=Column(Text, nullable=False))
    # Of an escalation: its case, rule and rung, by which it may be a restricted matter.
    case_id: str | None = Field(default=None, sa_column=Column(Text))
    rule: str | None = Field(default=None, sa_column=Column(Text))
    rung: str | None = Field(default=None, sa_column=Column(Text))
    title: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    short: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    # The channel that is being tried, and how often it was away.
    channel: str | None = Field(default=None, sa_column=Column(Text))
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    next_at: datetime = Field(sa_column=instant())
    receipt: str | None = Field(default=None, sa_column=Column(Text))
    # What became of each channel: [{channel, at, outcome, said}].
    notes: list[Any] = Field(sa_column=json())
    created_at: datetime = Field(sa_column=instant())
    changed_at: datetime = Field(sa_column=instant())
