"""What no request may bring, whatever its route does with it: bodies without end, and signs that nothing here can keep."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import MAX_BYTES
from api.problems import Problem, malformed, response
from enforcement.docket.reading import FieldError


class Doorstep:
    """The middleware: bodies of at most 256 KiB, however they are sent; no NUL in an address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = _problem(Request(scope))
        if problem is not None:
            await response(problem)(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BYTES:
                raise HTTPException(413, too_large().detail)
            return message

        await self._app(scope, bounded, send)


def too_large() -> Problem:
    """A body beyond what is taken."""
    return Problem(413, "http-413", "The body is too large", f"expected at most {MAX_BYTES} bytes; nothing was written")


def _problem(request: Request) -> Problem | None:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > len(str(MAX_BYTES)) or int(length) > MAX_BYTES):
        return too_large()
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"] or b"\x00" in request.scope["query_string"]:
        return malformed([FieldError("", "an address without NUL", "%00")])
    return None
