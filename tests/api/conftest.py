"""The API in front of the real engine and the real database."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.app import create_app
from api.delivery import delivering
from api.dependencies import Services
from enforcement.docket.profile import embedded_profile
from enforcement.gateways.callbacks import Callbacks
from enforcement.records.database import engine_for
from enforcement.survey import Place, Places
from subsystems.signing import Person
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.keys import KEYS
from tests.stand_ins import SECRET, stand_ins_at_work
from tests.tokens import ANYBODY, bearer, identity
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

_SERIAL = count(5001)


@pytest.fixture(scope="session")
def api_engine(postgres: EmbeddedPostgres) -> Engine:
    return engine_for(new_database(postgres), KEYS)


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-ins, over HTTP; nobody takes their callbacks."""
    with stand_ins_at_work(tmp_path_factory.mktemp("subsystems")) as url:
        yield url


@asynccontextmanager
async def serving(engine: Engine) -> AsyncIterator[FastAPI]:
    """The application on a database, with a worker behind it."""
    async with at_work(engine) as services, delivering(services):
        yield application(services)
    engine.dispose()


@asynccontextmanager
async def at_work(engine: Engine) -> AsyncIterator[Services]:
    """What an application works with; nobody delivers callbacks."""
    async with dev_server() as environment, working(environment.client, engine):
        address = environment.client.service_client.config.target_host
        yield Services(engine, embedded_profile(), Callbacks(SECRET), identity(engine), address, "default", KEYS)


def application(services: Services) -> FastAPI:
    """An application that was started by hand."""
    built = create_app(lambda: services)
    built.state.services = services
    return built


def with_mirror(app: FastAPI) -> FastAPI:
    """With a route, `/me`, that tells who is calling and asks nothing else."""

    async def me(request: Request) -> JSONResponse:
        caller = request.state.caller
        return JSONResponse([caller.subject, caller.name, caller.kind, sorted(caller.roles), caller.court])

    app.router.routes.append(Route("/me", me, methods=["GET", "POST"]))
    return app


def http(app: FastAPI, person: Person | None = ANYBODY) -> httpx2.AsyncClient:
    """A client of an application in this process, for a person; for nobody who says who he is, without one."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://api", timeout=30, headers=bearer(person) if person else {})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(api_engine: Engine) -> AsyncIterator[FastAPI]:
    """The application that the tests share."""
    async with serving(api_engine) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with http(app) as connected:
        yield connected


@pytest.fixture
def filing() -> dict[str, Any]:
    """The body of a filing of its own."""
    return {**FILING, "case_number": f"（2026）沪0199执{next(_SERIAL)}号"}


@pytest_asyncio.fixture(loop_scope="session")
async def case(client: httpx2.AsyncClient, filing: dict[str, Any]) -> str:
    """The path of a filed case."""
    answer = await client.post("/cases", json=filing)
    assert answer.status_code == 201, answer.text
    return f"/cases/{answer.json()['case_id']}"


@pytest.fixture
def fund_system(app: FastAPI, stand_ins: str) -> Iterator[str]:
    """The application asks the stand-in."""
    services = app.state.services
    before, services.places = services.places, Places([Place("fund", f"{stand_ins}/fund", True)], "credential")
    yield stand_ins
    services.places = before
