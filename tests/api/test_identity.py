"""Who is calling: every route asks, but the open doors; a token that proves nothing is refused with the reason."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from jwt.utils import base64url_encode
from starlette.routing import Mount

from api.admission import admitted
from api.dependencies import CallerHere, Services
from enforcement import clock
from subsystems.signing import Person, SigningKey, new_key
from tests.api.conftest import application, http
from tests.tokens import AUDIENCE, SIGNATORY

HANDLER = Person("h1", "张三", "沪0199", ["handler"])
KID = SIGNATORY.key.public["kid"]
# Written out once more on purpose: who opens a door writes it here too.
OPEN = {
    *("/", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/metrics", "/static/x", "/static-offline-docs/x"),
    *("/health/live", "/health/ready", "/statutes/rules", "/statutes/rules/{rule_id}", "/statutes/guards", "/statutes/guards/{guard_id}"),
    *(
        "/statutes/entries",
        "/statutes/process.bpmn",
        "/statutes/process.svg",
        "/process",
        "/hooks/{subsystem}",
        "/login",
        "/login/callback",
        "/logout",
    ),
}


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token, changed; None takes one away."""
    now = int(clock.now().timestamp())
    good = {"iss": SIGNATORY.issuer, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 300, **HANDLER.claims()}
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(**changes: Any) -> str:
    return SIGNATORY.key.signed(claims(**changes))


def seconds(n: int) -> int:
    """An instant so many seconds from now."""
    return int(clock.now().timestamp()) + n


def with_header(changes: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A good token under another header, signed in another way."""
    header = {"alg": "ES256", "typ": "JWT", "kid": KID} | changes
    parts = [base64url_encode(json.dumps(part).encode()) for part in (header, claims())]
    return b".".join([*parts, base64url_encode(sign(b".".join(parts)))]).decode()


def by_the_public_key(content: bytes) -> bytes:
    """A shared-secret signature that anybody can make who takes our public key for a secret."""
    pem = jwt.PyJWK(SIGNATORY.key.public).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return hmac.new(pem, content, hashlib.sha256).digest()


def by_another_key() -> str:
    other = SigningKey(new_key())
    return jwt.encode(claims(), other._private, "ES256", {"kid": KID})


BAD_TOKENS: dict[str, tuple[Callable[[], str], str]] = {
    "another audience": (lambda: signed(aud="zhixing-web"), "audience 'zhixing'"),
    "another issuer": (lambda: signed(iss="https://elsewhere"), "issuer that is known here, got one of 'https://elsewhere'"),
    "expired": (lambda: signed(exp=seconds(-11)), "expired"),
    "not yet": (lambda: signed(nbf=seconds(60)), "does not hold yet"),
    "issued tomorrow": (lambda: signed(iat=seconds(86400)), "does not hold yet"),
    "no signature": (lambda: with_header({"alg": "none"}, lambda _: b""), "alg value is not allowed"),
    "the public key as a secret": (lambda: with_header({"alg": "HS256"}, by_the_public_key), "alg value is not allowed"),
    "another algorithm than the key's": (lambda: with_header({"alg": "EdDSA"}, lambda _: b"x" * 64), "does not match the key's"),
    "another key": (by_another_key, "Signature verification failed"),
    "an unknown key": (lambda: with_header({"kid": "unheard of"}, lambda _: b"x" * 64), "unknown key 'unheard of'"),
    "no key": (lambda: with_header({"kid": None}, lambda _: b"x" * 64), "must be a string"),
    "a critical extension": (lambda: with_header({"crit": ["exp"], "exp": 1}, lambda _: b"x" * 64), "critical extension"),
    "no subject": (lambda: signed(sub=None), '"sub"'),
    "no audience": (lambda: signed(aud=None), '"aud"'),
    "no end": (lambda: signed(exp=None), '"exp"'),
    "no beginning": (lambda: signed(iat=None), '"iat"'),
    "no issuer": (lambda: signed(iss=None), "got one of 'None'"),
    "no court": (lambda: signed(court=None), "claim 'court': expected a text"),
    "roles of another shape": (lambda: signed(roles={"handler": True}), "claim 'roles': expected a list of words"),
    "an unknown kind": (lambda: signed(kind="deity"), "claim 'kind': expected one of person, client, system"),
    "changed": (lambda: signed()[:-6] + "AAAAAA", "Signature verification failed"),
    "garbage": (lambda: "garbage", "expected a signed JWT"),
    "nested": (lambda: base64url_encode(b"[" * 6000).decode() + ".e30.x", "expected "),
    "huge": (lambda: "a" * 9000, "at most 8192 characters"),
}


async def asked(app: FastAPI, authorization: str | None, path: str = "/cases?limit=1") -> httpx2.Response:
    async with http(app, None) as client:
        return await client.get(path, headers={} if authorization is None else {"Authorization": authorization})


@pytest.mark.parametrize("what", BAD_TOKENS)
async def test_a_token_that_proves_nothing_is_refused_with_the_reason(app: FastAPI, what: str) -> None:
    make, reason = BAD_TOKENS[what]
    answer = await asked(app, f"Bearer {make()}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="zhixing", error="invalid_token"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert reason in answer.json()["detail"]


@pytest.mark.parametrize("authorization", ["Basic dTpw", "Bearer", "Bearer  "])
async def test_another_scheme_is_refused(app: FastAPI, authorization: str) -> None:
    answer = await asked(app, authorization)
    assert answer.status_code == 401
    assert "expected the header Authorization: Bearer <token>" in answer.json()["detail"]


async def test_a_good_token_is_taken_a_moment_after_its_end(app: FastAPI) -> None:
    assert (await asked(app, f"Bearer {signed()}")).status_code == 200
    assert (await asked(app, f"bearer {signed(exp=seconds(-2))}")).status_code == 200


async def test_without_a_token_the_caller_is_told_what_to_send(app: FastAPI) -> None:
    answer = await asked(app, None)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="zhixing"')
    assert "Authorization: Bearer <token>" in answer.json()["detail"]


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every route of the application: method and path."""
    return [
        (method, str(route.path) + ("/x" if isinstance(route.route, Mount) else ""))
        for route in iter_route_contexts(app.routes)
        for method in route.methods or {"GET"}
    ]


async def test_every_route_asks_who_is_calling_but_the_open_doors(app: FastAPI) -> None:
    known = routes(app)
    assert len(known) > 50
    async with http(app, None) as client:
        for method, path in known:
            status = (await client.request(method, path.replace("{", "").replace("}", ""))).status_code
            assert (status == 401) == (path not in OPEN), (method, path, status)


async def test_a_route_that_nobody_thought_of_asks_too(app: FastAPI) -> None:
    services = app.state.services
    assert isinstance(services, Services)
    other = application(services)

    other.dependency_overrides[admitted] = lambda: None

    @other.get("/forgotten")
    def forgotten() -> str:
        return "a secret"

    @other.get("/me")
    def me(caller: CallerHere) -> dict[str, object]:
        return {"subject": caller.subject, "name": caller.name, "court": caller.court, "roles": sorted(caller.roles), "kind": caller.kind}

    for path in ("/forgotten", "/nowhere", "/docs/", "/statutes", "/static/../cases", "/hooks/fund", "/Cases"):
        assert (await asked(other, None, path)).status_code == 401, path
    assert (await asked(other, f"Bearer {signed()}", "/nowhere")).status_code == 404
    known = (await asked(other, f"Bearer {signed()}", "/me")).json()
    assert known == {"subject": "h1", "name": "张三", "court": "沪0199", "roles": ["handler"], "kind": "person"}
