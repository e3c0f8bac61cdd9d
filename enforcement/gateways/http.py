"""One way to speak HTTP with a subsystem: timeouts, a credential, an idempotency key on every write, and strict reading of answers.

Nothing is tried again here: Temporal retries activities by their policy. A worker gives each client a line, which holds calls back.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

import httpx2
from pydantic import TypeAdapter, ValidationError

from enforcement.gateways.line import Line
from enforcement.gateways.plausibility import Doubt, nothing
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected

_Answer = TypeVar("_Answer")
_TIMEOUT = httpx2.Timeout(10.0, connect=3.0)
_BUSY = {408, 425, 429}


class SubsystemClient:
    """The HTTP client of one subsystem. Without a line every call goes out at once."""

    def __init__(self, subsystem: str, url: str, credential: str, line: Line | None = None) -> None:
        self._subsystem = subsystem
        self._line = line
        self._client = httpx2.Client(base_url=url, timeout=_TIMEOUT, headers={"Authorization": f"Bearer {credential}"})

    def post(self, path: str, key: str, body: object, answer: type[_Answer], doubt: Doubt[_Answer] = nothing) -> _Answer:
        """Write; the same key again changes nothing on the other side. What `doubt` says of an answer makes it none."""
        content = TypeAdapter(type(body)).dump_json(body)
        headers = {"Idempotency-Key": quote(key), "Content-Type": "application/json"}
        request = self._client.build_request("POST", path, content=content, headers=headers)
        return self._ask(key, lambda: self._read(self._send(request), answer, doubt))

    def get(self, path: str, answer: type[_Answer], doubt: Doubt[_Answer] = nothing) -> _Answer:
        """Read. What `doubt` says of an answer makes it none."""
        request = self._client.build_request("GET", path)
        return self._ask(path, lambda: self._read(self._send(request), answer, doubt))

    def content(self, path: str) -> bytes:
        """Read something as it is."""
        request = self._client.build_request("GET", path)
        return self._ask(path, lambda: self._send(request).content)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _ask(self, key: str, call: Callable[[], _Answer]) -> _Answer:
        return call() if self._line is None else self._line.ask(key, call)

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = self._client.send(request)
        except httpx2.HTTPError as error:
            raise SubsystemAway(self._subsystem, f"{type(error).__name__}: {error}") from error
        if response.status_code >= 500 or response.status_code in _BUSY:
            raise SubsystemAway(self._subsystem, f"HTTP {response.status_code}", _seconds(response.headers.get("Retry-After")))
        if response.status_code >= 400:
            raise SubsystemRejected(self._subsystem, f"HTTP {response.status_code}: {response.text[:500]}")
        return response

    def _read(self, response: httpx2.Response, answer: type[_Answer], doubt: Doubt[_Answer]) -> _Answer:
        try:
            read = TypeAdapter(answer).validate_json(response.content, strict=True)
        except ValidationError as error:
            # Truncated or garbled on the way: the same request may well be answered properly next time.
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            raise SubsystemAway(self._subsystem, f"an answer that is no {answer.__name__}: {place}: {first['msg']}") from error
        reason = doubt(read)
        if reason is not None:
            raise SubsystemAway(self._subsystem, f"an answer that cannot be true: {reason}")
        return read


def _seconds(value: str | None) -> float | None:
    return float(value) if value is not None and value.isascii() and value.isdigit() else None
