"""Reading what an HTTP channel answers: whether it took the letter, whether it may later, what number it gave."""

import json
from collections.abc import Callable
from typing import Any

import httpx2

from enforcement.ports.channels import AnswerLost, ChannelAway, LetterRefused
from enforcement.secrecy.masking import MASK, masked_text

TIMEOUT = httpx2.Timeout(10.0, connect=3.0)
_NOT_TAKEN = {408, 425, 429, 503}
_LONGEST = 300


def exchanged(channel: str, send: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The answer to a request, below 400. ChannelAway, AnswerLost or LetterRefused by its status, or by how none came."""
    try:
        response = send()
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise ChannelAway(channel, type(error).__name__) from None
    except httpx2.HTTPError as error:
        raise AnswerLost(channel, type(error).__name__) from None
    status = response.status_code
    if status in _NOT_TAKEN:
        raise ChannelAway(channel, f"HTTP {status}", _seconds(response.headers.get("Retry-After")))
    if status >= 500:
        raise AnswerLost(channel, f"HTTP {status}")
    if status >= 300:
        raise LetterRefused(channel, f"HTTP {status}: {shown(response.text)}")
    return response


def read(channel: str, response: httpx2.Response) -> Any:
    """The JSON of an answer. AnswerLost if it is none."""
    try:
        return json.loads(response.content)
    except ValueError:
        raise AnswerLost(channel, f"an answer that is no JSON: {shown(response.text)}") from None


def part(answer: Any, path: str) -> str | None:
    """What stands in an answer at a path such as `data.0.code`, as text."""
    for name in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(name)
        elif isinstance(answer, list) and name.isdigit() and int(name) < len(answer):
            answer = answer[int(name)]
        else:
            return None
    return None if answer is None or isinstance(answer, dict | list) else str(answer)


def shown(text: str, *hidden: str) -> str:
    """What was answered, short, without the address it went to and without what looks personal."""
    for secret in filter(None, hidden):
        text = text.replace(secret, MASK)
    return masked_text(text)[:_LONGEST]


def _seconds(value: str | None) -> float | None:
    return float(value) if value is not None and value.isascii() and value.isdigit() else None
