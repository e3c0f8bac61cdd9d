"""What the tables are made of: one naming convention, times with their zone, JSON."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from enforcement.law.periods import SHANGHAI

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """timestamptz. A naive time is an error; what comes back is in Asia/Shanghai."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value.isoformat()}")
        return value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(SHANGHAI) if isinstance(value, datetime) else None


class Table(SQLModel):
    """Base of the tables, with one naming convention."""

    metadata = METADATA


def instant(*, nullable: bool = False) -> Column[datetime]:
    """A column of times."""
    return Column(Instant(), nullable=nullable)


def json() -> Column[Any]:
    """A column of JSON, never null."""
    return Column(JSONB, nullable=False)
