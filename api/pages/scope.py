"""Which courts' rows a page shows: those within the reach of the caller's permission, narrowed to a court if one was chosen."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col

from enforcement.authority.permissions import Permission
from enforcement.records.scope import within_court
from enforcement.records.workload import Courts


def courts(permission: Permission, chosen: str | None = None) -> Courts:
    """A condition on a court column."""

    def within(column: Any) -> ColumnElement[bool]:
        allowed = within_court(col(column), permission.reach)
        return allowed if chosen is None else allowed & (col(column) == chosen)

    return within
