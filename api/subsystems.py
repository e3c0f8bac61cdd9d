"""How the subsystems are, as `zhixing subsystems` shows it."""

from typing import Any

from fastapi import APIRouter

from api.dependencies import ServicesHere
from api.examples import PROBLEMS
from enforcement.survey import survey, survey_json

router = APIRouter(prefix="/subsystems", tags=["subsystems"], responses=PROBLEMS)


@router.get("", summary="Every subsystem: address, health, circuit, running procedures and retries")
async def subsystems(services: ServicesHere) -> dict[str, Any]:
    """Probed now; what the workers noted; counted in Temporal. Of a long queue only the first procedures are looked at for retries."""
    return survey_json(await survey(services.places, services.engine, await services.client()))
