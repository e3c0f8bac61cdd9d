"""Pages stay fresh: an event for what was written, and none for what is not the caller's or of another case."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.sse import ServerSentEvent
from starlette.requests import Request
from starlette.types import Message

from api.pages import changes
from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Permission, permission

HERE = Caller("u1", "甲", "沪0199", frozenset({"handler"}))
ELSEWHERE = Caller("u2", "乙", "京0105", frozenset({"handler"}))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PAUSE_SECONDS", 0.05)


async def _stays() -> Message:
    await asyncio.sleep(3600)
    return {"type": "http.disconnect"}


def listening(app: FastAPI, caller: Caller, case: str | None = None, last: str = "") -> AsyncIterator[ServerSentEvent]:
    headers = [(b"last-event-id", last.encode())]
    request = Request({"type": "http", "headers": headers, "method": "GET", "path": "/desk/changes", "query_string": b""}, _stays)
    found = permission(caller, "list_cases")
    assert isinstance(found, Permission)
    return changes.changes(request, found, app.state.services, case)


async def test_an_entry_is_told_to_whoever_may_see_it(app: FastAPI, client: httpx2.AsyncClient, case: str) -> None:
    mine = asyncio.ensure_future(anext(listening(app, HERE, case.removeprefix("/cases/"))))
    theirs = asyncio.ensure_future(anext(listening(app, ELSEWHERE)))
    await asyncio.sleep(0.3)
    assert (await client.post(f"{case}/entries", json={"kind": "fact", "type": "materials_received", "data": {}})).status_code == 201
    told = await asyncio.wait_for(mine, 10)
    assert (told.event, told.id) == ("changed", str(told.data))
    done, _ = await asyncio.wait([theirs], timeout=0.5)
    assert not done, "another court hears nothing"
    theirs.cancel()


async def test_a_browser_that_comes_back_hears_what_it_missed(app: FastAPI, case: str) -> None:
    told = await asyncio.wait_for(anext(listening(app, HERE, case.removeprefix("/cases/"), last="0")), 10)
    assert told.event == "changed"


async def test_a_last_event_that_is_no_number_is_taken_for_none(app: FastAPI, case: str) -> None:
    waiting = asyncio.ensure_future(anext(listening(app, HERE, "沪0199-2026-执-99999", last="9" * 40)))
    done, _ = await asyncio.wait([waiting], timeout=0.4)
    assert not done
    waiting.cancel()
