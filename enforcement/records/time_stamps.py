"""Time stamps (RFC 3161) of signed roots: whether one is of this root, and by whom."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response
from rfc3161_client.verify import Verifier

# The authority's clock and ours.
SKEW = timedelta(minutes=5)


def certificates(file: str) -> tuple[Certificate, ...]:
    """The certificates in a PEM file by which time stamps are checked. ValueError for what is none."""
    try:
        return tuple(load_pem_x509_certificates(Path(file).read_bytes()))
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: expected the certificates of the time-stamping authority as PEM: {error}") from error


def doubt(token: bytes, content: bytes, at: datetime, authority: tuple[Certificate, ...]) -> str | None:
    """What speaks against a time stamp of `content`, signed `at`; None if nothing does. Without an authority its signature is not checked."""
    try:
        answer = decode_timestamp_response(token)
    except ValueError:
        return "its time stamp cannot be read"
    if answer.tst_info.message_imprint.message != hashlib.sha256(content).digest():
        return "its time stamp is one of something else"
    if answer.tst_info.gen_time < at - SKEW:
        return f"its time stamp says that it was there on {answer.tst_info.gen_time.isoformat()}, before it was signed"
    try:
        if authority:
            _verifier(authority).verify_message(answer, content)
    except VerificationError as error:
        return f"its time stamp is not one of the authority's: {error}"
    return None


def _verifier(authority: tuple[Certificate, ...]) -> Verifier:
    builder = VerifierBuilder()
    for certificate in authority:
        builder = builder.add_root_certificate(certificate)
    return builder.build()
