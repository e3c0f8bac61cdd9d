"""Which courts' rows a caller's pages show."""

from typing import Any

from sqlalchemy import ColumnElement, false, true
from sqlmodel import col

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, permission
from enforcement.records.workload import Courts


def courts(caller: Caller) -> Courts:
    """A condition on a court column."""
    allowed = permission(caller, "list_cases")

    def within(column: Any) -> ColumnElement[bool]:
        if isinstance(allowed, Denial):
            return false()
        if allowed.reach.everywhere:
            return true()
        found: ColumnElement[bool] = col(column) == allowed.reach.own
        return found if allowed.reach.below is None else found | col(column).regexp_match(f"^({allowed.reach.below})$")

    return within
