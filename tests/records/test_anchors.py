"""What the owner of the tables does behind everybody's back shows, even when he computes every chain anew."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from enforcement.docket.profile import Profile
from enforcement.records.anchors import SignedRoot, anchor, failures, proof_from_json, prove, root_from_json
from enforcement.records.audit import content_of, link_of, verify
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.tables import AnchorRow, CaseRow, JournalRow
from tests.records.casework import MISSED_AT, Casework
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

KEY, OTHER_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
NIGHTS = [datetime.fromisoformat(f"2026-09-{day}T02:00:00+08:00") for day in (26, 27, 28)]
Tampering = Callable[[Session], None]


@pytest.fixture
def owner(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """The owner of the tables of a database of its own."""
    engine = engine_for(new_database(postgres), restricted=False)
    yield engine
    engine.dispose()


@pytest.fixture
def kept(owner: Engine, profile: Profile) -> list[SignedRoot]:
    """Two cases and three anchors; the roots as they are kept elsewhere."""
    here = Records(owner, profile)
    first, second = Casework(here, 1), Casework(here, 2)
    first.file()
    first.receive_materials()
    roots = [anchor(owner, KEY, NIGHTS[0])]
    second.file()
    first.let_pass(MISSED_AT)
    roots.append(anchor(owner, KEY, NIGHTS[1]))
    second.receive_materials("2026-09-28T10:00:00+08:00")
    roots.append(anchor(owner, KEY, NIGHTS[2]))
    return roots


FIRST = "沪0199-2026-执-1"


def write_anew(session: Session) -> None:
    """Every link of the first case, from whatever its rows say now; the case's own row with it."""
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == FIRST).order_by(col(JournalRow.sequence))).all()
    link, case = "0" * 64, session.get_one(CaseRow, FIRST)
    for row in rows:
        row.previous_link = link
        link = row.link = link_of(link, content_of(row))
    case.link, case.sequence = link, rows[-1].sequence


def changed(session: Session) -> None:
    session.execute(text("UPDATE journal SET \"by\" = 'nobody' WHERE case_id = :case AND sequence = 2"), {"case": FIRST})


def removed(session: Session) -> None:
    session.execute(text("DELETE FROM journal WHERE case_id = :case AND sequence = 2"), {"case": FIRST})
    session.execute(text("UPDATE journal SET sequence = 2 WHERE case_id = :case AND sequence = 3"), {"case": FIRST})


def inserted(session: Session) -> None:
    session.execute(text("UPDATE journal SET sequence = 4 WHERE case_id = :case AND sequence = 3"), {"case": FIRST})
    row = session.get_one(JournalRow, (FIRST, 2))
    session.add(JournalRow(**row.model_dump() | {"sequence": 3, "entry_id": "inserted"}))
    session.flush()


def reordered(session: Session) -> None:
    for before, after in ((2, 9), (3, 2), (9, 3)):
        session.execute(
            text("UPDATE journal SET sequence = :after WHERE case_id = :case AND sequence = :before"),
            {"case": FIRST, "before": before, "after": after},
        )


def truncated(session: Session) -> None:
    session.execute(text("DELETE FROM journal WHERE case_id = :case AND sequence = 3"), {"case": FIRST})


@pytest.mark.parametrize("tamper", [changed, removed, inserted, reordered, truncated])
@pytest.mark.parametrize("hide", ["nothing", "chains", "chains and anchors"])
def test_tampering_is_found(owner: Engine, kept: list[SignedRoot], tamper: Tampering, hide: str) -> None:
    assert ([*verify(owner)], [*failures(owner, kept)]) == ([], [])
    with Session(owner) as session, session.begin():
        session.execute(text("SET LOCAL session_replication_role = replica"))
        tamper(session)
        if hide != "nothing":
            write_anew(session)
        if hide == "chains and anchors":
            session.execute(text("DELETE FROM anchors"))
            session.execute(text("DELETE FROM anchor_leaves"))
    if hide == "chains and anchors":
        # He has no key of the court's; with one of his own he makes as many anchors as there were.
        for night in NIGHTS:
            anchor(owner, OTHER_KEY, night)

    # Either he left the chains broken, or the anchors show it.
    assert bool([*verify(owner)]) is (hide == "nothing")
    assert hide == "nothing" or [*failures(owner, kept)]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE anchor_leaves SET link = repeat('0', 64) WHERE position = 0", "its 1 leaves do not come to its root"),
        ("DELETE FROM anchor_leaves WHERE position = 1", "leaves do not come to its root"),
        ("DELETE FROM anchors WHERE number = 2", "anchor 2: it is gone, anchor 3 follows"),
        ("DELETE FROM anchors WHERE number = 3", "anchor 3: the record has another one than was kept elsewhere"),
        ("UPDATE anchors SET at = at - interval '1 day' WHERE number = 2", "anchor 2: its signature does not hold"),
    ],
)
def test_anchors_cannot_be_mended(owner: Engine, kept: list[SignedRoot], statement: str, told: str) -> None:
    with owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))

    assert any(told in line for line in failures(owner, kept))


def test_a_root_that_was_kept_elsewhere_must_be_signed(owner: Engine, kept: list[SignedRoot]) -> None:
    forged = root_from_json(kept[0].to_json().replace('"size": 1', '"size": 2'))

    assert [*failures(owner, [forged])] == ["anchor 1 kept elsewhere: its signature does not hold"]


def test_an_anchor_adds_only_what_has_changed(owner: Engine, kept: list[SignedRoot]) -> None:
    assert [root.size for root in kept] == [1, 3, 4]
    again = anchor(owner, KEY, NIGHTS[2])

    assert (again.size, again.root) == (kept[-1].size, kept[-1].root)
    with Session(owner) as session:
        assert [root.number for root in session.exec(select(AnchorRow).order_by(col(AnchorRow.number)))] == [1, 2, 3, 4]


def test_a_proof_stands_alone(owner: Engine, kept: list[SignedRoot]) -> None:
    proof = prove(owner, FIRST)

    assert proof is not None
    assert (proof.holds, proof.head.sequence, proof.root) == (True, 3, kept[-1])
    assert prove(owner, "沪0199-2026-执-9") is None
    with pytest.raises(ValueError, match="expected a proof"):
        proof_from_json('{"head": {}}')


@pytest.mark.parametrize("table", ["anchors", "anchor_leaves"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_anchors_can_only_be_added_to(owner: Engine, kept: list[SignedRoot], table: str, change: str) -> None:
    with pytest.raises(Exception, match="append-only"), owner.begin() as connection:
        connection.execute(text(change.format(table)))
    assert [*failures(owner, kept)] == []
