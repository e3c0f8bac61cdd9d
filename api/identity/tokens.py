"""Bearer tokens (JWT): whose signature holds, for whom they are meant, and until when."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import jwt
from jwt.exceptions import ExpiredSignatureError, ImmatureSignatureError, InvalidAudienceError, InvalidTokenError

from api.identity.claims import ClaimError, ClaimNames
from api.identity.keys import Keys
from enforcement.authority.callers import Caller
from enforcement.errors import ZhixingError

# Signatures with a private key alone: nobody who can check a token may make one.
ALGORITHMS: Sequence[str] = ("ES256", "EdDSA", "RS256")
LEEWAY_SECONDS = 10
LONGEST_TOKEN = 8192
_REQUIRED = ("iss", "sub", "aud", "exp", "iat")


class BadToken(ZhixingError):
    """A token that proves nothing, and why."""


class Issuer(Protocol):
    """One who vouches for callers."""

    def speaks(self, issuer: str) -> bool:
        """Whether tokens of this issuer are its own."""
        ...

    async def caller(self, token: str) -> Caller:
        """Whose token it is. BadToken if it proves nothing, KeysAway if that cannot be said now."""
        ...


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, by its tokens for one audience."""

    issuer: str
    audience: str
    keys: Keys
    names: ClaimNames = field(default_factory=ClaimNames)

    def speaks(self, issuer: str) -> bool:
        return issuer == self.issuer

    async def caller(self, token: str) -> Caller:
        return self.bearer(await self.claims(token))

    def bearer(self, claims: Mapping[str, Any]) -> Caller:
        """Whom verified claims are about."""
        try:
            return self.names.caller(claims)
        except ClaimError as error:
            raise BadToken(str(error)) from None

    async def claims(self, token: str) -> Mapping[str, Any]:
        """What a token says, once its signature, issuer, audience and times hold."""
        kid = key_id(token)
        key = self.keys.known(kid) or await asyncio.to_thread(self.keys.asked, kid)
        if key is None:
            raise BadToken(f"expected a signature by a key of {self.issuer}, got the unknown key {kid[:60]!r}; ask for a new token")
        return verified(token, key, self.issuer, self.audience)


def key_id(token: str) -> str:
    """Which key is said to have signed a token; nothing is believed yet."""
    kid = _unproved(lambda: jwt.get_unverified_header(token)).get("kid")
    if not isinstance(kid, str):
        raise BadToken("expected a token that names its key in the header 'kid', got none")
    return kid


def issuer_of(token: str) -> str:
    """Who is said to have issued a token; nothing is believed yet."""
    if len(token) > LONGEST_TOKEN:
        raise BadToken(f"expected a token of at most {LONGEST_TOKEN} characters, got {len(token)}")
    return str(_unproved(lambda: jwt.decode(token, options={"verify_signature": False})).get("iss"))


def verified(token: str, key: jwt.PyJWK, issuer: str, audience: str, required: Sequence[str] = _REQUIRED) -> dict[str, Any]:
    """The claims of a token whose signature, issuer, audience and times hold."""
    try:
        return dict(
            jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=issuer,
                audience=audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(required)},
            )
        )
    except ExpiredSignatureError:
        raise BadToken("the token has expired; ask for a new one") from None
    except ImmatureSignatureError:
        raise BadToken("the token does not hold yet; compare the clocks of both sides") from None
    except InvalidAudienceError:
        raise BadToken(f"expected a token for the audience {audience!r}; ask for one that is meant for this API") from None
    except InvalidTokenError as error:
        raise BadToken(f"the token does not hold: {_sentence(error)}") from None


def _unproved(read: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    try:
        return dict(read())
    except (InvalidTokenError, ValueError, RecursionError) as error:
        raise BadToken(f"expected a signed JWT: {_sentence(error)}") from None


def _sentence(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
