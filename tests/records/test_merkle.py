"""The tree against the vectors of Certificate Transparency (RFC 6962), and its proofs against every size up to 40."""

import pytest

from enforcement.records.merkle import (
    EMPTY,
    consistency_proof,
    grown,
    inclusion_proof,
    leaf_hash,
    root_by_inclusion,
    root_of,
    root_of_peaks,
    roots_by_consistency,
)

LEAVES = [
    leaf_hash(bytes.fromhex(text))
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MANY = [leaf_hash(bytes([n])) for n in range(40)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_nothing_has_a_root_too() -> None:
    assert root_of([]) == EMPTY


def test_published_proofs() -> None:
    # RFC 6962 test vectors: leaf 6 of 8 (counted from 1), and the first 6 of 8.
    assert [part.hex()[:8] for part in inclusion_proof(LEAVES, 5)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [part.hex()[:8] for part in consistency_proof(LEAVES, 6)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


@pytest.mark.parametrize("size", range(1, len(MANY) + 1))
def test_every_leaf_is_proved_and_nothing_else(size: int) -> None:
    root = root_of(MANY[:size])
    for index in range(size):
        proof = inclusion_proof(MANY[:size], index)
        assert root_by_inclusion(MANY[index], index, size, proof) == root
        assert root_by_inclusion(MANY[index + 1 if index + 1 < size else 0], index, size, proof) != root or size == 1
        assert root_by_inclusion(MANY[index], index, size, [*proof, root]) != root
    assert root_by_inclusion(MANY[0], size, size, []) is None


@pytest.mark.parametrize("size", range(1, len(MANY) + 1))
def test_every_beginning_is_proved_and_nothing_else(size: int) -> None:
    root = root_of(MANY[:size])
    for old in range(1, size + 1):
        before, proof = root_of(MANY[:old]), consistency_proof(MANY[:size], old)
        assert roots_by_consistency(before, old, size, proof) == (before, root)
        if old < size:
            other = root_of([leaf_hash(b"other"), *MANY[1:old]])
            assert roots_by_consistency(other, old, size, proof) != (other, root)
            assert roots_by_consistency(before, old, size, proof[:-1]) != (before, root)


@pytest.mark.parametrize("size", range(len(MANY) + 1))
def test_a_list_grows_from_its_peaks(size: int) -> None:
    before = grown([], 0, MANY[:size])
    assert len(before) == size.bit_count()
    for more in (0, 1, 2, 7):
        end = min(size + more, len(MANY))
        assert root_of_peaks(grown(before, size, MANY[size:end])) == root_of(MANY[:end])
