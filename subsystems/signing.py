"""The key of the demonstration identity provider, and what it says under it. Light: `zhixing token` needs no more than this."""

import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import ECAlgorithm

_ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration courts."""

    subject: str
    name: str
    court: str
    roles: Sequence[str]
    files: Sequence[str] = ()
    # 职务, for people to see.
    post: str = ""

    def claims(self) -> dict[str, Any]:
        """What the provider says of them."""
        about = {"sub": self.subject, "name": self.name, "court": self.court, "roles": list(self.roles), "kind": "person"}
        return {**about, "files": list(self.files)} if self.files else about


@dataclass(frozen=True)
class SigningKey:
    """A private key (P-256, PEM)."""

    pem: str = field(repr=False)

    @cached_property
    def _private(self) -> EllipticCurvePrivateKey:
        key = load_pem_private_key(self.pem.encode(), None)
        assert isinstance(key, EllipticCurvePrivateKey)
        return key

    @cached_property
    def public(self) -> dict[str, str]:
        """The public half as a JWK, named by its thumbprint (RFC 7638)."""
        jwk = json.loads(ECAlgorithm.to_jwk(self._private.public_key()))
        digest = sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()).digest()
        return {**jwk, "kid": urlsafe_b64encode(digest).rstrip(b"=").decode(), "use": "sig", "alg": _ALGORITHM}

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A JWT."""
        return jwt.encode(dict(claims), self._private, _ALGORITHM, {"kid": self.public["kid"]})


def new_key() -> str:
    """A new private key (P-256, PEM)."""
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True, slots=True)
class Signatory:
    """An issuer with its key."""

    issuer: str
    key: SigningKey

    def token(self, audience: str, about: Mapping[str, Any], at: datetime, life: timedelta) -> str:
        """A token about somebody, for one audience, from an instant on."""
        began = int(at.timestamp())
        times = {"iat": began, "nbf": began, "exp": began + int(life.total_seconds())}
        return self.key.signed({"iss": self.issuer, "aud": audience, "jti": uuid.uuid4().hex, **times, **about})
