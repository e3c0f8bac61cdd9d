"""A holiday notice over HTTP: submitted, previewed, approved by a second person, and in every running case afterwards."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI

from enforcement.law.calendar import national_calendar
from enforcement.records.database import engine_for
from subsystems.signing import Person
from tests.api.conftest import http, serving
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

STATUTORY = sorted(day for day in national_calendar().statutory if day.year == 2027)
NOTICE: dict[str, Any] = {"year": 2027, "days": [{"name": "节", "date": day.isoformat(), "isOffDay": True} for day in STATUTORY]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(postgres: EmbeddedPostgres) -> AsyncIterator[FastAPI]:
    """An application of its own: a notice changes what every later case counts by."""
    async with serving(engine_for(new_database(postgres), KEYS)) as application:
        yield application


async def submitted(client: httpx2.AsyncClient, notice: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/calendars", json=notice)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def second(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody else of the calendar office."""
    async with http(app, Person("second", "第二人", "沪0199", ["calendar_office"])) as connected:
        yield connected


async def published(client: httpx2.AsyncClient, calendar_id: str) -> dict[str, Any]:
    """The report of a calendar once no case waits for it."""
    for _ in range(300):
        report: dict[str, Any] = (await client.get(f"/calendars/{calendar_id}")).json()["publication"]
        if report["complete"]:
            return report
        await asyncio.sleep(0.1)
    raise AssertionError(f"not published in time: {report}")


async def test_a_notice_goes_its_way(client: httpx2.AsyncClient, second: httpx2.AsyncClient, case: str) -> None:
    await client.post(
        f"{case}/entries", json={"kind": "fact", "type": "supervision_order_received", "data": {"order": "O1", "answer_by": "2027-10-01"}}
    )
    before = (await client.get(f"{case}/clocks")).json()
    calendar = await submitted(client, NOTICE)
    assert (calendar["id"], calendar["approved_by"]) == ("2027-1", None)

    preview = (await client.get(f"/calendars/{calendar['id']}/preview")).json()
    assert preview["open"] >= len([row for row in before if row["status"] == "open"])
    assert preview["moved"] + preview["unchanged"] == preview["open"]
    csv = await client.get(f"/calendars/{calendar['id']}/preview", params={"format": "csv"})
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text.startswith("court,rule,")

    alone = await client.post(f"/calendars/{calendar['id']}/approve", json={})
    assert (alone.status_code, alone.json()["type"].rsplit("/")[-1]) == (409, "not-approved")
    early = await client.post(f"/calendars/{calendar['id']}/publish")
    assert early.status_code == 409
    assert (await client.get(f"/calendars/{calendar['id']}")).json()["publication"] is None

    approved = await second.post(f"/calendars/{calendar['id']}/approve", json={"by": "第二人"})
    assert (approved.status_code, approved.json()["workflow_id"]) == (200, "calendar/2027")
    report = await published(client, calendar["id"])
    assert report["cases"] >= 1
    assert report["failures"] == []
    assert report["examined"] == sum(report[name] for name in ("moved", "confirmed", "unchanged", "paused", "missed"))
    assert preview["moved"] == report["moved"]
    entries = (await client.get(f"{case}/entries")).json()
    assert [row["type"] for row in entries if row["id"] == "calendar/2027-1"] == ["calendar_published"]
    order = next(row for row in (await client.get(f"{case}/clocks")).json() if row["rule"] == "supervision_answer")
    assert (order["due"], order["provisional"]) == ("2027-10-01", False)

    again = await client.post(f"/calendars/{calendar['id']}/publish")
    assert again.status_code == 202
    await asyncio.sleep(0.5)
    assert (await published(client, calendar["id"]))["cases"] == report["cases"]


async def test_a_new_case_knows_the_calendar_from_its_first_row(
    client: httpx2.AsyncClient, second: httpx2.AsyncClient, filing: dict[str, Any]
) -> None:
    calendar = await submitted(client, {**NOTICE, "days": [*NOTICE["days"], {"name": "", "date": "2027-12-03", "isOffDay": True}]})
    await second.post(f"/calendars/{calendar['id']}/approve", json={"by": "第二人"})
    case = f"/cases/{(await client.post('/cases', json=filing)).json()['case_id']}"
    assert f"calendar/{calendar['id']}" in [row["id"] for row in (await client.get(f"{case}/entries")).json()]


@pytest.mark.parametrize(
    ("content", "content_type", "status", "word"),
    [
        ('{"year": 2027}', "application/json", 422, "days"),
        ("[notice]", "application/toml", 422, "year"),
        ("BEGIN:VCALENDAR", "text/calendar", 422, "iCalendar"),
        ("x", "text/plain", 415, "text/calendar"),
        ('{"year": 2027, "days": [{"name": "", "date": "2027-01-04", "isOffDay": false}]}', "application/json", 422, "weekend"),
        ('{"year": 2030, "days": [{"name": "", "date": "2030-01-01", "isOffDay": true}]}', "application/json", 422, "is the next to come"),
        ("\udcff", "application/json", 422, "utf-8"),
    ],
)
async def test_what_is_no_notice_says_so(client: httpx2.AsyncClient, content: str, content_type: str, status: int, word: str) -> None:
    body = content.encode("utf-8", "surrogateescape")
    answer = await client.post("/calendars", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert word in answer.text


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/preview"), ("POST", "/approve"), ("POST", "/publish")])
async def test_an_unknown_calendar_is_not_found(client: httpx2.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, f"/calendars/1999-1{path}", json={} if method == "POST" else None)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "1999-1" in answer.json()["detail"]


async def test_an_approval_is_nobody_elses_than_the_callers(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/calendars", params={"by": "乙"}, json=NOTICE)).status_code == 422
    for wrong in ({"by": "乙"}, {"by": " "}, {"by": 5}, {"why": "x"}):
        assert (await client.post("/calendars/2027-1/approve", json=wrong)).status_code == 422
