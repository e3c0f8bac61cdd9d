"""Anchors: one for a run, exported once and for good, and proofs that stand alone."""

import stat
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from enforcement.docket.profile import Profile
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchor_tables import AnchorRow
from enforcement.records.anchors import KeptAnchors, anchor, prove
from enforcement.records.audit import Method, broken_chains
from enforcement.records.case_records import Records
from enforcement.records.database import snapshot
from enforcement.records.signed_roots import proof_from_json, root_from_json
from enforcement.records.witness import Witness, failures
from tests.records.anchoring import FIRST, KEY, NIGHTS, Kept, kept_anchors
from tests.records.casework import Casework

__all__ = ["kept_anchors"]
LATER = datetime.fromisoformat("2026-09-29T02:00:00+08:00")


def told(kept: Kept) -> list[str]:
    with snapshot(kept.owner) as session:
        return [*(str(gap) for gap in broken_chains(session)), *failures(session, kept.witness)]


def test_an_anchor_adds_only_what_has_changed(kept_anchors: Kept) -> None:
    before = kept_anchors.folder.roots()
    assert [root.size for root in before] == [1, 3, 4]
    again = anchor(kept_anchors.owner, KEY, NIGHTS[2])

    assert (again.size, again.root) == (before[-1].size, before[-1].root)
    with Session(kept_anchors.owner) as session:
        assert [root.number for root in session.exec(select(AnchorRow).order_by(col(AnchorRow.number)))] == [1, 2, 3, 4]
    assert told(kept_anchors) == []


def test_a_run_makes_one_anchor_however_often_it_is_tried(kept_anchors: Kept) -> None:
    first = kept_anchors.anchors.sign("anchoring-2026-09-29", LATER)
    again = kept_anchors.anchors.sign("anchoring-2026-09-29", LATER.replace(hour=3))
    other = kept_anchors.anchors.sign("anchoring-2026-09-30", LATER)

    assert again == first
    assert (first.number, other.number) == (4, 5)


def test_what_the_folder_lacks_is_made_up_for(kept_anchors: Kept) -> None:
    lost = kept_anchors.folder.path / "anchor-000002.json"
    content = lost.read_bytes()
    lost.unlink()
    (kept_anchors.folder.path / "leaves-000003.json").unlink()
    kept_anchors.anchors.sign("another night", LATER)

    assert [*kept_anchors.anchors.export()] == ["anchor-000002.json", "leaves-000003.json", "leaves-000004.json", "anchor-000004.json"]
    assert lost.read_bytes() == content
    assert [*kept_anchors.anchors.export()] == []
    assert told(kept_anchors) == []


def test_a_file_is_written_once_and_can_only_be_read(kept_anchors: Kept) -> None:
    files = sorted(kept_anchors.folder.path.iterdir())
    assert [file.name for file in files] == [f"{kind}-00000{n}.json" for kind in ("anchor", "leaves") for n in (1, 2, 3)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o444}
    files[0].chmod(0o644)
    files[0].write_text("somebody else's")
    kept_anchors.anchors.export()
    assert files[0].read_text() == "somebody else's"


def test_a_folder_that_takes_nothing_leaves_no_half_file(kept_anchors: Kept, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder")
    anchors = KeptAnchors(kept_anchors.owner, KEY, AnchorFolder(blocked))
    with pytest.raises(OSError, match="blocked"):
        anchors.export()
    blocked.unlink()
    assert len(anchors.export()) == 6


def test_a_proof_stands_alone(kept_anchors: Kept) -> None:
    proof = prove(kept_anchors.owner, FIRST)

    assert proof is not None
    assert (proof.holds, proof.head.sequence, proof.root) == (True, 3, kept_anchors.folder.roots()[-1])
    assert prove(kept_anchors.owner, "沪0199-2026-执-9") is None
    with pytest.raises(ValueError, match="expected a proof"):
        proof_from_json('{"head": {}}')
    with pytest.raises(ValueError, match="expected a signed root"):
        root_from_json('{"head": {}}')


def test_a_journal_changes_over_to_sm3_in_its_midst(kept_anchors: Kept, profile: Profile) -> None:
    changed = Casework(Records(kept_anchors.owner, profile, Method.SM3), 1)
    changed.fact("officer_assigned", "2026-09-29T09:00:00+08:00", {"officer": "某法官"})
    kept_anchors.first.fact("officer_assigned", "2026-09-29T10:00:00+08:00", {"officer": "某法官"}, entry_id="again")

    assert [made for made, _ in groupby(row.link[:4] == "sm3:" for row in kept_anchors.first.journal())] == [False, True, False]
    kept_anchors.anchors.sign("sm3", LATER)
    kept_anchors.anchors.export()
    assert told(kept_anchors) == []
    with kept_anchors.owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE journal SET outcome = 'accepted' WHERE link LIKE 'sm3:%'"))
    assert any("its content was changed" in line for line in told(kept_anchors))


@pytest.mark.parametrize("table", ["anchors", "anchor_leaves", "anchor_stamps"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_anchors_can_only_be_added_to(kept_anchors: Kept, table: str, change: str) -> None:
    kept_anchors.anchors.keep_stamp(1, b"a stamp", LATER)
    with pytest.raises(Exception, match="append-only"), kept_anchors.owner.begin() as connection:
        connection.execute(text(change.format(table)))


def test_without_a_folder_only_the_courts_own_key_is_believed(kept_anchors: Kept, tmp_path: Path) -> None:
    with snapshot(kept_anchors.owner) as session:
        assert failures(session, Witness(AnchorFolder(tmp_path / "nothing"), kept_anchors.witness.key)) == []
        found = failures(session, Witness(AnchorFolder(tmp_path / "nothing"), "00" * 32))
    assert found[0].startswith("anchor 1: signed with a key that is not this court's")
