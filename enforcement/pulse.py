"""What a worker shows over HTTP: its metrics, whether it lives, and whether all that it needs answers."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import TimeoutError as Unanswered
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app

_PATIENCE = 5.0
Missing = Callable[[], Coroutine[Any, Any, list[str]]]


class Pulse:
    """Answers from threads of its own: a loop that is stuck is found, not waited for."""

    def __init__(self, loop: asyncio.AbstractEventLoop, missing: Missing, patience: float = _PATIENCE) -> None:
        self._loop = loop
        self._missing = missing
        self._patience = patience

    def live(self) -> list[str]:
        """Empty while the worker's loop turns."""
        return self._asked(_nothing)

    def ready(self) -> list[str]:
        """What does not answer."""
        return self._asked(self._missing)

    def _asked(self, question: Missing) -> list[str]:
        answer = asyncio.run_coroutine_threadsafe(question(), self._loop)
        try:
            return answer.result(self._patience)
        except Unanswered:
            answer.cancel()
            return ["worker"]


async def _nothing() -> list[str]:
    return []


@contextmanager
def shown(host: str, port: int, registry: CollectorRegistry, pulse: Pulse) -> Iterator[None]:
    """Serve `/metrics`, `/health/live` and `/health/ready` while this lasts. OSError if the port is taken."""
    metrics: WSGIApplication = make_wsgi_app(registry)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/metrics":
                return metrics(environ, start_response)
            case "/health/live":
                return _told(pulse.live(), start_response)
            case "/health/ready":
                return _told(pulse.ready(), start_response)
            case _:
                start_response("404 Not Found", [("Content-Type", "text/plain")])
                return [b"here are /metrics, /health/live and /health/ready\n"]

    with make_server(host, port, application, _Server, _Quiet) as server:
        thread = Thread(target=server.serve_forever, name="pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()


def _told(missing: list[str], start_response: StartResponse) -> list[bytes]:
    start_response("503 Service Unavailable" if missing else "200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"status": "missing" if missing else "ok", "missing": missing}).encode()]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """A probe every few seconds is no news."""
