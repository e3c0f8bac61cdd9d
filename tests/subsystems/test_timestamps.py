"""Time stamps of the stand-in authority over HTTP: asked for, kept beside the root, and checked."""

import base64
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import TimestampRequestBuilder

from activities.anchors import AnchorActivities
from enforcement import clock
from enforcement.gateways.timestamps import TimeStampGateway
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected
from enforcement.records.database import snapshot
from enforcement.records.time_stamps import certificates, doubt
from enforcement.records.witness import Witness, failures, folder_failures
from subsystems.timestamps import TimeStampingAuthority
from tests.records.anchoring import Kept, kept_anchors

__all__ = ["kept_anchors"]
CONTENT = b"a signed root\n"
# PKIStatusInfo of a rejection, and nothing else.
REJECTION = base64.b64decode("MAUwAwIBAg==")


@pytest.fixture(scope="module")
def authority(stand_ins: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Certificate, ...]:
    file = tmp_path_factory.mktemp("tsa") / "certificate.pem"
    file.write_bytes(httpx2.get(f"{stand_ins}/tsa/certificate").content)
    return certificates(str(file))


def test_a_stamp_is_one_of_its_content_by_the_authority(stand_ins: str, authority: tuple[Certificate, ...], tmp_path: Path) -> None:
    before = clock.now()
    token = TimeStampGateway(f"{stand_ins}/tsa").stamp(CONTENT)

    assert doubt(token, CONTENT, before, authority) is None
    assert doubt(token, b"another root\n", before, authority) == "its time stamp is one of something else"
    assert doubt(token[:40], CONTENT, before, authority) == "its time stamp cannot be read"
    early = doubt(token, CONTENT, before + timedelta(days=1), authority)
    assert early is not None
    assert "before it was signed" in early
    other = tuple(load_pem_x509_certificates(TimeStampingAuthority(tmp_path).certificate))
    stranger = doubt(token, CONTENT, before, other)
    assert stranger is not None
    assert stranger.startswith("its time stamp is not one of the authority's")
    assert doubt(token, CONTENT, before, ()) is None


def test_stamps_are_kept_beside_the_roots_and_checked(stand_ins: str, authority: tuple[Certificate, ...], kept_anchors: Kept) -> None:
    hands = AnchorActivities(kept_anchors.anchors, TimeStampGateway(f"{stand_ins}/tsa"))
    witness = Witness(kept_anchors.folder, kept_anchors.witness.key, authority)
    assert hands.stamp() == [1, 2, 3]
    assert hands.export() == [f"anchor-00000{number}.tsr" for number in (1, 2, 3)]
    with snapshot(kept_anchors.owner) as session:
        assert failures(session, witness) == []

    first, second = (kept_anchors.folder.path / f"anchor-00000{number}.tsr" for number in (1, 2))
    first.chmod(0o644)
    first.write_bytes(second.read_bytes())
    assert [*folder_failures(witness)] == ["anchor 1 kept elsewhere: its time stamp is one of something else"]


def test_the_certificate_that_is_set_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        certificates(str(tmp_path / "nowhere"))
    (tmp_path / "empty").write_text("")
    with pytest.raises(ValueError, match="empty"):
        certificates(str(tmp_path / "empty"))


def answering(status: int, content: bytes) -> TimeStampGateway:
    """The way to an authority that always gives this answer."""
    return TimeStampGateway("http://nowhere/tsa", httpx2.MockTransport(lambda _request: httpx2.Response(status, content=content)))


def test_what_is_no_stamp_is_none(tmp_path: Path) -> None:
    other = TimeStampingAuthority(tmp_path).answer(TimestampRequestBuilder().data(b"other").build().as_bytes())
    for status, content, reason in ((503, b"", "HTTP 503"), (200, b"<html>", "no time stamp"), (200, other, "something else")):
        with pytest.raises(SubsystemAway, match=reason):
            answering(status, content).stamp(CONTENT)
    with pytest.raises(SubsystemRejected):
        answering(200, REJECTION).stamp(CONTENT)


def test_an_authority_that_is_away_is_tried_again_later() -> None:
    with pytest.raises(SubsystemAway):
        TimeStampGateway("http://127.0.0.1:9/tsa").stamp(CONTENT)


@pytest.mark.parametrize("query", [b"", b"nonsense", b"\x30\x03\x02\x01\x01"])
def test_the_stand_in_refuses_what_is_no_query(stand_ins: str, query: bytes) -> None:
    assert httpx2.post(f"{stand_ins}/tsa", content=query).status_code == 400
