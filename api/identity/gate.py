"""Asks each request who is calling, before anything else looks at it. Nobody gets by, but through the open doors."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from api.identity.keys import KeysAway
from api.identity.public import is_public
from api.identity.tokens import BadToken, Issuer, issuer_of
from api.problems import Problem, Unidentified, as_problem, response
from enforcement.authority.callers import Caller

HOW_TO = "send `Authorization: Bearer <token>` (on a demonstration: `zhixing token`)"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who vouches for callers here."""

    issuers: Sequence[Issuer]

    async def of_token(self, token: str) -> Caller:
        """Whose token it is. BadToken if it proves nothing, KeysAway if that cannot be said now."""
        issuer = issuer_of(token)
        for known in self.issuers:
            if known.speaks(issuer):
                return await known.caller(token)
        raise BadToken(f"expected a token of an issuer that is known here, got one of {issuer[:80]!r}; ask the right one for a token")

    async def of(self, request: Request) -> Caller | None:
        """Who sends a request; nobody, if it does not say."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not token.strip():
            raise BadToken(f"expected the header Authorization: Bearer <token>, got the scheme {scheme[:20]!r}")
        return await self.of_token(token.strip())


class Gate:
    """The middleware: `request.state.caller` says who is calling; without one, only open doors lead on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await WebSocketClose(1008, "nobody is let in this way")(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.caller = None
        if not is_public(request.method, request.scope["path"]):
            try:
                request.state.caller = await _caller(request)
            except Problem as problem:
                await response(problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _caller(request: Request) -> Caller:
    identity = request.app.state.services.identity
    assert isinstance(identity, Identity)
    try:
        found = await identity.of(request)
    except (BadToken, KeysAway) as error:
        raise as_problem(error) from None
    if found is None:
        raise Unidentified(f"expected to be told who is calling, got no token: {HOW_TO}", token=False)
    return found
