"""What the owner of the tables does behind everybody's back is found, each way and in each table, and named by case and row.

He can do all that a database can do, and computes every chain and every anchor anew. He has neither the court's key nor the folder.
"""

from collections.abc import Callable, Iterator, Mapping

import pytest
from sqlalchemy import Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session, col, select

from enforcement.docket.profile import Profile
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchors import _anchor
from enforcement.records.audit import FIRST_LINK, broken_chains, content_of, link_of
from enforcement.records.columns import METADATA, Instant
from enforcement.records.database import engine_for
from enforcement.records.tables import CaseRow, JournalRow
from enforcement.records.witness import failures
from tests.keys import KEYS
from tests.records.anchoring import FIRST, NIGHTS, OTHER_KEY, SECOND, Kept, three_nights
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

Tampering = Callable[[Session], None]
JOURNAL = METADATA.tables["journal"]
SEALED = [column.name for column in JOURNAL.columns if column.name not in ("previous_link", "link")]


@pytest.fixture(scope="module")
def kept(postgres: EmbeddedPostgres, profile: Profile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    owner = engine_for(new_database(postgres), KEYS, restricted=False)
    yield three_nights(owner, profile, AnchorFolder(tmp_path_factory.mktemp("anchors")))
    owner.dispose()


@pytest.fixture
def session(kept: Kept) -> Iterator[Session]:
    """The owner, with the triggers off; nothing of what he does outlasts the test."""
    with Session(kept.owner) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.rollback()


def found(session: Session, kept: Kept) -> list[str]:
    session.expire_all()
    return [*(f"{gap.case_id} row {gap.sequence}: {gap.reason}" for gap in broken_chains(session)), *failures(session, kept.witness)]


def sql(*statements: str) -> Tampering:
    def tamper(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement), {"first": FIRST, "second": SECOND})

    return tamper


def other(column: str) -> str:
    """The column with another value, whatever it holds."""
    match JOURNAL.c[column].type:
        case Instant():
            return f"{column} + interval '1 second'"
        case JSONB():
            return f"""CASE WHEN jsonb_typeof({column}) = 'array' THEN {column} || '["x"]' ELSE coalesce({column}, '{{}}') || '{{"x": 1}}' END"""
        case Integer():
            return f"{column} + 1000"
        case _:
            return f"coalesce(\"{column}\", '') || 'x'"


def write_anew(session: Session, case_id: str) -> None:
    """Every link of a case, from whatever its rows say now; the case's own row with it."""
    session.expire_all()
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    link, case = FIRST_LINK, session.get(CaseRow, case_id)
    for row in rows:
        row.previous_link = link
        link = row.link = link_of(link, content_of(row))
    if case is not None:
        case.link, case.sequence = link, rows[-1].sequence if rows else 0
    session.flush()


def anchor_anew(session: Session) -> None:
    """All anchors gone, and as many made with a key of his own."""
    sql("DELETE FROM anchors", "DELETE FROM anchor_leaves", "DELETE FROM anchor_stamps")(session)
    for night in NIGHTS:
        _anchor(session, OTHER_KEY, night, None)
        session.flush()


HIDDEN: Mapping[str, tuple[Tampering, ...]] = {
    "nothing is hidden": (),
    "the chains are made anew": (lambda session: write_anew(session, FIRST), lambda session: write_anew(session, SECOND)),
    "the chains and the anchors are made anew": (
        lambda session: write_anew(session, FIRST),
        lambda session: write_anew(session, SECOND),
        anchor_anew,
    ),
}
TRUNCATED = sql(
    "DELETE FROM journal WHERE case_id = :first AND sequence = 3",
    "UPDATE cases SET sequence = 2, link = (SELECT link FROM journal WHERE case_id = :first AND sequence = 2) WHERE case_id = :first",
)
# What is done to the journal of the first case, and the first row that it concerns.
WAYS: Mapping[str, tuple[Tampering, int]] = {
    **{
        f"{column} changed": (sql(f'UPDATE journal SET "{column}" = {other(column)} WHERE case_id = :first AND sequence = 2'), 2)
        for column in SEALED
        if column != "case_id"
    },
    "given to another case": (
        sql(
            "UPDATE journal SET case_id = :second, sequence = 4 WHERE case_id = :first AND sequence = 3",
        ),
        3,
    ),
    "first removed": (
        sql(
            "DELETE FROM journal WHERE case_id = :first AND sequence = 1",
            "UPDATE journal SET sequence = -sequence WHERE case_id = :first",
            "UPDATE journal SET sequence = -sequence - 1 WHERE case_id = :first",
        ),
        1,
    ),
    "middle removed": (
        sql(
            "DELETE FROM journal WHERE case_id = :first AND sequence = 2",
            "UPDATE journal SET sequence = 2 WHERE case_id = :first AND sequence = 3",
        ),
        2,
    ),
    "middle removed, a gap left": (sql("DELETE FROM journal WHERE case_id = :first AND sequence = 2"), 2),
    "last removed": (sql("DELETE FROM journal WHERE case_id = :first AND sequence = 3"), 3),
    "inserted": (
        sql(
            "UPDATE journal SET sequence = 4 WHERE case_id = :first AND sequence = 3",
            'INSERT INTO journal SELECT (jsonb_populate_record(j, \'{"sequence": 3, "entry_id": "new"}\')).* '
            "FROM journal j WHERE case_id = :first AND sequence = 2",
        ),
        3,
    ),
    "reordered": (
        sql(*(f"UPDATE journal SET sequence = {to} WHERE case_id = :first AND sequence = {of}" for of, to in ((2, 9), (3, 2), (9, 3)))),
        2,
    ),
    "end cut and head mended": (TRUNCATED, 3),
    "journal emptied": (sql("DELETE FROM journal WHERE case_id = :first"), 1),
    "case removed": (sql("DELETE FROM journal WHERE case_id = :first", "DELETE FROM cases WHERE case_id = :first"), 2),
}


def test_nothing_is_found_where_nothing_was_done(session: Session, kept: Kept) -> None:
    assert found(session, kept) == []
    # Rows of the product itself name no actor, and are sealed without one.
    assert {*content_of(kept.first.journal()[0]), "actor"} == set(SEALED)


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize(("tamper", "row"), WAYS.values(), ids=WAYS.keys())
def test_tampering_with_a_journal_is_found(session: Session, kept: Kept, tamper: Tampering, row: int, hide: tuple[Tampering, ...]) -> None:
    tamper(session)
    for step in hide:
        step(session)

    named = {line.split(":")[0] for line in found(session, kept)}
    # Once he has computed the chain anew, the anchored heads show it: those of the rows 2 and 3.
    expected = {f"{FIRST} row {n}" for n in ({row} if not hide else {row, 2, 3})}
    assert named & expected, named


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE journal SET link = repeat('0', 64) WHERE case_id = :first AND sequence = 2", f"{FIRST} row 2: its content was changed"),
        (
            "UPDATE journal SET previous_link = repeat('1', 64) WHERE case_id = :first AND sequence = 2",
            f"{FIRST} row 2: does not follow the row before it",
        ),
        (
            "UPDATE journal SET link = 'sm3:' || link WHERE case_id = :first AND sequence = 2",
            f"{FIRST} row 2: its content was changed",
        ),
        ("UPDATE cases SET link = repeat('0', 64) WHERE case_id = :first", f"{FIRST} row 4: the chain ends at row 3, the case says 3"),
        ("UPDATE cases SET sequence = 9 WHERE case_id = :first", f"{FIRST} row 4: the chain ends at row 3, the case says 9"),
        ("DELETE FROM cases WHERE case_id = :first", f"{FIRST} row 4: the chain ends at row 3, the case says 0"),
        ("UPDATE anchor_leaves SET link = repeat('0', 64) WHERE position = 0", f"{FIRST} row 2: it was written anew since it was anchored"),
        ("UPDATE anchor_leaves SET link = repeat('0', 64) WHERE position = 0", "anchor 1: its 1 leaves do not come to its root"),
        ("UPDATE anchor_leaves SET sequence = 1 WHERE position = 0", "anchor 1: its 1 leaves do not come to its root"),
        ("UPDATE anchor_leaves SET case_id = :second WHERE position = 0", "anchor 1: its 1 leaves do not come to its root"),
        ("UPDATE anchor_leaves SET position = 9 WHERE position = 3", "anchor 3: its 4 leaves do not come to its root"),
        ("DELETE FROM anchor_leaves WHERE position = 1", "the record has 3 leaves, the last root is over 4"),
        ("INSERT INTO anchor_leaves VALUES (4, :first, 1, repeat('0', 64))", "the record has 5 leaves, the last root is over 4"),
        ("DELETE FROM anchors WHERE number = 1", "anchor 1: it is gone, anchor 2 follows"),
        ("DELETE FROM anchors WHERE number = 2", "anchor 2: it is gone, anchor 3 follows"),
        ("DELETE FROM anchors WHERE number = 3", "anchor 3: kept elsewhere, and gone from the record: the database is older than it"),
        ("UPDATE anchors SET number = 4 WHERE number = 3", "anchor 3: it is gone, anchor 4 follows"),
        ("UPDATE anchors SET at = at - interval '1 day' WHERE number = 2", "anchor 2: its signature does not hold"),
        ("UPDATE anchors SET size = 2 WHERE number = 2", "anchor 2: its signature does not hold"),
        ("UPDATE anchors SET root = repeat('0', 64) WHERE number = 2", "anchor 2: its 3 leaves do not come to its root"),
        ("UPDATE anchors SET key = repeat('0', 64) WHERE number = 2", "anchor 2: the record has another one than was kept elsewhere"),
        ("UPDATE anchors SET signature = 'none' WHERE number = 2", "anchor 2: its signature does not hold"),
        ("INSERT INTO anchor_stamps VALUES (1, now(), 'nothing')", "anchor 1: its time stamp cannot be read"),
    ],
)
def test_tampering_with_what_bears_witness_is_found(session: Session, kept: Kept, statement: str, told: str) -> None:
    sql(statement)(session)

    assert told in found(session, kept)


def test_a_database_put_back_from_an_older_backup_is_found(session: Session, kept: Kept) -> None:
    sql(
        "DELETE FROM anchors WHERE number > 1",
        "DELETE FROM anchor_leaves WHERE position > 0",
        "DELETE FROM journal WHERE (case_id, sequence) <> (:first, 1) AND (case_id, sequence) <> (:first, 2)",
        "DELETE FROM cases WHERE case_id <> :first",
        "UPDATE cases SET sequence = 2, link = (SELECT link FROM journal WHERE case_id = :first AND sequence = 2)",
    )(session)

    lines = found(session, kept)
    assert [line for line in lines if "anchor" in line.split(":")[0]] == [
        f"anchor {number}: kept elsewhere, and gone from the record: the database is older than it" for number in (2, 3)
    ]
    assert {line.split(":")[0] for line in lines} >= {f"{FIRST} row 3", f"{SECOND} row 1", f"{SECOND} row 3"}


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("anchor-000001.json", ('"size": 1', '"size": 2'), "anchor 1 kept elsewhere: its signature does not hold"),
        ("leaves-000001.json", ('"sequence": 2', '"sequence": 1'), "anchor 1 kept elsewhere: its 1 leaves do not come to its root"),
    ],
)
def test_a_folder_that_was_changed_is_found(session: Session, kept: Kept, name: str, change: tuple[str, str], told: str) -> None:
    file = kept.folder.path / name
    content = file.read_text()
    file.chmod(0o644)
    file.write_text(content.replace(*change))
    try:
        assert told in found(session, kept)
    finally:
        file.write_text(content)
