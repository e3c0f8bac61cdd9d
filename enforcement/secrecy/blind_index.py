"""Finding a value without storing it: a keyed digest of its normal form."""

import unicodedata
from collections.abc import Mapping

from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

from enforcement.secrecy.ciphers import Cipher
from enforcement.secrecy.keys import Keys

_BYTES = 16


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
