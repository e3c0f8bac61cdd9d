"""Sealing: what opens, and what does not."""

import pytest

from enforcement.secrecy.ciphers import Cipher, Unsealable, seal, unseal

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("cipher", Cipher)
@pytest.mark.parametrize("plain", [b"", b"6222000001", "被执行人乙".encode() * 1000])
def test_what_was_sealed_opens_and_is_never_sealed_alike(cipher: Cipher, plain: bytes) -> None:
    sealed = seal(cipher, KEY, plain, b"here")
    assert unseal(cipher, KEY, sealed, b"here") == plain
    assert seal(cipher, KEY, plain, b"here") != sealed
    assert not plain or plain not in sealed


@pytest.mark.parametrize("cipher", Cipher)
@pytest.mark.parametrize("place", range(3))
def test_a_changed_byte_another_key_or_another_place_does_not_open(cipher: Cipher, place: int) -> None:
    sealed = bytearray(seal(cipher, KEY, b"6222000001", b"here"))
    for key, bound in ((OTHER, b"here"), (KEY, b"there")):
        with pytest.raises(Unsealable):
            unseal(cipher, key, bytes(sealed), bound)
    sealed[(0, 14, -1)[place]] ^= 1
    with pytest.raises(Unsealable) as caught:
        unseal(cipher, KEY, bytes(sealed), b"here")
    assert "6222000001" not in str(caught.value)


@pytest.mark.parametrize("length", [0, 11, 12, 27])
def test_what_is_cut_short_does_not_open(length: int) -> None:
    for cipher in Cipher:
        with pytest.raises(Unsealable):
            unseal(cipher, KEY, b"x" * length, b"here")


def test_one_cipher_does_not_open_what_the_other_has_sealed() -> None:
    with pytest.raises(Unsealable):
        unseal(Cipher.SM4, KEY, seal(Cipher.AES, KEY, b"6222000001", b""), b"")
