"""Callbacks on their way to their cases: in order, by two deliverers, through crashes, and while Temporal is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from sqlmodel import col, select, update

from api.delivery import delivering
from api.dependencies import Services
from enforcement import clock
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.contracts.receipts.fund import notice_received
from enforcement.records import callbacks
from enforcement.records.database import engine_for, transaction
from enforcement.records.queries import journal
from enforcement.records.tables import CallbackRow
from tests.api.conftest import application, at_work, http
from tests.api.test_hooks import credited, new_id, post
from tests.api.waiting import until
from tests.docket.building import FILING
from tests.keys import KEYS
from tests.subsystems.test_callbacks import AT, signed
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

_SERIAL = count(6001)
NOBODY = "127.0.0.1:9"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def services(postgres: EmbeddedPostgres) -> AsyncIterator[Services]:
    """An application's services on a database of their own; nobody delivers until a test lets somebody."""
    engine = engine_for(new_database(postgres), KEYS)
    async with at_work(engine) as services:
        yield services
    engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def client(services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    async with http(application(services)) as connected:
        yield connected


def new_case_id() -> str:
    return f"沪0199-2026-执-{next(_SERIAL)}"


async def filed(services: Services, case_id: str | None = None) -> str:
    """The id of a filed case."""
    case_id = case_id or new_case_id()
    filing = {**FILING, "case_number": f"（2026）沪0199执{case_id.rsplit('-', 1)[1]}号"}
    await services.record(EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing))
    return case_id


async def keep(client: httpx2.AsyncClient, *events: Any) -> list[int]:
    """Post events one after another; the ids of the callbacks."""
    answers = [await post(client, signed(event, event_id=new_id())) for event in events]
    assert [answer.status_code for answer in answers] == [202] * len(events)
    return [answer.json()["id"] for answer in answers]


def moved(case_id: str, event: str, second: int, key: str = "Y1") -> dict[str, Any]:
    data = {"case_id": case_id, "key": key, "payment": key, "receipt": "R1", "amount": 700_00}
    return {"type": event, "timestamp": f"2026-11-20T10:00:{second:02d}+08:00", "data": data}


def rows(services: Services, ids: list[int]) -> list[CallbackRow]:
    with transaction(services.engine) as session:
        return [*session.exec(select(CallbackRow).where(col(CallbackRow.id).in_(ids)).order_by(col(CallbackRow.id)))]


def told(services: Services, case_id: str) -> list[str]:
    """What the fund system told a case, but for the account, which is opened meanwhile."""
    with transaction(services.engine) as session:
        rows = [row for row in journal(session, case_id) if row.by == "fund_system" and row.type != "case_account_opened"]
        return [row.entry_id for row in rows if row.entry_id]


def change(services: Services, ids: list[int], **values: Any) -> None:
    with transaction(services.engine) as session:
        session.exec(update(CallbackRow).where(col(CallbackRow.id).in_(ids)).values(**values))


async def settled(services: Services, ids: list[int]) -> list[CallbackRow]:
    """The callbacks, once none of them waits."""

    async def read() -> list[CallbackRow]:
        return rows(services, ids)

    return await until(read, lambda found: all(row.state != "waiting" for row in found))


async def test_two_deliverers_keep_the_order_of_each_case_and_try_everything_once(services: Services, client: httpx2.AsyncClient) -> None:
    cases = [await filed(services) for _ in range(4)]
    ids = await keep(client, *(credited(case, f"C{n}") for n in range(10) for case in cases))
    async with AsyncExitStack() as deliverers:
        for _ in range(2):
            engine = engine_for(services.engine.url.render_as_string(hide_password=False), KEYS)
            deliverers.callback(engine.dispose)
            await deliverers.enter_async_context(delivering(replace(services, engine=engine, arrived=asyncio.Event())))
        found = await settled(services, ids)
    assert {(row.state, row.outcome, row.tries) for row in found} == {("delivered", "recorded", 1)}
    for case in cases:
        assert told(services, case) == [f"fund/credit/C{n}" for n in range(10)]


async def test_a_crash_between_delivery_and_its_note_is_harmless(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    ids = await keep(client, credited(case, "C1"), credited(case, "C2"))
    with transaction(services.engine) as session:
        (taken,) = callbacks.claim(session, 10, clock.now())
    fact = services.callbacks.fact(taken.subsystem, taken.body)
    assert fact is not None
    await services.record(fact)
    # Here the process dies. Its lease runs out.
    async with delivering(services):
        await asyncio.sleep(1.5)
        assert [row.state for row in rows(services, ids)] == ["waiting", "waiting"]
        change(services, ids[:1], next_try_at=clock.now())
        found = await settled(services, ids)
    assert [(row.outcome, row.tries) for row in found] == [("duplicate", 2), ("recorded", 1)]
    assert told(services, case) == ["fund/credit/C1", "fund/credit/C2"]


async def test_while_temporal_is_away_callbacks_wait_in_order(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    away = Services(services.engine, services.profile, services.callbacks, services.identity, NOBODY, "default", KEYS)
    async with delivering(away):
        async with http(application(away)) as front:
            ids = await keep(front, *(credited(case, f"C{n}") for n in range(3)))

        async def first() -> CallbackRow:
            return rows(services, ids)[0]

        waiting = await until(first, lambda row: row.reason is not None)
        assert "did not answer" in (waiting.reason or "")
        assert [row.tries for row in rows(services, ids)[1:]] == [0, 0]
        away.temporal_address = services.temporal_address
        found = await settled(services, ids)
    assert [row.outcome for row in found] == ["recorded"] * 3
    assert [row.reason for row in found] == [None] * 3
    assert told(services, case) == [f"fund/credit/C{n}" for n in range(3)]


async def test_a_pay_out_that_overtook_its_notice_waits_for_it(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    ids = await keep(client, credited(case, "C1"), moved(case, "fund.paid", 2), moved(case, "fund.notice_received", 1))
    async with delivering(services):
        found = await settled(services, ids)
    assert {(row.state, row.outcome) for row in found} == {("delivered", "recorded")}
    assert told(services, case) == ["fund/credit/C1", "payout/Y1/received", "payout/Y1/paid"]
    lines = [line for line in (await client.get(f"/cases/{case}/timeline")).json() if line.get("rule") == "payout_pay_5wd"]
    assert [line["kind"] for line in lines] == ["deadline_opened", "deadline_met"]


async def test_a_pay_out_whose_notice_was_found_by_polling_is_tried_again_by_itself(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    ids = await keep(client, credited(case, "C1"), moved(case, "fund.paid", 2))
    async with delivering(services):

        async def paid() -> CallbackRow:
            return rows(services, ids)[1]

        aside = await until(paid, lambda row: row.aside)
        assert "before what it builds on" in (aside.reason or "")
        await services.record(notice_received(case, "Y1", "Y1", "R1", 700_00))
        assert (await settled(services, ids))[1].outcome == "recorded"


async def test_a_pay_out_whose_notice_never_comes_is_a_dead_letter_after_a_day(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    ids = await keep(client, moved(case, "fund.paid", 2))
    change(services, ids, received_at=clock.now() - timedelta(days=1, minutes=1))
    async with delivering(services):
        (found,) = await settled(services, ids)
    assert found.state == "dead"
    assert (found.reason or "").endswith("and it has not come since")


async def test_a_first_fact_may_open_a_file_of_a_register_and_no_other_may(services: Services, client: httpx2.AsyncClient) -> None:
    number = "沪0199-2026-访-6001"
    petition = {"case_id": number, "petition": "6001"}
    settled_first = {"case_id": number, "key": "K1", "order": "O1", "desk": "petitions", "about": "6001", "outcome": "done"}
    names = ("supervision.settled", settled_first), ("supervision.petition_received", petition)
    letters = [signed({"type": name, "timestamp": AT, "data": data}, event_id=new_id()) for name, data in names]
    ids = [(await post(client, letter, "supervision")).json()["id"] for letter in letters]
    async with delivering(services):
        found = await settled(services, ids)
    assert [(row.state, row.outcome) for row in found] == [("dead", None), ("delivered", "recorded")]
    assert (found[0].reason or "").startswith(f"no case {number} is known here")
    assert (await client.get(f"/petitions/{number}")).json()["state"] == "open"


@dataclass
class _Slow(Services):
    """Services whose way to Temporal never ends."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def record(self, entry: EntryMessage) -> RecordResult:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


async def test_what_is_under_way_at_a_stop_is_left_to_the_next_at_once(services: Services, client: httpx2.AsyncClient) -> None:
    case = await filed(services)
    ids = await keep(client, credited(case, "C1"))
    slow = _Slow(services.engine, services.profile, services.callbacks, services.identity, NOBODY, "default", KEYS)
    began = clock.now()
    async with delivering(slow):
        await asyncio.wait_for(slow.asked.wait(), 10)
    assert clock.now() - began < timedelta(seconds=10)
    (left,) = rows(services, ids)
    assert (left.state, left.tries, left.reason) == ("waiting", 1, "the process that had it stopped")
    async with delivering(services):
        assert (await settled(services, ids))[0].outcome == "recorded"


async def test_no_more_than_a_few_are_under_way_at_once(services: Services, client: httpx2.AsyncClient) -> None:
    ids = await keep(client, *[credited(await filed(services), "C1") for _ in range(12)])
    slow = _Slow(services.engine, services.profile, services.callbacks, services.identity, NOBODY, "default", KEYS)
    async with delivering(slow):
        await asyncio.wait_for(slow.asked.wait(), 10)
        await asyncio.sleep(1.5)
        assert [row.tries for row in rows(services, ids)] == [1] * 8 + [0] * 4
    async with delivering(services):
        assert {row.outcome for row in await settled(services, ids)} == {"recorded"}


async def test_an_error_of_ours_keeps_the_callback(services: Services, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await filed(services)
    ids = await keep(client, credited(case, "C1"))
    broken = replace(services, arrived=asyncio.Event())
    monkeypatch.setattr("api.delivery.overtook", lambda _case, _fact: 1 // 0)
    async with delivering(broken):

        async def first() -> CallbackRow:
            return rows(services, ids)[0]

        kept = await until(first, lambda row: row.reason is not None)
        assert (kept.state, kept.reason) == ("waiting", "ZeroDivisionError('integer division or modulo by zero')")
        monkeypatch.undo()
        assert (await settled(services, ids))[0].outcome == "recorded"
