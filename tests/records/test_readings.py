"""The read log: who, what, when and by which request; it can be added to and not be changed, and what its owner does to it is found."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Reach
from enforcement.authority.restricted import Matter, matters
from enforcement.records.audit import FIRST_LINK, Method, link_of
from enforcement.records.database import transaction
from enforcement.records.reading_tables import ReadingRow
from enforcement.records.readings import broken_readings, note_reading, reading_content, readings, told_of
from enforcement.records.witness import failures
from tests.records.anchoring import FIRST, SECOND, Kept, kept_anchors

__all__ = ["kept_anchors"]
INSPECTOR = Caller("i-1", "督察员", "沪0199", frozenset({"inspector", "auditor"}))
AT = datetime.fromisoformat("2026-09-29T09:00:00+08:00")


def double_check() -> Matter:
    (matter,) = (matter for matter in matters() if matter.id == "double_check")
    return matter


@pytest.fixture
def read(kept_anchors: Kept) -> Kept:
    """Four readings; the first three are anchored and kept elsewhere."""
    for n, case_id in enumerate((FIRST, SECOND, FIRST, FIRST), start=1):
        with transaction(kept_anchors.owner) as session:
            note_reading(
                session, INSPECTOR, case_id, double_check(), f"GET /cases/{case_id}?n={n}", AT, Method.SM3 if n == 3 else Method.SHA256
            )
        if n == 3:
            kept_anchors.anchors.sign("night 4", AT)
            kept_anchors.anchors.export()
    return kept_anchors


@pytest.fixture
def owner(read: Kept) -> Iterator[Session]:
    with Session(read.owner) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.rollback()


def found(session: Session, kept: Kept) -> list[str]:
    session.expire_all()
    return [*(f"{gap.case_id} row {gap.sequence}: {gap.reason}" for gap in broken_readings(session)), *failures(session, kept.witness)]


def test_a_reading_tells_who_what_when_and_by_which_request(read: Kept) -> None:
    with transaction(read.owner) as session:
        newest, *rest = readings(session, Reach(everywhere=True), case_id=FIRST)
        assert (newest.sequence, newest.subject, newest.name, newest.court, newest.roles) == (
            4,
            "i-1",
            "督察员",
            "沪0199",
            ["auditor", "inspector"],
        )
        assert (newest.case_id, newest.matter, newest.at, newest.request) == (FIRST, "double_check", AT, f"GET /cases/{FIRST}?n=4")
        assert [row.sequence for row in rest] == [3, 1]
        assert [row.sequence for row in readings(session, Reach(everywhere=True), before=3, limit=1)] == [2]
        assert readings(session, Reach(everywhere=True), subject="nobody") == []
        assert readings(session, Reach(), case_id=FIRST) == []


def test_a_file_tells_of_a_matter_once_something_of_it_was_recorded(kept_anchors: Kept) -> None:
    with transaction(kept_anchors.owner) as session:
        assert told_of(session, FIRST, matters()) == []
    kept_anchors.first.fact("discipline_issue_found", "2026-09-28T11:00:00+08:00", {"issue": "I1", "person": "某甲"})
    with transaction(kept_anchors.owner) as session:
        assert told_of(session, FIRST, matters()) == [double_check()]
        assert told_of(session, SECOND, matters()) == []


@pytest.mark.parametrize("change", ["UPDATE readings SET name = 'x'", "DELETE FROM readings", "TRUNCATE readings"])
def test_readings_can_only_be_added_to(read: Kept, change: str) -> None:
    with pytest.raises(Exception, match="append-only"), read.owner.begin() as connection:
        connection.execute(text(change))


def test_readings_that_nobody_touched_hold(owner: Session, read: Kept) -> None:
    assert found(owner, read) == []


def write_anew(session: Session) -> None:
    """Every link, from whatever the rows say now."""
    session.expire_all()
    link = FIRST_LINK
    for row in session.exec(select(ReadingRow).order_by(col(ReadingRow.sequence))):
        row.previous_link = link
        link = row.link = link_of(link, reading_content(row))
    session.flush()


CHANGED = {
    "at": "at + interval '1 second'",
    "roles": """roles || '["x"]'""",
    **{name: f"{name} || 'x'" for name in ("subject", "name", "court", "case_id", "matter", "request")},
}
WAYS = {
    **{f"{name} changed": (f"UPDATE readings SET {name} = {value} WHERE sequence = 2", 2) for name, value in CHANGED.items()},
    "first removed": ("DELETE FROM readings WHERE sequence = 1", 1),
    "middle removed": ("DELETE FROM readings WHERE sequence = 2", 2),
    "middle removed and closed up": (
        "DELETE FROM readings WHERE sequence = 2; UPDATE readings SET sequence = sequence - 1 WHERE sequence = 3;"
        "UPDATE readings SET sequence = sequence - 1 WHERE sequence = 4",
        2,
    ),
    "inserted": (
        "UPDATE readings SET sequence = 5 WHERE sequence = 4; UPDATE readings SET sequence = 4 WHERE sequence = 3;"
        "INSERT INTO readings SELECT 3, at, subject, name, court, roles, case_id, matter, request, previous_link, link "
        "FROM readings WHERE sequence = 2",
        3,
    ),
    "reordered": (
        "UPDATE readings SET sequence = 9 WHERE sequence = 2; UPDATE readings SET sequence = 2 WHERE sequence = 3;"
        "UPDATE readings SET sequence = 3 WHERE sequence = 9",
        2,
    ),
    "end cut off": ("DELETE FROM readings WHERE sequence >= 3", 3),
    "all removed": ("DELETE FROM readings", 3),
}


@pytest.mark.parametrize("anew", [False, True], ids=["nothing is hidden", "the chain is made anew"])
@pytest.mark.parametrize(("statements", "row"), WAYS.values(), ids=WAYS.keys())
def test_tampering_with_the_read_log_is_found(owner: Session, read: Kept, statements: str, row: int, anew: bool) -> None:
    for statement in statements.split(";"):
        owner.execute(text(statement))
    if anew:
        write_anew(owner)

    named = {line.split(":")[0] for line in found(owner, read)}
    # Once the chain is computed anew, the anchored end shows it.
    assert named & {f"readings row {row}", "readings row 3"} if anew else f"readings row {row}" in named
