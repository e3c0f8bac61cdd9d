"""The seal by a key of the court's own: a PAdES signature by pyhanko, checked against the court's certificate."""

import io
from datetime import datetime, timedelta

from asn1crypto import pem, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from enforcement.ports.seal import NotSealed, SealCheck

_FIELD = "CourtSeal"
_DEMONSTRATION = timedelta(days=3650)
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip


class KeySeal:
    """Seals with a private key and its certificate, both in one PEM text, the key and its certificate before others. ValueError for what is none."""

    def __init__(self, text: str) -> None:
        parts = [(kind, der) for kind, _, der in pem.unarmor(text.encode(), multiple=True)]
        key = next((der for kind, der in parts if kind == "PRIVATE KEY"), None)
        found = [x509.Certificate.load(der) for kind, der in parts if kind == "CERTIFICATE"]
        if key is None or not found:
            raise ValueError(f"expected PRIVATE KEY and CERTIFICATE, got {', '.join(kind for kind, _ in parts)}")
        self._certificate = found[0]
        registry = SimpleCertificateStore.from_certs(found)  # type: ignore[no-untyped-call]
        self._signer = signers.SimpleSigner(found[0], PrivateKeyInfo.load(key), registry)

    def seal(self, pdf: bytes, reason: str) -> bytes:
        """See `enforcement.ports.seal`."""
        meta = signers.PdfSignatureMetadata(
            field_name=_FIELD, reason=reason, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        sealed = io.BytesIO()
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=self._signer, output=sealed)
        return sealed.getvalue()

    def check(self, pdf: bytes) -> SealCheck:
        """See `enforcement.ports.seal`."""
        try:
            signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        except PdfError as error:
            raise NotSealed(str(error)) from error
        if len(signatures) != 1:
            raise NotSealed(f"{len(signatures)} signatures")
        trusts = ValidationContext(trust_roots=[self._certificate], allow_fetching=False)
        status = validate_pdf_signature(signatures[0], trusts)
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        return SealCheck(status.signing_cert.subject.human_friendly, status.intact and status.valid and whole, bool(status.trusted))


def demonstration_seal(court: str, now: datetime) -> str:
    """A key and a certificate that it has signed itself, for a demonstration."""
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _signed_by_itself(private, f"{court}（演示）", now)
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (key + certificate.public_bytes(Encoding.PEM)).decode()


def _signed_by_itself(private: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> certificates.Certificate:
    subject = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(_USAGES, False) | {"digital_signature": True, "content_commitment": True, "key_cert_sign": True}
    return (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _DEMONSTRATION)
        .add_extension(certificates.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(certificates.KeyUsage(**usage), critical=True)
        .sign(private, hashes.SHA256())
    )
