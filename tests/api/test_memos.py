"""Messages that reached nobody, over HTTP, and the register of contacts that logging in fills."""

from datetime import timedelta

import httpx2
from fastapi import FastAPI
from sqlalchemy import Engine

from enforcement import clock
from enforcement.authority.callers import Caller
from enforcement.memos.people import Contact
from enforcement.records.contacts import contact
from enforcement.records.database import transaction
from enforcement.records.memo_tables import MemoRow
from subsystems.signing import Person
from tests.api.conftest import http
from tests.tokens import identity


def a_memo(key: str, state: str, court: str, rung: str | None) -> MemoRow:
    at, note = clock.now(), {"channel": "sms", "at": "2026-09-25T00:00:00+08:00", "outcome": "refused", "said": "no such number"}
    case = None if rung is None else f"{court}-2026-执-1"
    return MemoRow(
        title="督办提醒",
        text="逾期",
        short="逾期",
        key=key,
        kind="escalation",
        subject="sun",
        court=court,
        case_id=case,
        rung=rung,
        rule=None,
        state=state,
        next_at=at,
        notes=[note],
        created_at=at,
        changed_at=at,
    )


def somebody(name: str, court: str, *roles: str) -> Person:
    return Person(name, name, court, roles)


async def test_what_reached_nobody_is_listed_within_reach(app: FastAPI) -> None:
    with transaction(app.state.services.engine) as session:
        session.add(a_memo("m1", "failed", "沪0193", "bureau_chief"))
        session.add(a_memo("m2", "sent", "沪0193", "bureau_chief"))
        session.add(a_memo("m3", "failed", "沪0193", "double_check"))
        session.add(a_memo("m4", "failed", "沪0192", None))

    async def keys(court: str, *roles: str) -> list[str]:
        async with http(app, somebody("s", court, *roles)) as client:
            items = (await client.get("/notices/failed")).json()["items"]
        return sorted(item["key"] for item in items if item["key"] in ("m1", "m2", "m3", "m4"))

    assert await keys("沪0193", "supervisor") == ["m1"]
    assert await keys("沪01", "supervisor") == ["m1", "m4"]
    assert await keys("沪0191", "supervisor") == []
    assert await keys("最高法", "auditor") == ["m1", "m3", "m4"]
    async with http(app, somebody("o", "沪0193", "operator")) as client:
        [item] = [item for item in (await client.get("/notices/failed")).json()["items"] if item["key"] == "m1"]
    assert (item["person"], item["channels"][0]["outcome"], item["title"]) == ("sun", "refused", "督办提醒")


async def test_a_handler_does_not_read_them(app: FastAPI) -> None:
    async with http(app, somebody("h", "沪0193", "handler")) as client:
        answer: httpx2.Response = await client.get("/notices/failed")
    assert answer.status_code == 403


def test_who_logs_in_becomes_a_contact_and_parties_do_not(api_engine: Engine) -> None:
    sessions = identity(api_engine).login.sessions
    for caller in (
        Caller("login-sun", "孙", "沪0193", frozenset({"special_supervisor"})),
        Caller("login-p", "甲", "", frozenset({"debtor"})),
    ):
        sessions.begin(caller, clock.now() + timedelta(hours=1))
    with transaction(api_engine) as session:
        found, party = contact(session, "login-sun"), contact(session, "login-p")
    assert found == Contact("login-sun", "孙", "沪0193", frozenset({"special_supervisor"}))
    assert party is None
