"""Who has read restricted matters. Append-only, and chained like a journal."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from enforcement.records.columns import Table, instant, json


class ReadingRow(Table, table=True):
    """One reading of a restricted matter of a file. Never changed, never removed."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_case", "case_id", "sequence"), Index("ix_readings_subject", "subject", "sequence"))

    sequence: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=instant())
    subject: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    court: str = Field(sa_column=Column(Text, nullable=False))
    roles: list[Any] = Field(sa_column=json())
    case_id: str = Field(sa_column=Column(Text, nullable=False))
    matter: str = Field(sa_column=Column(Text, nullable=False))
    request: str = Field(sa_column=Column(Text, nullable=False))
    previous_link: str = Field(sa_column=Column(Text, nullable=False))
    link: str = Field(sa_column=Column(Text, nullable=False))
