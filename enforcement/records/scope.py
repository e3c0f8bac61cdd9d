"""What somebody's word reaches, as SQL: the same rule as `Reach.covers`, so that a list shows what single readings show."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from enforcement.authority.permissions import Reach
from enforcement.authority.restricted import Veil

# A column, as a table or as a query has it.
_Text = Any


def within(case_id: _Text, reach: Reach) -> ColumnElement[bool]:
    """Whether a file is within reach; its id says which court has it."""
    house = func.split_part(case_id, "-", 1)
    return or_(within_court(house, reach), case_id.in_(sorted(reach.files))) if reach.files else within_court(house, reach)


def within_court(court: Any, reach: Reach) -> ColumnElement[bool]:
    """Whether all files of a court are within reach."""
    if reach.everywhere:
        return true()
    own = false() if reach.own is None else court == reach.own
    return own if reach.below is None else or_(own, court.regexp_match(f"^(?:{reach.below})$"))


def unveiled(case_id: _Text, rule: _Text, rung: _Text, veils: Iterable[Veil]) -> ColumnElement[bool]:
    """Whether a rung may be read: it is of no restricted matter, or of one that may be read there."""
    return and_(true(), *(or_(within(case_id, veil.reach), _beside(rule, rung, veil)) for veil in veils))


def _beside(rule: _Text, rung: _Text, veil: Veil) -> ColumnElement[bool]:
    return and_(rule.not_in(sorted(veil.matter.rules)), rung.not_in(sorted(veil.matter.rungs)))
