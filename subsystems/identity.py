"""Stand-in of the court's single sign-on (统一身份认证): an OpenID Connect provider, authorization code with PKCE, for demonstrations."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from subsystems.callbacks import now
from subsystems.people import people
from subsystems.problems import problem
from subsystems.signing import Person, Signatory, SigningKey, new_key

CODE_LIFE = timedelta(seconds=60)
TOKEN_LIFE = timedelta(hours=8)
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
_ASKED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method")


@dataclass(frozen=True, slots=True)
class Client:
    """Who may send people here, and where they are sent back to."""

    client_id: str
    redirects: Sequence[str]
    # For whom the access tokens are meant.
    audience: str


@dataclass(frozen=True, slots=True)
class _Code:
    person: Person
    asked: Mapping[str, str]
    ends_at: datetime


@dataclass
class Provider:
    """Its keys and the codes that it has given out."""

    signatory: Signatory
    client: Client
    credential: str = field(repr=False)
    clock: Callable[[], datetime] = now
    _old: list[SigningKey] = field(default_factory=list)
    _codes: dict[str, _Code] = field(default_factory=dict)

    def keys(self) -> list[dict[str, str]]:
        """The public keys of the present and of the past."""
        return [key.public for key in (self.signatory.key, *self._old)]

    def rotate(self) -> str:
        """Sign with a new key from now on; gives its id."""
        self._old.append(self.signatory.key)
        self.signatory = Signatory(self.signatory.issuer, SigningKey(new_key()))
        return self.signatory.key.public["kid"]

    def stranger(self, asked: Mapping[str, str]) -> str | None:
        """Why nobody is sent back, if not even the address can be trusted."""
        if asked.get("client_id") != self.client.client_id:
            return f"client_id: expected {self.client.client_id}"
        if asked.get("redirect_uri") not in self.client.redirects:
            return f"redirect_uri: expected exactly one of {', '.join(self.client.redirects)}"
        return None

    def code(self, person: Person, asked: Mapping[str, str]) -> str:
        """A code that holds once, for a minute."""
        self._codes = {code: given for code, given in self._codes.items() if given.ends_at > self.clock()}
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Code(person, asked, self.clock() + CODE_LIFE)
        return code

    def tokens(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any] | None:
        """What a code is changed for, if it is good; it never is again."""
        given = self._codes.pop(code, None)
        if given is None or given.ends_at <= self.clock() or given.asked["redirect_uri"] != redirect_uri:
            return None
        if not hmac.compare_digest(_challenge(verifier), given.asked["code_challenge"]):
            return None
        at, about = self.clock(), given.person.claims()
        nonce = {"nonce": given.asked["nonce"]} if "nonce" in given.asked else {}
        return {
            "access_token": self.signatory.token(self.client.audience, about, at, TOKEN_LIFE),
            "id_token": self.signatory.token(self.client.client_id, {**about, **nonce}, at, TOKEN_LIFE),
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
        }


def malformed(asked: Mapping[str, str]) -> str | None:
    """What is wrong with a request of a client that is known."""
    if asked.get("response_type") != "code":
        return "response_type: expected code"
    if "openid" not in asked.get("scope", "").split():
        return "scope: expected openid among the words"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "code_challenge: expected the SHA-256 of a verifier (43 characters) and code_challenge_method=S256"
    return None


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def identity_provider(provider: Provider) -> FastAPI:
    """The provider as a service."""
    app = FastAPI(title="Demonstration identity provider", docs_url=None, redoc_url=None)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, object]:
        return _discovery(provider.signatory.issuer)

    @app.get("/jwks")
    def keys() -> dict[str, list[dict[str, str]]]:
        return {"keys": provider.keys()}

    @app.get("/authorize")
    def choose(request: Request) -> Response:
        asked = {name: request.query_params[name] for name in _ASKED if name in request.query_params}
        if refused := _refused(provider, asked):
            return refused
        return HTMLResponse(_PAGES.get_template("authorize.html").render(asked=asked, people=people().values()))

    @app.post("/authorize")
    async def chosen(request: Request) -> Response:
        form = await request.form()
        asked = {name: str(form[name]) for name in _ASKED if name in form}
        person = people().get(str(form.get("person")))
        if refused := _refused(provider, asked):
            return refused
        if person is None:
            return _back(asked, error="access_denied")
        return _back(asked, code=provider.code(person, asked))

    @app.post("/token")
    def tokens(
        grant_type: Annotated[str, Form()],
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        client_id: Annotated[str, Form()],
    ) -> Response:
        if grant_type != "authorization_code" or client_id != provider.client.client_id:
            return JSONResponse({"error": "unauthorized_client"}, 400)
        given = provider.tokens(code, redirect_uri, code_verifier)
        return JSONResponse(given or {"error": "invalid_grant"}, 200 if given else 400, {"Cache-Control": "no-store"})

    @app.post("/admin/rotate")
    def rotate(authorization: Annotated[str, Header()] = "") -> Response:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {provider.credential}".encode()):
            return problem(401, "expected the credential of the subsystems")
        return JSONResponse({"kid": provider.rotate()}, 201)

    return app


def _discovery(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid", "profile"],
    }


def _refused(provider: Provider, asked: Mapping[str, str]) -> Response | None:
    if stranger := provider.stranger(asked):
        return problem(400, stranger)
    if wrong := malformed(asked):
        return _back(asked, error="invalid_request", error_description=wrong)
    return None


def _back(asked: Mapping[str, str], **said: str) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**said, **state})}", 303)
