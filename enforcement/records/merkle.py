"""The Merkle tree of RFC 6962: one hash over a list that only grows, and proofs that need no other leaf of the list.

Hashes are bytes of SHA-256. Indices and sizes count leaves.
"""

import hashlib
from collections.abc import Iterable, Sequence

_LEAF, _NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(_LEAF + data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The hash of a whole list (RFC 6962, 2.1), from the hashes of its leaves."""
    level = list(leaves)
    while len(level) > 1:
        paired = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        # The last one without a partner goes up as it is: the left part of every tree is the largest power of two.
        level = paired + level[2 * len(paired) :]
    return level[0] if level else EMPTY


def grown(peaks: Sequence[bytes], size: int, leaves: Iterable[bytes]) -> list[bytes]:
    """The peaks of a list of `size` leaves after more were added: the roots of its perfect trees, the largest first."""
    found = list(peaks)
    for before, leaf in enumerate(leaves, start=size):
        found.append(leaf)
        # Every trailing one of the number before is a perfect tree that the leaf completes.
        for _ in range((~before & before + 1).bit_length() - 1):
            right, left = found.pop(), found.pop()
            found.append(_node(left, right))
    return found


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The hash of a whole list, from its peaks."""
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = _node(peak, found)
    return found


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root (RFC 6962, 2.1.1)."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root to which a proof leads; None if it is no proof for a list of this size."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return None if proof else leaf
    if not proof:
        return None
    split, last = _split(size), proof[-1]
    if index < split:
        left = root_by_inclusion(leaf, index, split, proof[:-1])
        return None if left is None else _node(left, last)
    right = root_by_inclusion(leaf, index - split, size - split, proof[:-1])
    return None if right is None else _node(last, right)


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show that the first `old_size` leaves are still the beginning of the list (RFC 6962, 2.1.2)."""
    return _consistency(leaves, old_size, whole=True) if 0 < old_size < len(leaves) else []


def roots_by_consistency(old_root: bytes, old_size: int, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root to which a proof leads; None if it is no proof for these sizes."""
    if old_size == size:
        return None if proof else (old_root, old_root)
    if not 0 < old_size < size:
        return None
    return _roots(old_root, old_size, size, list(proof), whole=True)


def _consistency(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if old <= split:
        return [*_consistency(leaves[:split], old, whole=whole), root_of(leaves[split:])]
    return [*_consistency(leaves[split:], old - split, whole=False), root_of(leaves[:split])]


def _roots(old_root: bytes, old: int, size: int, proof: list[bytes], *, whole: bool) -> tuple[bytes, bytes] | None:
    if old == size:
        if whole:
            return None if proof else (old_root, old_root)
        return (proof[0], proof[0]) if len(proof) == 1 else None
    if not proof:
        return None
    split, last = _split(size), proof.pop()
    if old <= split:
        left = _roots(old_root, old, split, proof, whole=whole)
        return None if left is None else (left[0], _node(left[1], last))
    right = _roots(old_root, old - split, size - split, proof, whole=False)
    return None if right is None else (_node(last, right[0]), _node(last, right[1]))


def _split(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
