"""The installation's keys: several of each kind may be known at once, so that they can be changed while everything runs."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from enforcement.secrecy.ciphers import KEY_BYTES, Cipher

_KEY = re.compile(rf"(?P<id>[A-Za-z0-9_.-]{{1,40}}):(?P<key>[0-9a-fA-F]{{{2 * KEY_BYTES}}})", re.ASCII)


@dataclass(frozen=True)
class KeyRing:
    """Keys by their ids. The first one is in use; the others open what they have sealed before."""

    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the key in use."""
        return next(iter(self.keys))

    @property
    def secret(self) -> bytes:
        """The key in use."""
        return self.keys[self.current]


@dataclass(frozen=True)
class Keys:
    """What the installation seals with: the keys of cases, payloads on their way through Temporal, and what look-ups are keyed with."""

    master: KeyRing
    index: KeyRing
    payloads: KeyRing
    cipher: Cipher = Cipher.AES


def read_ring(text: str) -> KeyRing:
    """Keys as a setting has them: `id:64 hex digits`, separated by commas, the one in use first. ValueError without the keys in it."""
    found = [_KEY.fullmatch(part.strip()) for part in text.split(",")]
    keys = {part["id"]: bytes.fromhex(part["key"]) for part in found if part is not None}
    if len(keys) != len(found):
        raise ValueError("expected keys as id:<64 hex digits>, separated by commas, each id once; print one with `openssl rand -hex 32`")
    return KeyRing(keys)


def new_ring(name: str = "first") -> str:
    """A ring of one new key, as a setting has it."""
    return f"{name}:{secrets.token_hex(KEY_BYTES)}"


def new_keys() -> Keys:
    """Keys that nobody else has."""
    return Keys(read_ring(new_ring()), read_ring(new_ring()), read_ring(new_ring()))
