"""Which courts' rows a caller's pages show."""

from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import col

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, permission
from enforcement.records.scope import within_court
from enforcement.records.workload import Courts


def courts(caller: Caller) -> Courts:
    """A condition on a court column."""
    allowed = permission(caller, "list_cases")

    def within(column: Any) -> ColumnElement[bool]:
        return false() if isinstance(allowed, Denial) else within_court(col(column), allowed.reach)

    return within
