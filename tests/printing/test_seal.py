"""What a seal must do, held against the fake and against the one with a key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from enforcement import clock
from enforcement.documents.kinds import DocumentKind
from enforcement.gateways.seal import KeySeal, demonstration_key
from enforcement.ports.seal import NotSealed, SealPort
from enforcement.printing.press import Press
from tests.documents.cases import written
from tests.fakes.documents import FakeSeal


def key_seal(folder: Path) -> KeySeal:
    return KeySeal(*demonstration_key(folder, "上海市示范区人民法院", clock.now()))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return Press().print(written(DocumentKind.SEIZURE_RULING)).pdf


@pytest.fixture(params=[lambda folder: FakeSeal(), key_seal], ids=["fake", "key"])
def seal(request: pytest.FixtureRequest, tmp_path: Path) -> SealPort:
    make: Callable[[Path], SealPort] = request.param
    return make(tmp_path / "seal")


def test_a_sealed_paper_is_the_paper_with_a_seal_that_holds(seal: SealPort, pdf: bytes) -> None:
    sealed = seal.seal(pdf, "执行裁定书")
    assert sealed.startswith(pdf)
    assert seal.check(sealed).holds


def test_a_change_anywhere_breaks_the_seal(seal: SealPort, pdf: bytes) -> None:
    sealed = bytearray(seal.seal(pdf, "执行裁定书"))
    sealed[pdf.index(b"stream") + 40] ^= 1
    assert not seal.check(bytes(sealed)).holds


def test_what_was_never_sealed_has_no_seal(seal: SealPort, pdf: bytes) -> None:
    for unsealed in (pdf, b"", b"no pdf"):
        with pytest.raises(NotSealed):
            seal.check(unsealed)


# -- the seal with a key ------------------------------------------------------------------------------------------


def test_the_seal_of_another_court_is_intact_and_not_trusted(tmp_path: Path, pdf: bytes) -> None:
    found = key_seal(tmp_path / "one").check(key_seal(tmp_path / "other").seal(pdf, "裁定"))
    assert (found.intact, found.trusted, found.holds) == (True, False, False)
    assert "上海市示范区人民法院（演示）" in found.signer


def test_what_is_added_after_the_seal_is_not_covered_by_it(tmp_path: Path, pdf: bytes) -> None:
    seal = key_seal(tmp_path / "seal")
    assert not seal.check(seal.seal(pdf, "裁定") + b"\n% more\n").holds


def test_a_demonstration_key_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    key, certificate = demonstration_key(tmp_path / "seal", "甲法院", clock.now())
    first = key.read_bytes()
    assert demonstration_key(tmp_path / "seal", "乙法院", clock.now()) == (key, certificate)
    assert (key.read_bytes(), key.parent.stat().st_mode & 0o077, [path.name for path in tmp_path.iterdir()]) == (first, 0, ["seal"])


def test_a_key_that_is_none_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    _, certificate = demonstration_key(tmp_path / "seal", "甲法院", clock.now())
    with pytest.raises(ValueError, match="ZHIXING_SEAL_KEY"):
        KeySeal(tmp_path / "none.pem", certificate)
