"""What every answer tells a browser not to do."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
# The pages of the API's documentation are made elsewhere, with a script of their own in them; they show nothing of any file.
_LOOSE = f"{_POLICY}; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; worker-src blob:"
_DOCUMENTATION = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc"})
_HTTPS_ONLY = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """The middleware, outermost; an answer that says something of its own keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = {**_ALWAYS, "Content-Security-Policy": _LOOSE if scope["path"] in _DOCUMENTATION else _POLICY}
        if scope["app"].state.services.identity.public.startswith("https://"):
            told["Strict-Transport-Security"] = _HTTPS_ONLY

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in told.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, tell)
