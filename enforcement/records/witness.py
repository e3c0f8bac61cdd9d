"""Whether journals, leaves, roots and time stamps agree with each other, and with what was kept elsewhere.

What is kept elsewhere is held against itself first (its leaves come to its roots, its roots are signed), and then against the record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.x509 import Certificate
from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchor_tables import AnchorLeafRow, AnchorStampRow
from enforcement.records.anchors import heads_between, roots
from enforcement.records.merkle import grown, root_of_peaks
from enforcement.records.reading_tables import ReadingRow
from enforcement.records.readings import READINGS
from enforcement.records.signed_roots import Head, SignedRoot
from enforcement.records.tables import JournalRow
from enforcement.records.time_stamps import doubt

_AT_ONCE = 500
_ELSEWHERE = " kept elsewhere"


@dataclass(frozen=True, slots=True)
class Witness:
    """What the record is held against: the folder, the court's public key (hex), the certificates of the time-stamping authority."""

    folder: AnchorFolder
    key: str = ""
    authority: tuple[Certificate, ...] = ()


@dataclass
class _Tree:
    """The tree as it grew, root by root."""

    where: str
    peaks: list[bytes] = field(default_factory=list)
    size: int = 0

    def grow(self, root: SignedRoot, heads: Sequence[Head]) -> Iterator[str]:
        """Add the heads of a root; gives what does not hold."""
        if not root.holds:
            yield f"anchor {root.number}{self.where}: its signature does not hold"
        self.peaks, self.size = grown(self.peaks, self.size, (head.leaf for head in heads)), self.size + len(heads)
        if self.size != root.size or root_of_peaks(self.peaks).hex() != root.root:
            yield f"anchor {root.number}{self.where}: its {root.size} leaves do not come to its root"


def failures(session: Session, witness: Witness) -> list[str]:
    """Everything by which the record disagrees with itself or with what was kept elsewhere; each thing once."""
    kept, recorded = witness.folder.roots(), roots(session)
    found = [
        *_gaps(session, recorded),
        *_of_record(session, recorded),
        *_forged(recorded, kept, witness.key),
        *_missing(kept, recorded),
        *_witnessed(session, witness.folder, kept),
        *_stamps(recorded, {row.number: row.token for row in session.exec(select(AnchorStampRow))}, witness, ""),
    ]
    return list(dict.fromkeys([*found, *folder_failures(witness)]))


def folder_failures(witness: Witness) -> Iterator[str]:
    """Everything by which what was kept elsewhere disagrees with itself; no database is needed."""
    kept, tree = witness.folder.roots(), _Tree(_ELSEWHERE)
    for root in kept:
        heads = witness.folder.heads(root.number)
        yield from tree.grow(root, heads or [])
    stamps = {root.number: token for root in kept if (token := witness.folder.stamp(root.number)) is not None}
    yield from _stamps(kept, stamps, witness, _ELSEWHERE)


def _gaps(session: Session, recorded: Sequence[SignedRoot]) -> Iterator[str]:
    for expected, root in enumerate(recorded, start=1):
        if root.number != expected:
            yield f"anchor {expected}: it is gone, anchor {root.number} follows"
            break
    leaves, size = session.exec(select(func.count()).select_from(AnchorLeafRow)).one(), recorded[-1].size if recorded else 0
    if leaves != size:
        yield f"the record has {leaves} leaves, the last root is over {size}"


def _of_record(session: Session, recorded: Iterable[SignedRoot]) -> Iterator[str]:
    tree, size = _Tree(""), 0
    for root in recorded:
        heads = heads_between(session, size, root.size)
        yield from tree.grow(root, heads)
        yield from _other(session, heads)
        size = root.size


def _forged(recorded: Iterable[SignedRoot], kept: Iterable[SignedRoot], key: str) -> Iterator[str]:
    """Roots that nobody has kept elsewhere are to be signed with the court's own key."""
    known = {root.number for root in kept}
    for root in recorded:
        if key and root.number not in known and root.key != key:
            yield f"anchor {root.number}: signed with a key that is not this court's ({root.key[:16]}…)"


def _missing(kept: Iterable[SignedRoot], recorded: Iterable[SignedRoot]) -> Iterator[str]:
    known = {root.number: root for root in recorded}
    for root in kept:
        if root.number not in known:
            yield f"anchor {root.number}: kept elsewhere, and gone from the record: the database is older than it"
        elif known[root.number] != root:
            yield f"anchor {root.number}: the record has another one than was kept elsewhere"


def _witnessed(session: Session, folder: AnchorFolder, kept: Iterable[SignedRoot]) -> Iterator[str]:
    """Heads that were kept elsewhere and are not the record's leaves any more, held against the journals."""
    size = 0
    for root in kept:
        heads = folder.heads(root.number)
        if heads is not None and heads != heads_between(session, size, root.size):
            yield from _other(session, heads)
        size = root.size


def _other(session: Session, heads: Iterable[Head]) -> Iterator[str]:
    """Heads whose row in a journal, or in the read log, is another one now."""
    for batch in _batches(heads):
        links = _links(session, [(head.case_id, head.sequence) for head in batch])
        for head in batch:
            link = links.get((head.case_id, head.sequence))
            if link != head.link:
                what = "it is gone" if link is None else "it was written anew"
                yield f"{head.case_id} row {head.sequence}: {what} since it was anchored"


def _links(session: Session, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """The links that the record has now at places of its chains."""
    row = tuple_(col(JournalRow.case_id), col(JournalRow.sequence))
    query = select(JournalRow.case_id, JournalRow.sequence, JournalRow.link).where(row.in_(places))
    numbers = [sequence for name, sequence in places if name == READINGS]
    read = select(ReadingRow.sequence, ReadingRow.link).where(col(ReadingRow.sequence).in_(numbers))
    found = {(case_id, sequence): link for case_id, sequence, link in session.exec(query)}
    return {**found, **{(READINGS, sequence): link for sequence, link in session.exec(read)}}


def _stamps(found: Iterable[SignedRoot], stamps: Mapping[int, bytes], witness: Witness, where: str) -> Iterator[str]:
    for root in found:
        token = stamps.get(root.number)
        if token is not None:
            reason = doubt(token, root.to_json().encode(), datetime.fromisoformat(root.at), witness.authority)
            if reason is not None:
                yield f"anchor {root.number}{where}: {reason}"
        kept = witness.folder.stamp(root.number)
        if not where and token is None and kept is not None:
            yield f"anchor {root.number}: its time stamp is kept elsewhere, and gone from the record"


def _batches(heads: Iterable[Head]) -> Iterator[Sequence[Head]]:
    found = list(heads)
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]
