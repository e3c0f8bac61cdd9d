"""Probes and metrics."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from api.dependencies import ServicesHere, SessionHere
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.readiness import missing
from enforcement.records.callbacks import Undelivered, undelivered
from enforcement.records.queries import counts
from enforcement.records.stuck import stuck_count

router = APIRouter(tags=["health"])


@router.get("/health/live", summary="The process answers")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/health/ready",
    summary="Everything the API needs answers; names what is missing",
    responses={503: {"description": "Something is missing"}},
)
async def ready(response: Response, services: ServicesHere) -> dict[str, Any]:
    """200 when the database and Temporal answer, else 503 with what is missing."""
    lacking = await missing(services.engine, services.client())
    response.status_code = 503 if lacking else 200
    return {"status": "missing" if lacking else "ok", "missing": lacking}


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
def metrics(session: SessionHere) -> Response:
    registry = CollectorRegistry()
    cases = Gauge("zhixing_cases", "Cases in each state", ["state"], registry=registry)
    for state, number in counts(session).items():
        cases.labels(state).set(number)
    Gauge("zhixing_stuck_cases", "Cases in which the docket itself failed", registry=registry).set(stuck_count(session))
    callbacks = Gauge("zhixing_callbacks", "Callbacks that wait or are dead letters", ["subsystem", "state"], registry=registry)
    found = undelivered(session)
    for subsystem in SUBSYSTEMS:
        for state, number in asdict(found.get(subsystem, Undelivered())).items():
            callbacks.labels(subsystem, state).set(number)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
