"""Every route, with anything in its address, its query, its headers and its body: an answer that is no failure of ours."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI

from tests.api.conftest import http
from tests.api.test_matrix import ENDLESS, NAMES, routes
from tests.docket.building import FILING
from tests.fuzz.corpus import BODIES, CONTENT_TYPES, ENCODED, MARK, SAYABLE, TIMES, endless
from tests.fuzz.luck import chosen

PROBLEM = "application/problem+json"
_NAME = re.compile(r"{([a-z_]+)(?::path)?}")
# Asked of the fund system and of Temporal itself: who is really away there is told with 503.
ABROAD = ("GET /finance/suspense", "POST /finance/suspense/matches", "GET /subsystems")


def places(app: FastAPI, case: str) -> dict[str, str]:
    """A path of every route that names something there is, or could be."""
    known = {"escalation_id": "1", "calendar_id": "2026-1", "callback_id": "1", "run": "x", "subsystem": "fund", **NAMES}
    known["case_id"] = case.removeprefix("/cases/")
    return {route: route.split(" ")[1].replace(":path", "").format(**known) for route in routes(app) if route not in (ENDLESS, *ABROAD)}


def sound(answer: httpx2.Response, what: object) -> None:
    """No failure of ours; a problem is told as one; nothing that came in stands unescaped in a page."""
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 400:
        assert kind.startswith((PROBLEM, "text/html")), (what, kind)
    if kind.startswith(("text/html", "image/svg")):
        assert f"<script>{MARK}" not in answer.text, what
        assert f"<img src=x onerror={MARK}" not in answer.text, what
    assert not any("\n" in value or "\r" in value for value in answer.headers.values()), what


async def ask(client: httpx2.AsyncClient, method: str, target: str, **how: Any) -> None:
    sound(await client.request(method, target, **how), (method, target[:200], list(how)))


async def test_anything_may_stand_in_a_path(app: FastAPI, case: str) -> None:
    wanted = [
        (route, part, text)
        for route in places(app, case)
        for part in _NAME.findall(route)
        for name, text in ENCODED.items()
        if name != "many"
    ]
    async with http(app) as client:
        for route, part, text in chosen(wanted, "path"):
            method, path = route.split(" ")
            known = {**NAMES, "case_id": case.removeprefix("/cases/"), part: text}
            others = {other: known.get(other, "1") for other in _NAME.findall(path)}
            body = {"json": {"no such field": 1}} if method == "POST" else {}
            await ask(client, method, path.replace(":path", "").format(**others), **body)


async def test_anything_may_stand_in_a_query(app: FastAPI, case: str) -> None:
    documented = {
        path: [one["name"] for one in operations.get("get", {}).get("parameters", ()) if one["in"] == "query"]
        for path, operations in app.openapi()["paths"].items()
    }
    pages = ["q", "state", "officer", "court", "cursor", "clock", "lang", "said", "warning", "next"]
    wanted = [
        f"{target}?{parameter}={text}"
        for route, target in places(app, case).items()
        if route.startswith("GET")
        for parameter in documented.get(route.removeprefix("GET "), pages)
        for text in (*ENCODED.values(), *(map(quote, TIMES.values()) if parameter in ("as_known_at", "due_before") else ()))
    ]
    async with http(app) as client:
        for target in chosen(wanted, "query"):
            await ask(client, "GET", target)


async def test_anything_may_come_as_a_body_of_any_kind(app: FastAPI, case: str) -> None:
    targets = [target for route, target in places(app, case).items() if route.startswith("POST")]
    wanted = [(target, body, "application/json") for target in targets for body in BODIES.values()]
    wanted += [(target, BODIES[name], kind) for target in targets for kind in CONTENT_TYPES for name in ("form", "multipart", "nothing")]
    async with http(app) as client:
        for target, body, kind in chosen(wanted, "body"):
            await ask(client, "POST", target, content=body, headers={"Content-Type": kind})


async def test_a_body_without_end_is_left_unread(app: FastAPI, case: str) -> None:
    taken = 0

    async def pieces(start: Iterator[bytes]) -> AsyncIterator[bytes]:
        nonlocal taken
        for piece in start:
            taken += 1
            yield piece

    async with http(app) as client:
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            for route, target in places(app, case).items():
                if route.startswith("POST") and "publish" not in route and "approve" not in route:
                    taken = 0
                    head = (
                        [b'--x\r\nContent-Disposition: form-data; name="notice"; filename="x.json"\r\n\r\n'] if "multipart" in kind else []
                    )
                    body = pieces(iter([*head, *endless()]))
                    answer = await client.post(target, content=body, headers={"Content-Type": kind})
                    sound(answer, (route, kind))
                    # What is not read does no harm: four pieces are as much as may come.
                    assert taken <= 6, (route, kind, taken)


@pytest.mark.parametrize("host", ["[", "a b", "x/cases", "a@b", "%00", "x" * 5_000, "", "::1", "[::1"])
async def test_a_host_may_have_any_name(app: FastAPI, case: str, host: str) -> None:
    async with http(app) as client:
        for target in (case, f"/desk{case}", "/desk", "/desk/cases", "/cases", "/nowhere"):
            await ask(client, "GET", target, headers={"Host": host})
            await ask(client, "POST", f"{target}/entries", headers={"Host": host}, json={})


async def test_headers_may_say_anything(app: FastAPI, case: str) -> None:
    names = (
        "Idempotency-Key",
        "Accept-Language",
        "Accept",
        "Cookie",
        "Last-Event-Id",
        "Origin",
        "Content-Length",
        "X-Forwarded-For",
        "Range",
    )
    texts = [text.encode()[:2_000] for text in SAYABLE.values() if "\n" not in text] + [b"\x00", b"\xff" * 10, b"x" * 60_000, b"-1", b""]
    async with http(app) as client:
        for name, text in chosen([(name, text) for name in names for text in texts], "headers"):
            await ask(client, "GET", f"/desk{case}", headers=[(name.encode(), text)])
            if name == "Idempotency-Key":
                await ask(client, "POST", "/cases", headers=[(b"Idempotency-Key", text)], json={**FILING, "claim": -1})


async def test_a_token_may_say_anything(app: FastAPI, case: str) -> None:
    async with http(app, None) as client:
        for token in [
            *(text.encode()[:9_000] for text in SAYABLE.values() if "\n" not in text),
            b"e30.e30.e30",
            b"W10.W10.x",
            b"." * 9_000,
        ]:
            answer = await client.get(case, headers=[(b"Authorization", b"Bearer " + token)])
            assert answer.status_code == 401, (token[:80], answer.text[:200])
            assert answer.headers["www-authenticate"]
