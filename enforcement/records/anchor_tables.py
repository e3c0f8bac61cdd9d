"""What bears witness to the journals: leaves, signed roots over them, and time stamps of the roots. All of it is append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field

from enforcement.records.columns import Table, instant, json


class AnchorLeafRow(Table, table=True):
    """The head of one journal at an anchor: a leaf of the tree over all of them. Never changed, never removed."""

    __tablename__ = "anchor_leaves"
    __table_args__ = (Index("ix_anchor_leaves_case", "case_id", "position"),)

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_id: str = Field(sa_column=Column(Text, nullable=False))
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    link: str = Field(sa_column=Column(Text, nullable=False))


class AnchorRow(Table, table=True):
    """One signed root over the first `size` leaves. Never changed, never removed."""

    __tablename__ = "anchors"
    __table_args__ = (Index("uq_anchors_run", "run", unique=True),)

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=instant())
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    root: str = Field(sa_column=Column(Text, nullable=False))
    # From which the next root is computed without reading every leaf again.
    peaks: list[Any] = Field(sa_column=json())
    key: str = Field(sa_column=Column(Text, nullable=False))
    signature: str = Field(sa_column=Column(Text, nullable=False))
    # What asked for it: the same run again makes no second one. Null for an anchor that was made by hand.
    run: str | None = Field(default=None, sa_column=Column(Text))


class AnchorStampRow(Table, table=True):
    """The time stamp (RFC 3161) of one signed root. Never changed, never removed."""

    __tablename__ = "anchor_stamps"

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=instant())
    token: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
