"""Waiting for what happens by itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

_Found = TypeVar("_Found")


async def until(ask: Callable[[], Awaitable[_Found]], done: Callable[[_Found], bool], seconds: float = 20) -> _Found:
    """Ask until it is done."""
    deadline = time.monotonic() + seconds
    while not done(found := await ask()):
        assert time.monotonic() < deadline, f"not done: {found}"
        await asyncio.sleep(0.02)
    return found
