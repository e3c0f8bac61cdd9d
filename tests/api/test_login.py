"""People log in at a provider over HTTP, and what a session is worth."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from api.dependencies import Services
from api.identity.keys import RemoteKeys
from api.identity.login import local
from api.identity.providers import identity
from enforcement import clock
from enforcement.settings import Settings
from tests.api.conftest import application, http, with_mirror

SAME = {"Sec-Fetch-Site": "same-origin"}
CREDENTIAL = {"Authorization": "Bearer credential"}


class MovedClock:
    """The wall clock, moved on by hand."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return clock.now() + self.ahead


@pytest.fixture
def moved() -> MovedClock:
    return MovedClock()


@pytest.fixture
def door(app: FastAPI, stand_ins: str, moved: MovedClock) -> FastAPI:
    """The application, with the stand-in of the court's single sign-on."""
    services = app.state.services
    assert isinstance(services, Services)
    settings = Settings.model_validate(
        {"oidc_issuer": f"{stand_ins}/identity", "public_url": "http://api", "session_secret": "of these tests"}
    )
    here = identity(settings, services.engine)
    sessions = replace(here.login.sessions, now=moved)
    return with_mirror(application(replace(services, identity=replace(here, login=replace(here.login, sessions=sessions)))))


@pytest.fixture
async def browser(door: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with http(door, None) as client:
        yield client


async def sent(browser: httpx2.AsyncClient, path: str = "/login?next=/cases") -> dict[str, str]:
    """Begin to log in; what the provider is asked."""
    answer = await browser.get(path)
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


async def chosen(stand_ins: str, asked: dict[str, str], person: str = "li") -> str:
    """Choose a person at the provider; the path of the way back."""
    async with httpx2.AsyncClient(timeout=10) as provider:
        page = await provider.get(f"{stand_ins}/identity/authorize", params=asked)
        assert page.status_code == 200, page.text
        assert "李执行" in page.text
        back = await provider.post(f"{stand_ins}/identity/authorize", data={**asked, "person": person})
    assert back.status_code == 303, back.text
    return back.headers["Location"].removeprefix("http://api")


async def logged_in(browser: httpx2.AsyncClient, stand_ins: str, person: str = "li") -> httpx2.Response:
    return await browser.get(await chosen(stand_ins, await sent(browser), person))


async def test_a_person_logs_in_works_and_logs_out(browser: httpx2.AsyncClient, stand_ins: str) -> None:
    asked = await sent(browser)
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert min(len(asked["state"]), len(asked["nonce"])) > 40
    answer = await browser.get(await chosen(stand_ins, asked))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cases")
    (cookie,) = [line for line in answer.headers.get_list("Set-Cookie") if line.startswith("zhixing=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert (await browser.get("/me")).json() == ["li", "李执行", "person", ["handler"], "沪0199"]
    assert (await browser.get("/cases?limit=1")).status_code == 200
    kept = browser.cookies["zhixing"]
    assert (await browser.post("/logout", headers=SAME)).status_code == 303
    assert "zhixing" not in browser.cookies
    assert (await browser.get("/me", headers={"Cookie": f"zhixing={kept}"})).status_code == 401, (
        "a cookie of an ended session is worth nothing"
    )


async def test_each_log_in_is_a_new_session_and_ends_the_old_one(browser: httpx2.AsyncClient, stand_ins: str) -> None:
    await logged_in(browser, stand_ins)
    first = browser.cookies["zhixing"]
    await logged_in(browser, stand_ins, "wang")
    assert browser.cookies["zhixing"] != first
    assert (await browser.get("/me")).json()[1] == "王局长"
    async with http_with_cookie(browser, first) as old:
        assert (await old.get("/me")).status_code == 401


@asynccontextmanager
async def http_with_cookie(browser: httpx2.AsyncClient, cookie: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Another browser, with a cookie that it was given."""
    async with httpx2.AsyncClient(transport=browser._transport, base_url="http://api", headers={"Cookie": f"zhixing={cookie}"}) as client:
        yield client


@pytest.mark.parametrize("spoil", [lambda c: c[:-3] + "abc", lambda c: "x" + c, lambda _: "x.y", lambda _: ""])
async def test_a_cookie_that_was_touched_is_worth_nothing(browser: httpx2.AsyncClient, stand_ins: str, spoil: Any) -> None:
    await logged_in(browser, stand_ins)
    async with http_with_cookie(browser, spoil(browser.cookies["zhixing"])) as thief:
        assert (await thief.get("/me")).status_code == 401


async def test_a_session_ends_when_nobody_is_there(browser: httpx2.AsyncClient, stand_ins: str, moved: MovedClock) -> None:
    await logged_in(browser, stand_ins)
    for _ in range(3):
        moved.ahead += timedelta(minutes=25)
        assert (await browser.get("/me")).status_code == 200
    moved.ahead += timedelta(minutes=31)
    assert (await browser.get("/me")).status_code == 401


async def test_a_session_ends_with_the_token_it_began_with(browser: httpx2.AsyncClient, stand_ins: str, moved: MovedClock) -> None:
    await logged_in(browser, stand_ins)
    for _ in range(19):
        moved.ahead += timedelta(minutes=25)
        assert (await browser.get("/me")).status_code == 200
    moved.ahead += timedelta(minutes=10)
    assert (await browser.get("/me")).status_code == 401, "the token held for eight hours"


async def test_what_another_site_sends_is_refused(browser: httpx2.AsyncClient, stand_ins: str) -> None:
    await logged_in(browser, stand_ins)
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil"}, {"Origin": "null"}):
        answer = await browser.post("/me", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "https://zhixing.example/problems/cross-site"), headers
    for headers in (SAME, {"Origin": "http://api"}):
        assert (await browser.post("/me", headers=headers)).json()[0] == "li"
    assert (await browser.post("/logout")).status_code == 403
    assert (await browser.get("/me")).status_code == 200


async def test_a_code_is_worth_nothing_without_its_verifier(browser: httpx2.AsyncClient, stand_ins: str) -> None:
    async with httpx2.AsyncClient(timeout=10) as provider:
        asked = await sent(browser)
        code = parse_qs(urlsplit(await chosen(stand_ins, asked)).query)["code"][0]
        stolen = {"grant_type": "authorization_code", "code": code, "redirect_uri": asked["redirect_uri"], "client_id": asked["client_id"]}
        refused = await provider.post(f"{stand_ins}/identity/token", data={**stolen, "code_verifier": "guessed" * 8})
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})
        again = await browser.get(f"/login/callback?code={code}&state={asked['state']}")
    assert again.status_code == 403, "a code is tried once"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "another"}, "the state that this log-in began with"),
        ({"code": None, "error": "access_denied"}, "let nobody in: access_denied"),
        ({"code": "unheard of"}, "invalid_grant"),
        ({"code": None}, "no code came"),
    ],
)
async def test_a_way_back_that_does_not_fit_lets_nobody_in(
    browser: httpx2.AsyncClient, stand_ins: str, changes: dict[str, str | None], reason: str
) -> None:
    back = await chosen(stand_ins, await sent(browser))
    answered = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} | changes
    refused = await browser.get("/login/callback", params={name: value for name, value in answered.items() if value is not None})
    assert refused.status_code == 403
    assert reason in refused.json()["detail"]
    assert "zhixing" not in browser.cookies


async def test_a_log_in_that_another_browser_began_lets_nobody_in(browser: httpx2.AsyncClient, door: FastAPI, stand_ins: str) -> None:
    back = await chosen(stand_ins, await sent(browser))
    async with http(door, None) as victim:
        assert (await victim.get(back)).status_code == 403
        await sent(victim)
        assert (await victim.get(back)).status_code == 403


async def test_a_token_made_for_another_log_in_lets_nobody_in(browser: httpx2.AsyncClient, stand_ins: str) -> None:
    asked = await sent(browser)
    refused = await browser.get(await chosen(stand_ins, {**asked, "nonce": "another"}))
    assert (refused.status_code, "nonce" in refused.json()["detail"]) == (403, True)


async def test_people_are_sent_to_log_in_and_programs_told_what_to_send(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/cases?court=沪0199", headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["Location"]) == (303, "/login?next=%2Fcases%3Fcourt%3D%25E6%25B2%25AA0199")
    assert (await browser.get("/cases")).status_code == 401
    assert (await browser.post("/cases", headers={"Accept": "text/html"})).status_code == 401


async def test_the_provider_changes_its_key_and_vouches_for_the_old_one(stand_ins: str) -> None:
    url = f"{stand_ins}/identity"
    async with httpx2.AsyncClient(timeout=10) as provider:
        before = (await provider.get(f"{url}/jwks")).json()["keys"][0]["kid"]
        assert (await provider.post(f"{url}/admin/rotate")).status_code == 401
        after = (await provider.post(f"{url}/admin/rotate", headers=CREDENTIAL)).json()["kid"]
    keys = RemoteKeys(lambda: f"{url}/jwks")
    assert after != before
    assert {await asyncio.to_thread(keys.asked, kid) is not None for kid in (before, after)} == {True}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": "another"}, 400),
        ({"redirect_uri": "http://api/login/callback/"}, 400),
        ({"redirect_uri": "http://evil/login/callback"}, 400),
        ({"code_challenge_method": "plain"}, 303),
        ({"code_challenge": "short"}, 303),
        ({"response_type": "token"}, 303),
        ({"scope": "profile"}, 303),
    ],
)
async def test_the_provider_refuses_what_is_not_exactly_right(
    browser: httpx2.AsyncClient, stand_ins: str, changes: dict[str, str], status: int
) -> None:
    asked = await sent(browser)
    async with httpx2.AsyncClient(timeout=10) as provider:
        for ask in (
            provider.get(f"{stand_ins}/identity/authorize", params=asked | changes),
            provider.post(f"{stand_ins}/identity/authorize", data={**asked, **changes, "person": "li"}),
        ):
            answer = await ask
            assert answer.status_code == status
            assert status == 400 or "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("path", "then"),
    [("/cases?a=1", "/cases?a=1"), ("//evil", "/"), ("/\\evil", "/"), ("http://evil", "/"), ("", "/"), ("/a\nb", "/"), ("/a\\b", "/")],
)
def test_one_goes_on_only_to_a_page_of_ours(path: str, then: str) -> None:
    assert local(path) == then
