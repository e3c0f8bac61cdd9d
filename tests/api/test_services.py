"""Systems of the court that sign their own tokens."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.dependencies import Services
from api.identity.services import ServiceKeys
from enforcement import clock
from subsystems.signing import SigningKey, new_key
from tests.api.conftest import application, http, with_mirror
from tests.tokens import AUDIENCE

KEY, OTHER = SigningKey(new_key()), SigningKey(new_key())
ABOUT = {"name": "立案系统", "roles": ["filing_clerk"], "court": "沪0199"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    register(tmp_path, "intake", KEY)
    return tmp_path


def register(folder: Path, name: str, *keys: SigningKey, **about: Any) -> None:
    (folder / f"{name}.json").write_text(json.dumps({**ABOUT, **about, "keys": [key.public for key in keys]}), encoding="utf-8")


@pytest.fixture
async def client(app: FastAPI, folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    services = app.state.services
    assert isinstance(services, Services)
    issuers = [ServiceKeys(folder, AUDIENCE, services.engine)]
    built = with_mirror(application(replace(services, identity=replace(services.identity, issuers=issuers))))
    async with http(built, None) as connected:
        yield connected


_ids = iter(range(10**6))


def signed(key: SigningKey = KEY, **changes: Any) -> str:
    now = int(clock.now().timestamp())
    good = {"iss": "intake", "sub": "intake", "aud": AUDIENCE, "iat": now, "exp": now + 60, "jti": f"t-{now}-{next(_ids)}"}
    return key.signed({name: value for name, value in (good | changes).items() if value is not None})


async def asked(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.get("/me", headers={"Authorization": f"Bearer {token}"})


async def test_a_system_is_who_its_file_says(client: httpx2.AsyncClient) -> None:
    assert (await asked(client, signed())).json() == ["intake", "立案系统", "system", ["filing_clerk"], "沪0199"]
    assert (await asked(client, signed(roles=["operator"], court="最高法"))).json()[3:] == [["filing_clerk"], "沪0199"]


async def test_a_token_holds_once(client: httpx2.AsyncClient) -> None:
    token = signed()
    assert [(await asked(client, token)).status_code for _ in range(3)] == [200, 401, 401]
    again = await asked(client, token)
    assert "not used before (jti)" in again.json()["detail"]


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (lambda: signed(OTHER), "registered for 'intake'"),
        (lambda: signed(sub="fund"), "speak for itself"),
        (lambda: signed(jti=None), '"jti"'),
        (lambda: signed(aud="another"), "audience"),
        (lambda: signed(exp=int(clock.now().timestamp()) + 3600), "at most 300 seconds"),
        (lambda: signed(iss="fund"), "issuer that is known here"),
        (lambda: signed(iss="../intake"), "issuer that is known here"),
        (lambda: signed(iss="INTAKE"), "issuer that is known here"),
    ],
)
async def test_what_a_system_may_not_say_is_refused(client: httpx2.AsyncClient, token: Any, reason: str) -> None:
    answer = await asked(client, token())
    assert answer.status_code == 401
    assert reason in answer.json()["detail"]


async def test_files_count_from_the_next_request_on(client: httpx2.AsyncClient, folder: Path) -> None:
    register(folder, "intake", KEY, OTHER)
    assert [(await asked(client, signed(key))).status_code for key in (KEY, OTHER)] == [200, 200]
    register(folder, "intake", OTHER)
    assert [(await asked(client, signed(key))).status_code for key in (KEY, OTHER)] == [401, 200]
    (folder / "intake.json").unlink()
    assert (await asked(client, signed(OTHER))).status_code == 401
    register(folder, "archive", KEY)
    assert (await asked(client, signed(iss="archive", sub="archive"))).json()[0] == "archive"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}', '{"keys": [{"kty": "x"}], "court": "沪"}', "\x00"])
async def test_a_file_that_cannot_be_read_lets_nobody_in(client: httpx2.AsyncClient, folder: Path, content: str) -> None:
    (folder / "intake.json").write_text(content)
    answer = await asked(client, signed())
    assert (answer.status_code, "cannot be read" in answer.json()["detail"]) == (401, True)
