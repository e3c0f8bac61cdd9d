"""A caller who goes away before the whole request is there: nobody is answered, nothing is written, and it is no incident."""

from collections.abc import MutableMapping
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI


async def test_a_caller_who_goes_away_is_no_incident(
    app: FastAPI, client: httpx2.AsyncClient, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    path = f"{case}/entries"
    headers = [(name.lower().encode(), value.encode()) for name, value in {**client.headers, "content-type": "application/json"}.items()]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    await app(
        {**scope, "http_version": "1.1", "scheme": "http", "server": ("api", 80), "client": ("127.0.0.1", 1), "root_path": ""},
        receive,
        send,
    )

    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [499]
    assert "unexpected error" not in "".join(capsys.readouterr())
