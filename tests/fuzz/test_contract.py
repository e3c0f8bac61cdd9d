"""The API against its own OpenAPI document: whatever it allows or forbids is answered as it says, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext, suppress
from typing import Any, TypeAlias

import pytest
import pytest_asyncio
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.identity.public import is_public
from tests.fuzz.luck import EXAMPLES, SEED, chosen
from tests.fuzz.test_addresses import ABROAD
from tests.tokens import bearer
from zhixing.throwaway import free_port

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a port of its own, in the loop that it was made in."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, lifespan="off", log_level="error", ws="none"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest.mark.parametrize("mode", list(GenerationMode))
async def test_the_api_keeps_its_contract(served: str, mode: GenerationMode) -> None:
    await asyncio.to_thread(explore_some, served, mode)


def explore_some(served: str, mode: GenerationMode) -> None:
    """Some operations by lot, or all."""
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json", headers=bearer())
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(found) == sum(1 for _ in schema.get_all_operations()) > 60
    for operation in chosen([one for one in found if f"{one.method.upper()} {one.path}" not in ABROAD], mode.value)[: EXAMPLES // 6]:
        explore(operation, mode)


def explore(operation: Operation, mode: GenerationMode) -> None:
    """Send what the document allows, or what it forbids."""
    guarded = not is_public(operation.method.upper(), operation.path.replace("{", "").replace("}", ""))
    checks = CHECKS if guarded else CHECKS[:-1]

    @seed(SEED)
    @settings(max_examples=max(2, EXAMPLES // 30), database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(mode))
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(headers=bearer(), checks=checks)

    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        # Where nothing can be said, nothing wrong can be said either.
        answers()
