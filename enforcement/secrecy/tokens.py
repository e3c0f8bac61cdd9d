"""Sealed values as text, where a plain one may stand as well: `sealed:1:aes:…`."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from enforcement.secrecy.ciphers import Cipher, Unsealable, seal, unseal

PREFIX = "sealed:1:"


def sealed_text(cipher: Cipher, key: bytes, plain: bytes, place: str) -> str:
    """The token of a value that belongs to a place."""
    return f"{PREFIX}{cipher}:{urlsafe_b64encode(seal(cipher, key, plain, place.encode())).decode()}"


def is_sealed(text: str) -> bool:
    """Whether a text is a token."""
    return text.startswith(PREFIX)


def opened_text(key: bytes, token: str, place: str) -> bytes:
    """The value of a token. Unsealable if it does not hold."""
    name, _, sealed = token.removeprefix(PREFIX).partition(":")
    try:
        cipher, content = Cipher(name), urlsafe_b64decode(sealed.encode())
    except ValueError:
        raise Unsealable("expected a value sealed by a release that this one knows") from None
    return unseal(cipher, key, content, place.encode())
