"""Who is logged in, and tokens that were used; no part of the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from enforcement.records.columns import Table, instant, json


class SessionRow(Table, table=True):
    """Somebody who is logged in; `id` is a hash of what his cookie says."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_ends_at", "ends_at"),)

    id: str = Field(sa_column=Column(Text, primary_key=True))
    caller: dict[str, Any] = Field(sa_column=json())
    began_at: datetime = Field(sa_column=instant())
    seen_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())


class UsedTokenRow(Table, table=True):
    """A token that holds once, and was used."""

    __tablename__ = "used_tokens"
    __table_args__ = (Index("ix_used_tokens_ends_at", "ends_at"),)

    issuer: str = Field(sa_column=Column(Text, primary_key=True))
    jti: str = Field(sa_column=Column(Text, primary_key=True))
    ends_at: datetime = Field(sa_column=instant())
