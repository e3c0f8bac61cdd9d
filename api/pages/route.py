"""What goes wrong on a page is told on a page: the same problem that programs read, for people."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.pages.rendering import page
from api.problems import Problem, as_problem, malformed_request
from enforcement.docket.reading import EntryError
from enforcement.errors import ZhixingError


class PageRoute(APIRoute):
    """A route whose problems are pages for whoever asks for pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with a page for every problem that it may raise."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except (Problem, ZhixingError, EntryError, RequestValidationError) as error:
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                problem = _problem(error)
                return page(request, request.state.caller, "problem.html", {"problem": problem}, status=problem.status)

        return shown


def _problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    return malformed_request(error) if isinstance(error, RequestValidationError) else as_problem(error)
