"""The subsystems as the API shows them."""

from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI

from enforcement.contracts.procedures import WORKFLOW_OF, subsystem_of
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.survey import Place, Places


@pytest.fixture
def nowhere(app: FastAPI) -> Iterator[None]:
    """Subsystems at an address where nobody is."""
    services = app.state.services
    before, services.places = services.places, Places([Place("query", "http://127.0.0.1:9", True)], "credential")
    yield
    services.places = before


@pytest.mark.usefixtures("nowhere")
async def test_they_are_probed_and_counted(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/subsystems")

    assert answer.status_code == 200
    (query,) = answer.json()["items"]
    assert (query["subsystem"], query["reachable"], query["circuit"], query["calls"]) == ("query", False, "closed", 0)
    assert query["trouble"].startswith("Connect")


@pytest.mark.parametrize("kind", WORKFLOW_OF)
def test_every_kind_of_procedure_has_a_subsystem_to_be_counted_with(kind: str) -> None:
    assert subsystem_of(kind) in ("", *SUBSYSTEMS)
