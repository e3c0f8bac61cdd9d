"""How fast lists answer over ten thousand cases with a dozen open clocks each: `python -m bench.lists [CASES]` (by hand, some minutes).

Cases are recorded as ever, with different officers and states; then they are copied within the database to thirty courts, journal and all.
Every list is asked for over HTTP in this process, by people of different reach.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import httpx2
from sqlalchemy import Engine, text

from api.app import create_app
from api.dependencies import Services
from bench.shelf import copy, file_case
from enforcement.contracts.messages import EntryMessage, Json, TickMessage
from enforcement.docket.profile import embedded_profile
from enforcement.gateways.callbacks import Callbacks
from enforcement.law.periods import SHANGHAI
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from subsystems.signing import Person
from tests.keys import KEYS
from tests.stand_ins import SECRET
from tests.tokens import bearer, identity
from zhixing.throwaway import new_database, throwaway_postgres

CASES = 10_000
MODELS, COURTS, OFFICERS, TIMES = 50, 30, 10, 9
FIRST = datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)
COPIED = ("cases", "journal", "clocks", "refusals", "escalations")
_OWN = {
    "number": "'（2026）' || place || '执' || split_part(case_id, '-', 4) || lpad(n::text, 4, '0') || '号'",
    "officer": "officer || n % 20",
}


def record(records: Records, serial: int, at: datetime) -> None:
    """One case with a dozen clocks, some of them missed, and a refused act."""
    case_id, today = file_case(records, serial, at, claim=1000000 + serial), at.isoformat()
    facts: list[tuple[str, dict[str, Json]]] = [
        ("officer_assigned", {"officer": f"执行员{serial % OFFICERS}"}),
        ("materials_received", {}),
        ("triaged", {"track": "fast", "limit_days": 130}),
        ("listing_published", {"debtor": "D1", "ground": 4}),
        ("asset_controlled", {"asset": "A1", "asset_kind": "银行存款", "online": True, "expires_on": "2027-09-30"}),
        *(("petition_received", {"petition": f"X{n}"}) for n in (1, 2)),
        *(("supervision_order_received", {"order": f"督{n}", "answer_by": "2026-12-10"}) for n in (1, 2)),
    ]
    for n, (name, data) in enumerate(facts):
        records.record(EntryMessage(case_id, f"{name}{n}", "fact", name, "handler", data, None, today))
    records.record(EntryMessage(case_id, "freeze", "act", "freeze_account", "handler", {"asset": "B1"}, None, today))
    records.tick(TickMessage(case_id, (FIRST + timedelta(days=60 if serial % 5 == 0 else 51)).isoformat()))


def fill(engine: Engine, owner: Engine, cases: int) -> None:
    """Record the models and copy them."""
    records = Records(engine, embedded_profile())
    for serial in range(1, MODELS + 1):
        record(records, serial, FIRST + timedelta(days=serial))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        copy(connection, COPIED, COURTS, cases // MODELS, _OWN)
        connection.execute(text("VACUUM ANALYZE"))
        open_clocks = connection.execute(
            text("SELECT count(*) FROM clocks WHERE superseded IS NULL AND status IN ('open', 'paused', 'missed')")
        )
        print(f"{connection.execute(text('SELECT count(*) FROM cases')).scalar_one():,} cases, {open_clocks.scalar_one():,} open clocks")


LISTS: Mapping[str, str] = {
    "GET /cases": "/cases",
    "GET /cases, state and officer": "/cases?state=handed_over&officer=执行员37",
    "GET /cases, escalated": "/cases?escalated=true",
    "GET /cases, rule and due": "/cases?rule=supervision_answer&due_before=2026-12-31",
    "GET /cases, number": "/cases?q=（2026）沪0110执70009号",
    "GET /cases, part of a serial": "/cases?q=70009",
    "GET /supervision/escalations": "/supervision/escalations",
    "/desk": "/desk",
    "/desk, one officer": "/desk?officer=执行员37",
    "/desk/cases": "/desk/cases",
    "/desk/supervision (heat map)": "/desk/supervision",
}
PEOPLE = (
    Person("u1", "某甲", "沪0110", ("handler",)),
    Person("u2", "某乙", "沪01", ("superior_court",)),
    Person("u3", "某丙", "沪", ("superior_court",)),
    Person("u4", "某丁", "最高法", ("superior_court",)),
)


async def measure(services: Services) -> None:
    """Ask every list several times for everybody, and print the medians in milliseconds."""
    app = create_app(lambda: services)
    app.state.services = services
    print(f"{'median ms':<32}" + "".join(f"{person.court:>10}" for person in PEOPLE))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://api", timeout=60) as client:
        for title, path in LISTS.items():
            medians = [await _median(client, path, person) for person in PEOPLE]
            print(f"{title:<32}" + "".join(f"{median:>10}" for median in medians))


async def _median(client: httpx2.AsyncClient, path: str, person: Person) -> str:
    took = list[float]()
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = await client.get(path, headers=bearer(person))
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code == httpx2.codes.FORBIDDEN:
            return "-"
        answer.raise_for_status()
    return f"{statistics.median(took):.0f}"


def on_a_full_database(cases: int, do: Callable[[Engine], None]) -> None:
    """Work on a database that goes away."""
    with throwaway_postgres() as server:
        url = new_database(server)
        engine, owner = engine_for(url, KEYS), engine_for(url, restricted=False)
        fill(engine, owner, cases)
        do(engine)
        engine.dispose()
        owner.dispose()


def main() -> None:
    """Fill, ask, and print."""

    def run(engine: Engine) -> None:
        services = Services(engine, embedded_profile(), Callbacks(SECRET), identity(engine), "nowhere:7233", "default", KEYS)
        asyncio.run(measure(services))

    on_a_full_database(int(sys.argv[1]) if len(sys.argv) > 1 else CASES, run)


if __name__ == "__main__":
    main()
