"""Asks each request who is calling, before anything else looks at it. Nobody gets by, but through the open doors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from api.identity.keys import KeysAway
from api.identity.limits import Limits, TooMany
from api.identity.login import Login
from api.identity.origin import check_origin
from api.identity.public import is_public
from api.identity.tokens import BadToken, Issuer, issuer_of
from api.problems import Problem, Unidentified, as_problem, response
from enforcement.authority.callers import Caller

HOW_TO = "send `Authorization: Bearer <token>` (on a demonstration: `zhixing token`)"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who vouches for callers here, and who is logged in."""

    issuers: Sequence[Issuer]
    login: Login
    # This API as browsers know it.
    public: str
    limits: Limits = field(default_factory=Limits)

    async def of_token(self, token: str) -> Caller:
        """Whose token it is. BadToken if it proves nothing, KeysAway if that cannot be said now."""
        issuer = issuer_of(token)
        for known in self.issuers:
            if known.speaks(issuer):
                return await known.caller(token)
        raise BadToken(f"expected a token of an issuer that is known here, got one of {issuer[:80]!r}; ask the right one for a token")

    async def of(self, request: Request) -> Caller | None:
        """Who sends a request; nobody, if it does not say. A token counts before a session."""
        if "Authorization" in request.headers:
            return await self.of_token(_bearer(request.headers["Authorization"]))
        cookie = request.cookies.get(self.login.sessions.cookie)
        caller = await self.login.sessions.caller(cookie) if cookie else None
        if caller is not None:
            check_origin(request, self.public)
        return caller


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadToken(f"expected the header Authorization: Bearer <token>, got the scheme {scheme[:20]!r}")
    return token.strip()


class Gate:
    """The middleware: `request.state.caller` says who is calling; without one, only open doors lead on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            await (await _stopped(request) or self._app)(scope, receive, send)
        else:
            await WebSocketClose(1008, "nobody is let in this way")(scope, receive, send)


async def _stopped(request: Request) -> Response | None:
    """What a request is answered that goes no further; for the others, who sends it is noted."""
    request.state.caller = None
    if is_public(request.method, request.scope["path"]):
        return None
    identity = _identity(request)
    try:
        request.state.caller = caller = await identity.of(request)
        if caller is None:
            return _sent_to_log_in(request)
        identity.limits.request(caller)
    except BadToken as error:
        return _failed(identity, request, error)
    except Problem as problem:
        return response(problem)
    except (KeysAway, DBAPIError, PoolTimeout) as error:
        return response(as_problem(error))
    return None


def _failed(identity: Identity, request: Request, error: BadToken) -> Response:
    try:
        identity.limits.failure(request)
    except TooMany as problem:
        return response(problem)
    return response(as_problem(error))


def _sent_to_log_in(request: Request) -> Response:
    """People who look at a page log in first; programs are told what to send."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/login?{urlencode({'next': request.scope['path'] + query})}", 303)
    return response(Unidentified(f"expected to be told who is calling, got no token: {HOW_TO}", token=False))


def _identity(request: Request) -> Identity:
    found = request.app.state.services.identity
    assert isinstance(found, Identity)
    return found
