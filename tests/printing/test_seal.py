"""What a seal must do, held against the fake and against the one with a key."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

import worker
from enforcement import clock
from enforcement.documents.kinds import DocumentKind
from enforcement.gateways.seal import KeySeal, demonstration_seal
from enforcement.ports.seal import NotSealed, SealPort
from enforcement.printing.press import Press
from enforcement.settings import Settings
from tests.documents.cases import written
from tests.fakes.documents import FakeSeal
from tests.installation import ROOT


def key_seal() -> KeySeal:
    return KeySeal(demonstration_seal("上海市示范区人民法院", clock.now()))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return Press().print(written(DocumentKind.SEIZURE_RULING)).pdf


@pytest.fixture(params=[FakeSeal, key_seal], ids=["fake", "key"])
def seal(request: pytest.FixtureRequest) -> SealPort:
    make: Callable[[], SealPort] = request.param
    return make()


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


def test_the_seal_of_another_court_is_intact_and_not_trusted(pdf: bytes) -> None:
    found = key_seal().check(key_seal().seal(pdf, "裁定"))
    assert (found.intact, found.trusted, found.holds) == (True, False, False)
    assert "上海市示范区人民法院（演示）" in found.signer


def test_what_is_added_after_the_seal_is_not_covered_by_it(pdf: bytes) -> None:
    seal = key_seal()
    assert not seal.check(seal.seal(pdf, "裁定") + b"\n% more\n").holds


def test_a_demonstration_seal_is_made_once_and_kept(tmp_path: Path, pdf: bytes) -> None:
    settings = Settings(data_dir=tmp_path)
    assert worker.seal(settings).check(worker.seal(settings).seal(pdf, "裁定")).holds
    assert [(path.name, path.stat().st_mode & 0o077) for path in tmp_path.iterdir()] == [("seal-key", 0)]


@pytest.mark.parametrize("text", ["no pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_key_that_is_none_is_an_error_that_names_the_setting(text: str) -> None:
    with pytest.raises(SystemExit, match="setting ZHIXING_SEAL_KEY: expected"):
        worker.seal(Settings(seal_key=SecretStr(text)))


def test_the_seal_that_an_installation_makes_for_itself_seals(tmp_path: Path, pdf: bytes) -> None:
    subprocess.run(["sh", "deploy/secrets.sh", str(tmp_path)], check=True, capture_output=True, cwd=ROOT)
    seal = KeySeal((tmp_path / "zhixing_seal_key").read_text())
    assert seal.check(seal.seal(pdf, "裁定")).holds
