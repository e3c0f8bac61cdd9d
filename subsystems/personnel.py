"""The stand-in of the personnel register: who is in which post since when, page by page, and events of every change."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from enforcement.contracts.personnel import StaffPage, StaffRecord
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import known, service
from subsystems.storage import Storage

_KIND = "staff"
_PAGE = 50


class Appointment(BaseModel):
    """A person takes up a post. `silent`: no event is sent, so that only the reading of the register finds it."""

    case_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    post: str = Field(min_length=1)
    leading: bool
    since: date
    silent: bool = False


class Departure(BaseModel):
    """A person leaves a post."""

    case_id: str = Field(min_length=1)
    left_on: date
    to_post: str | None = None
    silent: bool = False


def personnel_service(storage: Storage, callbacks: Callbacks, credential: str, _pace: timedelta) -> FastAPI:
    """The service; it takes no orders."""
    app = service("人事（任职年限）", "Who is in which post since when; events of every change.", credential, storage, callbacks)

    @app.get("/staff", summary="The register, page by page in the order of the files")
    def staff(after: Annotated[str, Query(max_length=200)] = "") -> StaffPage:
        rows = [body for name, body in storage.all(_KIND) if name > after][: _PAGE + 1]
        records = [StaffRecord(**row) for row in rows[:_PAGE]]
        return StaffPage(records, records[-1].case_id if len(rows) > _PAGE else None)

    @app.post("/admin/appointments", status_code=201, summary="Stand-in only: a person takes up a post", include_in_schema=False)
    def appoint(said: Appointment) -> dict[str, str]:
        told = said.model_dump(mode="json", exclude={"silent"})
        storage.add(
            _KIND, said.case_id, {**told, "left_on": None, "to_post": None}, Effect("personnel.appointed", said.case_id, "post", now())
        )
        if not said.silent:
            callbacks.plan("personnel", f"{said.case_id}:appointed", "personnel.appointed", told, now())
        return {"case_id": said.case_id}

    @app.post("/admin/departures", status_code=201, summary="Stand-in only: a person leaves a post", include_in_schema=False)
    def depart(said: Departure) -> dict[str, str]:
        told = said.model_dump(mode="json", exclude={"silent"})
        storage.put(_KIND, said.case_id, {**known(storage.get(_KIND, said.case_id), "tenure"), **told})
        if not said.silent:
            callbacks.plan("personnel", f"{said.case_id}:transferred", "personnel.transferred", told, now())
        return {"case_id": said.case_id}

    return app
