"""Anchors: the ends of all journals and of the read log as leaves of one Merkle tree that only grows, its root signed and kept elsewhere (art 12).

A chain alone does not show that somebody computed it anew. The signed roots do: whoever changes, removes, inserts, reorders or cuts off rows
before an anchor can no longer come to its root, and the key is not in the database. `witness` checks all of it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from enforcement.contracts.anchors import Anchored
from enforcement.docket.events import iso
from enforcement.ports.anchors import Unstamped
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchor_tables import AnchorLeafRow, AnchorRow, AnchorStampRow
from enforcement.records.database import snapshot, transaction
from enforcement.records.merkle import grown, inclusion_proof, root_of_peaks
from enforcement.records.readings import READINGS
from enforcement.records.signed_roots import Head, Proof, SignedRoot

_CHANGED = text(
    """
    SELECT c.case_id, c.sequence, c.link FROM cases c
    LEFT JOIN LATERAL (SELECT l.link FROM anchor_leaves l WHERE l.case_id = c.case_id ORDER BY l.position DESC LIMIT 1) last ON true
    WHERE c.sequence > 0 AND c.link IS DISTINCT FROM last.link
    UNION ALL
    SELECT r.* FROM (SELECT :readings, sequence, link FROM readings ORDER BY sequence DESC LIMIT 1) r (case_id, sequence, link)
    WHERE r.link IS DISTINCT FROM (SELECT l.link FROM anchor_leaves l WHERE l.case_id = :readings ORDER BY l.position DESC LIMIT 1)
    ORDER BY case_id
    """
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('anchors', 0))")


class KeptAnchors:
    """See `enforcement.ports.anchors`."""

    def __init__(self, engine: Engine, key: Ed25519PrivateKey, folder: AnchorFolder) -> None:
        self._engine, self._key, self._folder = engine, key, folder

    def sign(self, run: str | None, at: datetime) -> Anchored:
        root = anchor(self._engine, self._key, at, run)
        return Anchored(root.number, root.at, root.size, root.root)

    def unstamped(self) -> Sequence[Unstamped]:
        with transaction(self._engine) as session:
            stamped = select(AnchorStampRow.number)
            rows = session.exec(select(AnchorRow).where(col(AnchorRow.number).not_in(stamped)).order_by(col(AnchorRow.number)))
            return [Unstamped(row.number, signed_root(row).to_json().encode()) for row in rows]

    def keep_stamp(self, number: int, token: bytes, at: datetime) -> None:
        with transaction(self._engine) as session:
            session.execute(insert(AnchorStampRow).values(number=number, at=at, token=token).on_conflict_do_nothing())

    def export(self) -> Sequence[str]:
        with snapshot(self._engine) as session:
            kept, size, written = self._folder.names(), 0, list[str]()
            for root in roots(session):
                if not self._folder.holds_all_of(root.number, kept):
                    written += self._folder.keep(root, heads_between(session, size, root.size))
                size = root.size
            for row in session.exec(select(AnchorStampRow).order_by(col(AnchorStampRow.number))):
                written += self._folder.keep_stamp(row.number, row.token)
        return written


def anchor(engine: Engine, key: Ed25519PrivateKey, at: datetime, run: str | None = None) -> SignedRoot:
    """Add the heads that have changed since the last anchor, and sign the root over all leaves; once for a run."""
    with transaction(engine) as session:
        session.execute(_ONE_AT_A_TIME)
        done = session.exec(select(AnchorRow).where(AnchorRow.run == run)).one_or_none() if run else None
        return signed_root(done) if done else _anchor(session, key, at, run)


def _anchor(session: Session, key: Ed25519PrivateKey, at: datetime, run: str | None) -> SignedRoot:
    last = session.exec(select(AnchorRow).order_by(col(AnchorRow.number).desc()).limit(1)).one_or_none()
    number, size, peaks = (last.number, last.size, [bytes.fromhex(peak) for peak in last.peaks]) if last else (0, 0, [])
    heads = [Head(*row) for row in session.execute(_CHANGED, {"readings": READINGS})]
    session.add_all(AnchorLeafRow(position=n, **asdict(head)) for n, head in enumerate(heads, start=size))
    peaks = grown(peaks, size, (head.leaf for head in heads))
    root = SignedRoot(number + 1, iso(at), size + len(heads), root_of_peaks(peaks).hex()).signed(key)
    session.add(AnchorRow(**asdict(root) | {"at": at}, peaks=[peak.hex() for peak in peaks], run=run))
    return root


def prove(engine: Engine, case_id: str) -> Proof | None:
    """The proof for the newest anchored head of a journal; None if it was never anchored."""
    with snapshot(engine) as session:
        row = session.exec(
            select(AnchorLeafRow).where(AnchorLeafRow.case_id == case_id).order_by(col(AnchorLeafRow.position).desc()).limit(1)
        ).one_or_none()
        if row is None:
            return None
        root = next(root for root in reversed(roots(session)) if root.size > row.position)
        leaves = [head.leaf for head in heads_between(session, 0, root.size)]
        path = [part.hex() for part in inclusion_proof(leaves, row.position)]
        return Proof(Head(row.case_id, row.sequence, row.link), row.position, path, root)


def heads_between(session: Session, start: int, end: int) -> list[Head]:
    """The heads at the places [start, end) of the tree."""
    query = select(AnchorLeafRow.case_id, AnchorLeafRow.sequence, AnchorLeafRow.link)
    within = (col(AnchorLeafRow.position) >= start) & (col(AnchorLeafRow.position) < end)
    return [Head(*row) for row in session.exec(query.where(within).order_by(col(AnchorLeafRow.position)))]


def roots(session: Session) -> list[SignedRoot]:
    """Every signed root, oldest first."""
    return [signed_root(row) for row in session.exec(select(AnchorRow).order_by(col(AnchorRow.number)))]


def signed_root(row: AnchorRow) -> SignedRoot:
    """A root as it was signed."""
    return SignedRoot(row.number, iso(row.at), row.size, row.root, row.key, row.signature)
