"""What reconciliations of the case accounts have found."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Text
from sqlmodel import Field

from enforcement.records.columns import Table, instant


class ReconciliationRow(Table, table=True):
    """One reconciliation of a court and month that is through, and what it came to in fen. Never changed, never removed."""

    __tablename__ = "reconciliations"
    __table_args__ = (Index("ix_reconciliations_month", "court", "month", "at"),)

    run: str = Field(sa_column=Column(Text, primary_key=True))
    court: str = Field(sa_column=Column(Text, nullable=False))
    month: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=instant())
    cases: int = Field(sa_column=Column(Integer, nullable=False))
    opening: int = Field(sa_column=Column(BigInteger, nullable=False))
    credits: int = Field(sa_column=Column(BigInteger, nullable=False))
    payouts: int = Field(sa_column=Column(BigInteger, nullable=False))
    closing: int = Field(sa_column=Column(BigInteger, nullable=False))
    special: int = Field(sa_column=Column(BigInteger, nullable=False))
    suspense: int = Field(sa_column=Column(BigInteger, nullable=False))
    differences: int = Field(sa_column=Column(Integer, nullable=False))
    unsettled: int = Field(sa_column=Column(Integer, nullable=False))
    balanced: bool = Field(sa_column=Column(Boolean, nullable=False))


class DifferenceRow(Table, table=True):
    """Something in which bank and docket differed when a reconciliation looked; fen on either side."""

    __tablename__ = "reconciliation_differences"

    run: str = Field(sa_column=Column(Text, primary_key=True))
    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    entry_id: str = Field(sa_column=Column(Text, primary_key=True))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    bank: int | None = Field(default=None, sa_column=Column(BigInteger))
    docket: int | None = Field(default=None, sa_column=Column(BigInteger))
    recorded: bool = Field(sa_column=Column(Boolean, nullable=False))
    note: str = Field(sa_column=Column(Text, nullable=False))
