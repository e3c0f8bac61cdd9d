"""People log in at the court's identity provider: authorization code with PKCE, state and nonce (OpenID Connect)."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any

import structlog
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse, Response
from httpx import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer

from api.identity.discovery import Discovery, ProviderAway
from api.identity.origin import check_origin
from api.identity.sessions import Sessions
from api.identity.tokens import BadToken, Provider
from api.problems import Problem
from enforcement.law.periods import SHANGHAI

# How long somebody may take to log in.
_PATIENCE = timedelta(minutes=10)
_UNDER_WAY = "zhixing-login"
log = structlog.get_logger()


@dataclass(frozen=True)
class Login:
    """How people log in here."""

    # The provider by its id tokens, which are meant for us as a client.
    provider: Provider
    discovery: Discovery
    sessions: Sessions
    callback: str
    client_secret: str = field(default="", repr=False)

    async def began(self, then: str) -> tuple[str, str]:
        """Where somebody is sent to log in, and what his browser keeps for his return."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        where = await asyncio.to_thread(self.discovery.address, "authorization_endpoint")
        async with self._client() as client:
            url, _ = client.create_authorization_url(where, state=state, code_verifier=verifier, nonce=nonce)
        return str(url), str(self._signer.dumps({"state": state, "nonce": nonce, "verifier": verifier, "then": then}))

    async def ended(self, kept: str, answer: Mapping[str, str]) -> tuple[str, str]:
        """What the cookie of the new session says, and where to go on. Problem 403 if he is not let in."""
        asked = self._asked(kept, answer)
        claims = await self._claims(answer["code"], asked)
        caller = self.provider.bearer(claims)
        ends_at = datetime.fromtimestamp(claims["exp"], SHANGHAI)
        return await asyncio.to_thread(self.sessions.begin, caller, ends_at), asked["then"]

    def _asked(self, kept: str, answer: Mapping[str, str]) -> dict[str, str]:
        try:
            asked = dict(self._signer.loads(kept, max_age=int(_PATIENCE.total_seconds())))
        except BadSignature:
            raise refused("expected a log-in that began in this browser, at most ten minutes ago") from None
        if not hmac.compare_digest(answer.get("state", "").encode(), asked["state"].encode()):
            raise refused("expected the state that this log-in began with")
        if "code" not in answer:
            raise refused(f"the identity provider let nobody in: {answer.get('error', 'no code came')[:100]}")
        return asked

    async def _claims(self, code: str, asked: Mapping[str, str]) -> Mapping[str, Any]:
        where = await asyncio.to_thread(self.discovery.address, "token_endpoint")
        try:
            async with self._client() as client:
                given = await client.fetch_token(where, code=code, code_verifier=asked["verifier"], grant_type="authorization_code")
            claims = await self.provider.claims(str(given.get("id_token")))
        except HTTPError as error:
            raise ProviderAway(self.provider.issuer, type(error).__name__) from None
        except (OAuthError, BadToken, ValueError) as error:
            raise refused(f"the identity provider's answer proves nothing: {str(error)[:200]}") from None
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), asked["nonce"].encode()):
            raise refused("expected a token that was made for this log-in (nonce)")
        return claims

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.provider.audience,
            self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid profile",
            redirect_uri=self.callback,
            code_challenge_method="S256",
            timeout=10,
        )

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.sessions.secret, salt="login")


def refused(detail: str) -> Problem:
    """Somebody who is not let in."""
    log.warning("a log-in failed", reason=detail)
    return Problem(403, "not-logged-in", "You are not logged in (登录未成功)", f"{detail}; begin again at /login")


def local(path: str) -> str:
    """A path of ours to go on to; the home page for anything else."""
    plain = path.isprintable() and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and "\\" not in path else "/"


router = APIRouter(tags=["login"], include_in_schema=False)


@router.get("/login")
async def login(request: Request, then: Annotated[str, Query(alias="next", max_length=2000)] = "/") -> Response:
    """Send somebody to the identity provider."""
    request.app.state.services.identity.limits.login(request)
    here = _here(request)
    url, kept = await here.began(local(then))
    response = RedirectResponse(url, 303)
    here.sessions.set(response, _UNDER_WAY, kept, _PATIENCE)
    return response


@router.get("/login/callback")
async def callback(request: Request, kept: Annotated[str, Cookie(alias=_UNDER_WAY)] = "") -> Response:
    """He is back from there: a session of its own begins, whatever the browser had before."""
    request.app.state.services.identity.limits.login(request)
    here = _here(request)
    before = request.cookies.get(here.sessions.cookie, "")
    cookie, then = await here.ended(kept, request.query_params)
    await asyncio.to_thread(here.sessions.end, before)
    response = RedirectResponse(then, 303)
    here.sessions.set(response, here.sessions.cookie, cookie)
    here.sessions.forget(response, _UNDER_WAY)
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    """End the session."""
    check_origin(request, request.app.state.services.identity.public)
    here = _here(request)
    await asyncio.to_thread(here.sessions.end, request.cookies.get(here.sessions.cookie, ""))
    response = RedirectResponse("/", 303)
    here.sessions.forget(response, here.sessions.cookie)
    return response


def _here(request: Request) -> Login:
    found = request.app.state.services.identity.login
    assert isinstance(found, Login)
    return found
