"""Probes and metrics."""

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from api.dependencies import Services, ServicesHere, SessionHere
from enforcement.errors import ZhixingError
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.records.callbacks import Undelivered, undelivered
from enforcement.records.database import transaction
from enforcement.records.queries import counts

router = APIRouter(tags=["health"])
_PATIENCE = 3


@router.get("/health/live", summary="The process answers")
def live() -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/health/ready",
    summary="Everything the API needs answers; names what is missing",
    responses={503: {"description": "Something is missing"}},
)
async def ready(response: Response, services: ServicesHere) -> dict[str, Any]:
    """200 when the database and Temporal answer, else 503 with what is missing."""
    database, temporal = await asyncio.gather(asyncio.to_thread(_database, services), _temporal(services))
    missing = [name for name, answers in (("database", database), ("temporal", temporal)) if not answers]
    response.status_code = 503 if missing else 200
    return {"status": "missing" if missing else "ok", "missing": missing}


def _database(services: Services) -> bool:
    try:
        with transaction(services.engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


async def _temporal(services: Services) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await (await services.client()).service_client.check_health()
    except (ZhixingError, RPCError, TimeoutError):
        return False


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
def metrics(session: SessionHere) -> Response:
    registry = CollectorRegistry()
    cases = Gauge("zhixing_cases", "Cases in each state", ["state"], registry=registry)
    for state, number in counts(session).items():
        cases.labels(state).set(number)
    callbacks = Gauge("zhixing_callbacks", "Callbacks that wait or are dead letters", ["subsystem", "state"], registry=registry)
    found = undelivered(session)
    for subsystem in SUBSYSTEMS:
        for state, number in asdict(found.get(subsystem, Undelivered())).items():
            callbacks.labels(subsystem, state).set(number)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
