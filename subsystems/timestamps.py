"""The stand-in of a time-stamping authority (可信时间戳): RFC 3161 over HTTP, with a key and certificate of its own."""

from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock

from asn1crypto import keys, tsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from fastapi import FastAPI, HTTPException, Request, Response
from pyhanko.sign.timestamps import DummyTimeStamper

from subsystems.callbacks import now

_NAME = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Zhixing stand-in time-stamping authority")])
_YEARS = timedelta(days=3650)


class TimeStampingAuthority:
    """Signs what it is shown; its key is made by the first request and stays in the data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._key_file, self._certificate_file = data_dir / "tsa-key.pem", data_dir / "tsa-certificate.pem"
        self._lock = Lock()

    @property
    def certificate(self) -> bytes:
        """Its certificate, PEM."""
        with self._lock:
            if not self._certificate_file.is_file():
                self._make(now())
        return self._certificate_file.read_bytes()

    def answer(self, query: bytes) -> bytes:
        """The answer to a query. ValueError for what is none."""
        request = tsp.TimeStampReq.load(query, strict=True)
        # The imprint is read now: what is wrong with it is the caller's fault.
        _ = request["message_imprint"]["hash_algorithm"]["algorithm"].native
        signer, key = self._identity
        answer: bytes = DummyTimeStamper(signer, key, fixed_dt=now()).request_tsa_response(request).dump()
        return answer

    @cached_property
    def _identity(self) -> tuple[x509.Certificate, keys.PrivateKeyInfo]:
        certificate = certificates.load_pem_x509_certificate(self.certificate)
        key = serialization.load_pem_private_key(self._key_file.read_bytes(), password=None)
        content = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return (
            x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            keys.PrivateKeyInfo.load(content),
        )

    def _make(self, at: datetime) -> None:
        key = rsa.generate_private_key(65537, 2048)
        for_stamps = certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = (
            certificates.CertificateBuilder()
            .subject_name(_NAME)
            .issuer_name(_NAME)
            .public_key(key.public_key())
            .serial_number(certificates.random_serial_number())
            .not_valid_before(at - timedelta(days=1))
            .not_valid_after(at + _YEARS)
            .add_extension(for_stamps, critical=True)
            .sign(key, hashes.SHA256())
        )
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        self._key_file.touch(mode=0o600)
        self._key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        self._certificate_file.write_bytes(made.public_bytes(pem))


def time_stamping_door(app: FastAPI, data_dir: Path) -> None:
    """POST /tsa as the RFC says, and GET /tsa/certificate by which its stamps are checked. It asks for no credential, as others do not."""
    authority = TimeStampingAuthority(data_dir)

    @app.post("/tsa")
    async def stamp(request: Request) -> Response:
        try:
            return Response(authority.answer(await request.body()), media_type="application/timestamp-reply")
        except (ValueError, KeyError) as error:
            raise HTTPException(400, f"expected a query as RFC 3161 has it: {error}") from error

    @app.get("/tsa/certificate")
    def certificate() -> Response:
        return Response(authority.certificate, media_type="application/x-pem-file")
