"""Finding a value without storing it: a keyed digest of its normal form."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

from enforcement.secrecy.ciphers import Cipher
from enforcement.secrecy.keys import Keys

_BYTES = 16
_GRAMS = (2, 3)


def normal(value: str) -> str:
    """However people write it: full-width digits, spaces, hyphens, small letters, the country's prefix of a telephone number."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", value).upper() if sign.isalnum() or sign == "+").removeprefix("+86")


def digests(keys: Keys, kind: str, value: str) -> Mapping[str, str]:
    """The digest of a value under every index key that is known, by the name of the key; the one in use first."""
    content = f"{kind}\n{normal(value)}".encode()
    return {_name(keys, key_id): _digest(keys.cipher, key, content) for key_id, key in keys.index.keys.items()}


def name_in_use(keys: Keys) -> str:
    """The name under which new digests are kept: the key, and how it is used."""
    return _name(keys, keys.index.current)


def _name(keys: Keys, key_id: str) -> str:
    return f"{key_id}/{'sm3' if keys.cipher is Cipher.SM4 else 'sha256'}"


def _digest(cipher: Cipher, key: bytes, content: bytes) -> str:
    work = HMAC(key, SM3() if cipher is Cipher.SM4 else SHA256())
    work.update(content)
    return work.finalize()[:_BYTES].hex()


def grams(keys: Keys, text: str) -> Sequence[int]:
    """The digests, under the index key in use, of every two and three signs of a text that stand side by side."""
    return _digests_of(keys.cipher, keys.index.secret, normal(text), _GRAMS)


def sought_grams(keys: Keys, text: str) -> Sequence[Sequence[int]]:
    """The digests that stand wherever a text does, under each index key: of three signs, or of its only two. Nothing for a single sign."""
    plain = normal(text)
    sizes = [min(len(plain), max(_GRAMS))] if len(plain) >= min(_GRAMS) else []
    return [_digests_of(keys.cipher, key, plain, sizes) for key in keys.index.keys.values()] if sizes else []


def _digests_of(cipher: Cipher, key: bytes, plain: str, sizes: Iterable[int]) -> list[int]:
    parts = {plain[n : n + size] for size in sizes for n in range(len(plain) - size + 1)}
    return [_short(cipher, key, part) for part in sorted(parts)]


@lru_cache(maxsize=1 << 16)
def _short(cipher: Cipher, key: bytes, part: str) -> int:
    # Eight of its bytes, as PostgreSQL's bigint: what is found by chance beside it has to be found in every gram.
    return int.from_bytes(bytes.fromhex(_digest(cipher, key, f"gram\n{part}".encode()))[:8], signed=True)
