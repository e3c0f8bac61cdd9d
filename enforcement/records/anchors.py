"""Anchors: the heads of all journals as leaves of one Merkle tree that only grows, its root signed and kept off this machine (art 12).

A chain alone does not show that somebody computed it anew. The signed roots do: whoever changes, removes, inserts, reorders or cuts off rows
before an anchor can no longer come to its root, and the key is not in the database.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, and_, text
from sqlmodel import Session, col, select

from enforcement.docket.events import iso
from enforcement.records.audit import Head
from enforcement.records.database import snapshot, transaction
from enforcement.records.merkle import grown, inclusion_proof, leaf_hash, root_by_inclusion, root_of_peaks
from enforcement.records.tables import AnchorLeafRow, AnchorRow, JournalRow

_CHANGED = text(
    """
    SELECT c.case_id, c.sequence, c.link FROM cases c
    LEFT JOIN LATERAL (SELECT l.link FROM anchor_leaves l WHERE l.case_id = c.case_id ORDER BY l.position DESC LIMIT 1) last ON true
    WHERE c.sequence > 0 AND c.link IS DISTINCT FROM last.link ORDER BY c.case_id
    """
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('anchors', 0))")


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """The root over the first `size` leaves, at an instant; `root`, `key` (Ed25519, public) and `signature` in hex."""

    number: int
    at: str
    size: int
    root: str
    key: str = ""
    signature: str = ""

    def signed(self, key: Ed25519PrivateKey) -> "SignedRoot":
        """The same, signed."""
        public = key.public_key().public_bytes_raw().hex()
        named = SignedRoot(self.number, self.at, self.size, self.root, public)
        return SignedRoot(self.number, self.at, self.size, self.root, public, key.sign(named._content()).hex())

    @property
    def holds(self) -> bool:
        """Whether the signature is that of the key it names."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key)).verify(bytes.fromhex(self.signature), self._content())
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> str:
        """As it is kept elsewhere."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def _content(self) -> bytes:
        return rfc8785.dumps({"number": self.number, "at": self.at, "size": self.size, "root": self.root, "key": self.key})


@dataclass(frozen=True, slots=True)
class Proof:
    """A journal's head, and the hashes that lead from it to a signed root; nothing else of the record is needed to check it."""

    head: Head
    position: int
    path: list[str]
    root: SignedRoot

    @property
    def holds(self) -> bool:
        """Whether the head is a leaf under the root, and the root is signed."""
        path = [bytes.fromhex(part) for part in self.path]
        found = root_by_inclusion(_leaf(self.head), self.position, self.root.size, path)
        return found is not None and found.hex() == self.root.root and self.root.holds


def proof_from_json(content: str) -> Proof:
    """A proof as `to_json` of its parts wrote it. ValueError for what is none."""
    try:
        raw = json.loads(content)
        return Proof(Head(**raw["head"]), int(raw["position"]), [str(part) for part in raw["path"]], SignedRoot(**raw["root"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"expected a proof as `zhixing audit prove` prints it: {error}") from error


def root_from_json(content: str) -> SignedRoot:
    """A signed root as it was kept elsewhere. ValueError for what is none."""
    try:
        return SignedRoot(**json.loads(content))
    except TypeError as error:
        raise ValueError(f"expected a signed root as `zhixing audit anchor` writes it: {error}") from error


def anchor(engine: Engine, key: Ed25519PrivateKey, at: datetime) -> SignedRoot:
    """Add the heads that have changed since the last anchor, and sign the root over all leaves."""
    with transaction(engine) as session:
        session.execute(_ONE_AT_A_TIME)
        last = session.exec(select(AnchorRow).order_by(col(AnchorRow.number).desc()).limit(1)).one_or_none()
        number, size, peaks = (last.number, last.size, [bytes.fromhex(peak) for peak in last.peaks]) if last else (0, 0, [])
        heads = [Head(*row) for row in session.execute(_CHANGED)]
        session.add_all(AnchorLeafRow(position=n, **asdict(head)) for n, head in enumerate(heads, start=size))
        peaks = grown(peaks, size, map(_leaf, heads))
        root = SignedRoot(number + 1, iso(at), size + len(heads), root_of_peaks(peaks).hex()).signed(key)
        session.add(
            AnchorRow(
                number=root.number,
                at=at,
                size=root.size,
                root=root.root,
                peaks=[peak.hex() for peak in peaks],
                key=root.key,
                signature=root.signature,
            )
        )
    return root


def prove(engine: Engine, case_id: str) -> Proof | None:
    """The proof for the newest anchored head of a journal; None if it was never anchored."""
    with snapshot(engine) as session:
        row = session.exec(
            select(AnchorLeafRow).where(AnchorLeafRow.case_id == case_id).order_by(col(AnchorLeafRow.position).desc()).limit(1)
        ).one_or_none()
        if row is None:
            return None
        roots, leaves = _roots(session), _leaves(session)
        root = next(root for root in reversed(roots) if root.size > row.position)
        path = [part.hex() for part in inclusion_proof(leaves[: root.size], row.position)]
        return Proof(Head(row.case_id, row.sequence, row.link), row.position, path, root)


def failures(engine: Engine, kept: Iterable[SignedRoot] = ()) -> Iterator[str]:
    """Everything by which leaves, roots and journals disagree with each other, or with the roots that were `kept` elsewhere."""
    with snapshot(engine) as session:
        roots, leaves = _roots(session), _leaves(session)
        yield from _bad_roots(roots, leaves)
        yield from _bad_leaves(session)
        yield from _missing(kept, {root.number: root for root in roots})


def _bad_roots(roots: Sequence[SignedRoot], leaves: Sequence[bytes]) -> Iterator[str]:
    peaks: list[bytes] = []
    size = 0
    for expected, root in enumerate(roots, start=1):
        if root.number != expected:
            yield f"anchor {expected}: it is gone, anchor {root.number} follows"
        if not root.holds:
            yield f"anchor {root.number}: its signature does not hold"
        peaks, size = grown(peaks, size, leaves[size : root.size]), max(size, root.size)
        if root.size > len(leaves) or root_of_peaks(peaks).hex() != root.root:
            yield f"anchor {root.number}: its {root.size} leaves do not come to its root"


def _bad_leaves(session: Session) -> Iterator[str]:
    """Anchored heads whose journal row is another one now."""
    joined = and_(col(AnchorLeafRow.case_id) == JournalRow.case_id, col(AnchorLeafRow.sequence) == JournalRow.sequence)
    query = (
        select(AnchorLeafRow.case_id, AnchorLeafRow.sequence, JournalRow.link)
        .join(JournalRow, joined, isouter=True)
        .where(col(JournalRow.link).is_distinct_from(AnchorLeafRow.link))
        .order_by(col(AnchorLeafRow.position))
    )
    for case_id, sequence, link in session.exec(query):
        yield f"{case_id} row {sequence}: {'it is gone' if link is None else 'it was written anew'} since it was anchored"


def _missing(kept: Iterable[SignedRoot], roots: Mapping[int, SignedRoot]) -> Iterator[str]:
    for root in kept:
        if not root.holds:
            yield f"anchor {root.number} kept elsewhere: its signature does not hold"
        elif roots.get(root.number) != root:
            yield f"anchor {root.number}: the record has another one than was kept elsewhere"


def _leaves(session: Session) -> list[bytes]:
    """The hashes of all leaves. After a gap no root holds."""
    query = select(AnchorLeafRow.case_id, AnchorLeafRow.sequence, AnchorLeafRow.link).order_by(col(AnchorLeafRow.position))
    return [_leaf(Head(*row)) for row in session.exec(query)]


def _leaf(head: Head) -> bytes:
    return leaf_hash(rfc8785.dumps({"case_id": head.case_id, "sequence": head.sequence, "link": head.link}))


def _roots(session: Session) -> list[SignedRoot]:
    rows = session.exec(select(AnchorRow).order_by(col(AnchorRow.number)))
    return [SignedRoot(row.number, iso(row.at), row.size, row.root, row.key, row.signature) for row in rows]
