"""How much one may ask, and what every answer tells a browser not to do."""

from dataclasses import replace

import httpx2
import pytest
from fastapi import FastAPI

from api.dependencies import Services
from api.identity.limits import Limits
from subsystems.signing import Person
from tests.api.conftest import application, http, with_mirror


def limited(app: FastAPI, limits: Limits, public: str = "http://api") -> FastAPI:
    services = app.state.services
    assert isinstance(services, Services)
    return with_mirror(application(replace(services, identity=replace(services.identity, limits=limits, public=public))))


async def asked(client: httpx2.AsyncClient, times: int, path: str = "/me", **headers: str) -> list[httpx2.Response]:
    return [await client.get(path, headers=headers) for _ in range(times)]


async def test_one_caller_does_not_take_the_place_of_the_others(app: FastAPI) -> None:
    few = limited(app, Limits(requests_per_second=2))
    async with http(few) as busy, http(few, Person("other", "李四", "沪0199", ["handler"])) as other:
        answers = await asked(busy, 9)
        over = [answer for answer in answers if answer.status_code == 429]
        assert (await asked(other, 1))[0].status_code == 200
    assert over, "nine in a second or two are more than two a second"
    assert answers[0].status_code == 200
    assert (over[0].headers["Retry-After"], over[0].json()["type"]) == ("1", "https://zhixing.example/problems/too-many")


async def test_bad_tokens_are_counted_by_address_and_good_ones_go_on(app: FastAPI) -> None:
    async with http(limited(app, Limits(failures_per_minute=3))) as client:
        refused = [answer.status_code for answer in await asked(client, 12, Authorization="Bearer bad")]
        assert refused[:3] == [401] * 3
        assert 429 in refused
        assert {answer.status_code for answer in await asked(client, 5)} == {200}


async def test_log_ins_are_counted_by_address(app: FastAPI) -> None:
    async with http(limited(app, Limits(logins_per_minute=2)), None) as client:
        answers = await asked(client, 6, "/login/callback")
    assert [answer.status_code for answer in answers[:2]] == [403, 403]
    assert 429 in [answer.status_code for answer in answers]


@pytest.mark.parametrize("path", ["/", "/me", "/nowhere", "/static/page.css", "/login/callback", "/statutes/rules"])
async def test_nothing_but_our_own_runs_in_a_page(client: httpx2.AsyncClient, path: str) -> None:
    policy = (await client.get(path)).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy
    assert {"object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))


async def test_the_documentation_may_run_the_script_it_has_in_it(client: httpx2.AsyncClient) -> None:
    for path in ("/docs", "/redoc"):
        page = await client.get(path)
        assert "script-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
        assert "//cdn" not in page.text


async def test_with_https_a_browser_never_comes_without(app: FastAPI, client: httpx2.AsyncClient) -> None:
    assert "Strict-Transport-Security" not in (await client.get("/")).headers
    async with http(limited(app, Limits(), "https://zhixing.court.example")) as secure:
        assert (await secure.get("/nowhere")).headers["Strict-Transport-Security"].startswith("max-age=31536000")
