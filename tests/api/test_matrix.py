"""Every route of the application, for every role, in every relation of courts: what HTTP answers is what the list of powers says."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import select
from starlette.routing import Mount

from api.identity.public import is_public
from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, permission
from enforcement.authority.table import ReachKind, authority
from enforcement.records.database import transaction
from enforcement.records.tables import EscalationRow
from subsystems.signing import Person
from tests.api.conftest import application, http
from tests.docket.building import FILING
from tests.tokens import WIDE_ROLES

# The court that has the files, and how the callers' courts stand to it.
HOUSE = "沪01"
COURTS = (HOUSE, "沪", "最高法", "沪0199", "沪02", "沪019")
CASE = f"{HOUSE}-2026-执-4902"
FILING_HERE = {**FILING, "case_number": f"（2026）{HOUSE}执4902号", "court": HOUSE}
NAMES = {"kind": "act", "name": "freeze_account", "rule_id": "query_launch_5wd", "guard_id": "R15-2", "document": "W1"}
# Whoever is let in here is told of changes without end (tests/api/pages/test_changes.py).
ENDLESS = "GET /desk/changes"
# One file of each other register, and what opens it.
FILES = {
    "petitions": f"{HOUSE}-2026-访-901",
    "disputes": f"{HOUSE}-2026-争-901",
    "tenures": f"{HOUSE}-2026-任-901",
    "inspections": f"{HOUSE}-2026-查-901",
}
OPENERS: Mapping[str, dict[str, Any]] = {
    "petitions": {"data": {}},
    "disputes": {"type": "department_coordination_needed", "data": {"authority": "税务局"}},
    "tenures": {"data": {"name": "某甲", "post": "执行员", "leading": False, "since": "2026-01-05"}},
    "inspections": {"data": {"finding": "台账不全", "rectify_by": "2026-12-01"}},
}


def routes(app: FastAPI) -> list[str]:
    """Every route that a caller is asked on: `GET /cases/{case_id}`."""
    found = [
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        if not isinstance(context.route, Mount)
        for method in context.methods or {"GET"}
    ]
    return sorted(route for route in found if not is_public(*route.replace("{", "").replace("}", "").split(" ")))


def callers() -> list[Person]:
    """Everybody: each role in each court, and parties of this file and of another."""
    found = [Person("nobody", "无职权", HOUSE, ["stranger"])]
    for role in sorted(authority().roles):
        if ReachKind.FILES in authority().roles[role].reach:
            found += [Person(f"{role}-{file}", "某人", HOUSE, [role], [file]) for file in (CASE, f"{HOUSE}-2026-执-4903")]
        else:
            found += [Person(f"{role}-{court}", "某人", court, [role]) for court in COURTS]
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def known(app: FastAPI) -> Mapping[str, str]:
    """One of everything that a path can name, all of them of one court."""
    async with http(app, Person("everybody", "甲", HOUSE, WIDE_ROLES)) as client:
        filed = await client.post("/cases", json=FILING_HERE)
        assert filed.json().get("case_id") == CASE, filed.text
        for register, number in FILES.items():
            opened = await client.post(f"/{register}", json={"number": number, **OPENERS[register]})
            assert opened.status_code in (200, 201), opened.text
        late = {"kind": "fact", "type": "supervision_order_received", "data": {"order": "O1", "answer_by": "2026-01-05"}}
        assert (await client.post(f"/cases/{CASE}/entries", json=late)).status_code in (200, 201)
    with transaction(app.state.services.engine) as session:
        rung = session.exec(select(EscalationRow.id).where(EscalationRow.case_id == CASE, EscalationRow.level == 1)).first()
    return {"case_id": CASE, "escalation_id": str(rung), "calendar_id": "1999-1", "callback_id": "999999", "run": "run-404", **NAMES}


def test_every_route_is_on_the_list_of_powers(app: FastAPI) -> None:
    on_the_list = {route for deed in authority().deeds.values() for route in deed.routes}
    assert set(routes(app)) == on_the_list
    assert len(on_the_list) > 50


async def test_a_route_that_is_not_on_the_list_does_nothing(app: FastAPI) -> None:
    other = application(app.state.services)

    @other.get("/forgotten")
    def forgotten() -> str:
        return "a secret"

    async with http(other) as client:
        answer = await client.get("/forgotten")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (403, "not-listed")


@pytest.mark.usefixtures("fund_system")
@pytest.mark.parametrize("person", callers(), ids=lambda person: person.subject)
async def test_http_answers_what_the_list_says(app: FastAPI, known: Mapping[str, str], person: Person) -> None:
    caller = Caller(person.subject, person.name, person.court, frozenset(person.roles), files=frozenset(person.files))
    wrong = []
    async with http(app, person) as client:
        for route in routes(app):
            method, path = route.split(" ")
            if route == ENDLESS and _expected(caller, route, None) == "let in":
                continue
            target, file = _target(path, known)
            answer = await client.request(method, target, **_asked(method, path))
            expected = _expected(caller, route, file)
            if not _fits(answer, expected):
                wrong.append((route, expected, answer.status_code, answer.text[:200]))
    assert wrong == []


def _target(path: str, known: Mapping[str, str]) -> tuple[str, str | None]:
    """The path with its names filled in, and the file that it is about."""
    case_id = FILES.get(path.split("/")[1], CASE)
    return path.replace(":path", "").format(**{**known, "case_id": case_id}), case_id if "{case_id}" in path else None


def _asked(method: str, path: str) -> dict[str, Any]:
    """A request that harms nothing: reading, or a body that is refused once the caller was let in."""
    if method == "POST":
        return {"json": {"no such field": True}}
    return {"params": {"court": HOUSE}} if path == "/finance/suspense" else {}


def _expected(caller: Caller, route: str, file: str | None) -> str:
    """What the list says: denied, hidden, or let in."""
    deed = authority().deed_of(route)
    assert deed is not None
    found = permission(caller, deed.id)
    if isinstance(found, Denial):
        return "denied"
    return "let in" if file is None or found.reach.covers(file) else "hidden"


def _fits(answer: httpx2.Response, expected: str) -> bool:
    problem = answer.headers["content-type"] == "application/problem+json"
    kind = answer.json()["type"].rsplit("/", 1)[-1] if problem else ""
    match expected:
        case "denied":
            told = answer.json()
            return (answer.status_code, kind) == (403, "not-authorized") and bool(told["law"] and told["article"] and "allowed" in told)
        case "hidden":
            return (answer.status_code, kind) == (404, "unknown-case")
        case _:
            return answer.status_code < 500 and answer.status_code != 401 and kind not in ("not-authorized", "not-listed", "unknown-case")
