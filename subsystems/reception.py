"""What every stand-in asks of its callers: a credential, and an idempotency key on every write."""

import hmac
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel

from subsystems.callbacks import Callbacks, now
from subsystems.faults import FaultPlan, Faults
from subsystems.ledger import Row, instant
from subsystems.problems import PROBLEMS, install
from subsystems.storage import Storage

_BEARER = HTTPBearer(auto_error=False, description="What the court shows of itself: ZHIXING_SUBSYSTEM_CREDENTIAL")


def service(title: str, description: str, credential: str, storage: Storage, callbacks: Callbacks) -> FastAPI:
    """A service of its own, with its OpenAPI document and page."""

    def authorised(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
        if shown is None or not hmac.compare_digest(shown.credentials.encode(), credential.encode()):
            raise HTTPException(401, "expected the credential as a bearer token", {"WWW-Authenticate": "Bearer"})

    app = FastAPIOffline(title=title, description=description, version="1.0.0", dependencies=[Depends(authorised)], responses=PROBLEMS)
    install(app)
    app.state.storage, app.state.callbacks = storage, callbacks
    return app


def ledger_door(name: str, app: FastAPI, storage: Storage) -> None:
    """What a service has really done, for those who hold it against the docket; no part of its contract."""

    @app.get("/admin/ledger", summary="Stand-in only: what was done, each effect once", include_in_schema=False)
    def ledger(case_id: str | None = None, after: int = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 500) -> list[Row]:
        return storage.ledger(name, instant(now()), case_id, after, limit)


class Injected(BaseModel):
    """The plan in force, and how many faults of each kind came of it."""

    plan: FaultPlan | None
    injected: dict[str, int]


def fault_door(name: str, app: FastAPI, faults: Faults) -> None:
    """What is to go wrong with a service from now on, for trials; no part of its contract."""

    @app.put("/admin/faults", status_code=204, summary="Stand-in only: let things go wrong", include_in_schema=False)
    async def begin(plan: FaultPlan) -> None:
        faults.begin(name, plan)

    @app.delete("/admin/faults", status_code=204, summary="Stand-in only: let nothing go wrong", include_in_schema=False)
    async def end() -> None:
        faults.end(name)

    @app.get("/admin/faults", summary="Stand-in only: what went wrong", include_in_schema=False)
    async def injected() -> Injected:
        return Injected(plan=faults.plan(name), injected=faults.counts(name))


Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


def sent_with(key: str, order: Any) -> dict[str, Any]:
    """What came: the key, and every field of the order but its id, under which it is kept."""
    _, *fields = asdict(order).items()
    return {"idempotency_key": key, **dict(fields)}


def same_or_conflict(kept: dict[str, Any], sent: dict[str, Any]) -> None:
    """A key that was used before must come with the same body."""
    if any(kept.get(name) != value for name, value in sent.items()):
        raise HTTPException(409, "this idempotency key was used before with another body")


def one_of(field: str, value: str, values: Iterable[str]) -> None:
    """A field of a closed set, or 422."""
    if value not in (expected := list(values)):
        raise HTTPException(422, f"{field}: expected one of {', '.join(expected)}")


def known(kept: dict[str, Any] | None, what: str) -> dict[str, Any]:
    """The document, or 404."""
    if kept is None:
        raise HTTPException(404, f"no such {what}")
    return kept
