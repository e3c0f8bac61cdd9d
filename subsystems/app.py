"""The stand-ins as one process, each a service of its own under its name. Settings come from the environment."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.types import ASGIApp

from enforcement.logs import set_up_logs
from subsystems.auction import auction_service
from subsystems.bankruptcy import bankruptcy_service
from subsystems.callbacks import Callbacks
from subsystems.credit import credit_service
from subsystems.documents import documents_service
from subsystems.faults import FaultPlan, Faults
from subsystems.fund import fund_service
from subsystems.identity import Client, Provider, identity_provider
from subsystems.injection import Breakable, FaultInjection
from subsystems.notices import notices_service
from subsystems.personnel import personnel_service
from subsystems.problems import install
from subsystems.publicity import publicity_service
from subsystems.query import query_service
from subsystems.reception import fault_door, ledger_door
from subsystems.signing import Signatory, SigningKey
from subsystems.storage import Storage
from subsystems.supervision import supervision_service
from subsystems.timestamps import time_stamping_door
from subsystems.valuation import valuation_service

SERVICES: Mapping[str, Callable[[Storage, Callbacks, str, timedelta], FastAPI]] = {
    "query": query_service,
    "fund": fund_service,
    "credit": credit_service,
    "documents": documents_service,
    "valuation": valuation_service,
    "publicity": publicity_service,
    "notices": notices_service,
    "supervision": supervision_service,
    "personnel": personnel_service,
    "auction": auction_service,
    "bankruptcy": bankruptcy_service,
}


def create_app(
    data_dir: Path, callback_url: str, credential: str, webhook_secret: str, pace: timedelta, faults: Faults, identity: FastAPI | None
) -> ASGIApp:
    """All stand-ins; `pace` is how long each of their steps takes. People log in at `identity`, if that is here too."""
    storage = Storage(data_dir / "subsystems.sqlite")
    callbacks = Callbacks(storage, callback_url, webhook_secret, faults)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        delivery = asyncio.create_task(callbacks.deliver_forever())
        try:
            yield
        finally:
            delivery.cancel()
            with suppress(asyncio.CancelledError):
                await delivery
            storage.close()

    app = FastAPI(title="Zhixing stand-in subsystems", lifespan=lifespan, docs_url=None, redoc_url=None)
    install(app)
    for name, served in services(storage, callbacks, credential, pace, faults).items():
        app.mount(f"/{name}", served)
    time_stamping_door(app, data_dir)
    if identity is not None:
        app.mount("/identity", identity)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return Breakable(app)


def services(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta, faults: Faults) -> dict[str, FastAPI]:
    """Every stand-in by the name of its port."""
    served = {name: make(storage, callbacks, credential, pace) for name, make in SERVICES.items()}
    for name, app in served.items():
        ledger_door(name, app, storage)
        fault_door(name, app, faults)
        app.add_middleware(FaultInjection, service=name, faults=faults)
    return served


def from_environment() -> ASGIApp:
    """The stand-ins as `zhixing up` starts them."""
    set_up_logs(json_lines=False)
    return create_app(
        Path(os.environ["ZHIXING_DATA_DIR"]),
        os.environ["ZHIXING_CALLBACK_URL"],
        os.environ["ZHIXING_SUBSYSTEM_CREDENTIAL"],
        os.environ["ZHIXING_WEBHOOK_SECRET"],
        timedelta(seconds=float(os.environ["ZHIXING_SUBSYSTEM_PACE"])),
        Faults(_fault_plan(os.environ.get("ZHIXING_SUBSYSTEM_FAULTS", ""))),
        _identity(os.environ) if "ZHIXING_IDENTITY_KEY" in os.environ else None,
    )


def _identity(told: Mapping[str, str]) -> FastAPI:
    signatory = Signatory(told["ZHIXING_IDENTITY_ISSUER"], SigningKey(told["ZHIXING_IDENTITY_KEY"]))
    client = Client(told["ZHIXING_IDENTITY_CLIENT"], [told["ZHIXING_IDENTITY_REDIRECT"]], told["ZHIXING_IDENTITY_AUDIENCE"])
    return identity_provider(Provider(signatory, client, told["ZHIXING_SUBSYSTEM_CREDENTIAL"]))


def _fault_plan(text: str) -> FaultPlan | None:
    try:
        return FaultPlan.model_validate_json(text) if text else None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SystemExit(f"setting ZHIXING_SUBSYSTEM_FAULTS: {place}: {first['msg'].lower()}, got {first['input']!r}") from None
