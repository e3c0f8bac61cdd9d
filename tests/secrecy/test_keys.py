"""Rings of keys, as settings have them."""

import pytest

from enforcement.secrecy.keys import new_ring, read_ring

ONE, TWO = f"k1:{'01' * 32}", f"k2:{'AB' * 32}"


def test_the_first_key_is_in_use_and_the_others_are_known() -> None:
    ring = read_ring(f"{TWO}, {ONE}")
    assert (ring.current, ring.secret) == ("k2", b"\xab" * 32)
    assert set(ring.keys) == {"k1", "k2"}


@pytest.mark.parametrize("text", ["", "k1", "k1:" + "01" * 31, f"{ONE},", f"{ONE},{ONE}", "k 1:" + "01" * 32, "k1:" + "zz" * 32])
def test_a_ring_that_cannot_be_read_says_what_is_expected_and_shows_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="expected keys as id:") as caught:
        read_ring(text)
    assert "0101" not in str(caught.value)


def test_a_new_ring_is_never_the_same_and_is_not_shown() -> None:
    ring = read_ring(new_ring())
    assert ring.secret != read_ring(new_ring()).secret
    assert ring.secret.hex() not in repr(ring)
