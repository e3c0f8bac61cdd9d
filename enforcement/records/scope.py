"""What somebody's word reaches, as SQL: the same rule as `Reach.covers`, so that a list shows what single readings show.

Every condition is a pattern that begins with what its courts have in common: PostgreSQL finds them in an index (`text_pattern_ops`).
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, or_, true

from enforcement.authority.permissions import Reach
from enforcement.authority.restricted import Veil

# A column, as a table or as a query has it.
_Text = Any


def within(case_id: _Text, reach: Reach) -> ColumnElement[bool]:
    """Whether a file is within reach; its id begins with the court that has it."""
    houses = _fitting(case_id, reach, "(?:-|$)")
    return or_(houses, case_id.in_(sorted(reach.files))) if reach.files else houses


def within_court(court: Any, reach: Reach) -> ColumnElement[bool]:
    """Whether all files of a court are within reach."""
    return _fitting(court, reach, "$")


def _fitting(column: _Text, reach: Reach, end: str) -> ColumnElement[bool]:
    if reach.everywhere:
        return true()
    own = () if reach.own is None else (re.escape(reach.own),)
    return or_(false(), *(column.regexp_match(_literal(f"^{pattern}{end}")) for pattern in (*own, *reach.below)))


def _literal(pattern: str) -> BindParameter[str]:
    # Within the statement: a plan that is kept for any pattern could not use an index.
    return bindparam(None, pattern, literal_execute=True)


def unveiled(case_id: _Text, rule: _Text, rung: _Text, veils: Iterable[Veil]) -> ColumnElement[bool]:
    """Whether a rung may be read: it is of no restricted matter, or of one that may be read there."""
    return and_(true(), *(or_(within(case_id, veil.reach), _beside(rule, rung, veil)) for veil in veils))


def _beside(rule: _Text, rung: _Text, veil: Veil) -> ColumnElement[bool]:
    return and_(rule.not_in(sorted(veil.matter.rules)), rung.not_in(sorted(veil.matter.rungs)))
