"""Sealing bytes with a key: authenticated encryption, bound to the place where they stand."""

import os
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Algorithm
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16


class Cipher(StrEnum):
    """AES-256-GCM, or SM4-GCM (GB/T 32907, 国密)."""

    AES = "aes"
    SM4 = "sm4"


class Unsealable(Exception):
    """Sealed with another key, for another place, or changed since. What was sealed is never part of the message."""


def seal(cipher: Cipher, key: bytes, plain: bytes, bound: bytes) -> bytes:
    """The bytes sealed with a key of 32 bytes; they open only for the same `bound`."""
    nonce = os.urandom(_NONCE_BYTES)
    match cipher:
        case Cipher.AES:
            return nonce + AESGCM(key).encrypt(nonce, plain, bound)
        case Cipher.SM4:
            work = Algorithm(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
            work.authenticate_additional_data(bound)
            return nonce + work.update(plain) + work.finalize() + work.tag


def unseal(cipher: Cipher, key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What was sealed. Unsealable if it does not hold."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        if len(rest) < _TAG_BYTES:
            raise InvalidTag
        match cipher:
            case Cipher.AES:
                return AESGCM(key).decrypt(nonce, rest, bound)
            case Cipher.SM4:
                mode = modes.GCM(nonce, rest[-_TAG_BYTES:])
                work = Algorithm(algorithms.SM4(_sm4_key(key)), mode).decryptor()
                work.authenticate_additional_data(bound)
                return work.update(rest[:-_TAG_BYTES]) + work.finalize()
    except InvalidTag:
        raise Unsealable("sealed with another key or for another place, or changed since") from None


def _sm4_key(key: bytes) -> bytes:
    # SM4 has keys of 16 bytes; one key never works under two ciphers.
    return HKDF(SHA256(), 16, salt=None, info=b"zhixing sm4-gcm").derive(key)
