"""Signed roots, and the proof that a journal's head is under one: what can be checked without any record."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enforcement.records.merkle import leaf_hash, root_by_inclusion


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many rows it has and the last link."""

    case_id: str
    sequence: int
    link: str

    @property
    def leaf(self) -> bytes:
        """The head as a leaf of the tree."""
        return leaf_hash(rfc8785.dumps({"case_id": self.case_id, "sequence": self.sequence, "link": self.link}))


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
        public = public_half(key)
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
        """As it is kept elsewhere; a time stamp is one of exactly these bytes."""
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
        found = root_by_inclusion(self.head.leaf, self.position, self.root.size, path)
        return found is not None and found.hex() == self.root.root and self.root.holds


def private_key(secret: str) -> Ed25519PrivateKey:
    """The key of which the settings keep the 32 bytes in hex. ValueError for anything else."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))


def public_half(key: Ed25519PrivateKey) -> str:
    """The public key, in hex."""
    return key.public_key().public_bytes_raw().hex()


def proof_from_json(content: str) -> Proof:
    """A proof as `zhixing audit prove` prints it. ValueError for what is none."""
    try:
        raw = json.loads(content)
        return Proof(head_from(raw["head"]), int(raw["position"]), [str(part) for part in raw["path"]], SignedRoot(**raw["root"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"expected a proof as `zhixing audit prove` prints it: {error}") from error


def root_from_json(content: str) -> SignedRoot:
    """A signed root as it was kept elsewhere. ValueError for what is none."""
    try:
        return SignedRoot(**json.loads(content))
    except TypeError as error:
        raise ValueError(f"expected a signed root as `zhixing audit anchor` writes it: {error}") from error


def head_from(raw: Mapping[str, Any]) -> Head:
    """A head from its JSON. TypeError for what is none."""
    return Head(**raw)
