"""How long a notice is previewed over a million open clocks: `python -m bench.preview [CLOCKS]` (by hand, some minutes).

Cases are recorded as ever, on many days, some under a stay; then they are copied within the database to thirty courts until there are enough clocks.
"""

import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as midnight

from sqlalchemy import Engine, text

from bench.keys import KEYS
from bench.shelf import copy, file_case
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.profile import embedded_profile
from enforcement.law.calendar import Notice
from enforcement.law.periods import SHANGHAI
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, snapshot
from enforcement.records.preview import Proposal, preview
from zhixing.throwaway import new_database, throwaway_postgres

CLOCKS = 1_000_000
COURTS = 30
FIRST = datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
DAYS = 80
STAYED = 20
NOTICE = Notice(2027, frozenset({date(2027, 1, 1), date(2027, 1, 4), date(2027, 2, 8), date(2027, 2, 9)}), frozenset({date(2027, 1, 9)}))


def record(records: Records, serial: int, at: datetime) -> None:
    """One case with a handful of clocks that run into the next year."""
    case_id, today = file_case(records, serial, at), at.isoformat()
    facts: list[tuple[str, dict[str, Json]]] = [
        ("triaged", {"track": "fast", "limit_days": 130}),
        ("petition_received", {"petition": "X1"}),
        ("listing_published", {"debtor": "D1", "ground": 4}),
        ("asset_controlled", {"asset": "A1", "asset_kind": "银行存款", "online": True, "expires_on": "2027-09-30"}),
    ]
    if serial % STAYED == 0:
        facts += [("stay_ordered", {"ground": "中止"}), ("stay_ended", {})]
    for name, data in facts:
        records.record(EntryMessage(case_id, name, "fact", name, "handler", data, None, today))


def run(engine: Engine, clocks: int) -> None:
    """Fill, preview, and print."""
    records = Records(engine, embedded_profile())
    for serial in range(1, 2 * DAYS + 1):
        record(records, serial, FIRST + timedelta(days=serial % DAYS))
    with engine.begin() as connection:
        open_clocks = connection.execute(
            text("SELECT count(*) FROM clocks WHERE superseded IS NULL AND status IN ('open', 'paused', 'missed')")
        )
        copy(connection, ("clocks", "cases"), COURTS, clocks // open_clocks.scalar_one())
        connection.execute(text("ANALYZE"))
    at = datetime.combine(date(2026, 12, 22), midnight(12), SHANGHAI)
    began = time.perf_counter()
    with snapshot(engine) as session:
        result = preview(session, Proposal(NOTICE), at)
    took = time.perf_counter() - began
    found = result.open + result.paused + result.missed
    print(f"preview: {found:,} open clocks ({result.moved:,} moved, {len(result.effects):,} courts and rules) in {took:.1f} s")


def main() -> None:
    """Run it on a server that goes away."""
    with throwaway_postgres() as server:
        engine = engine_for(new_database(server), KEYS)
        run(engine, int(sys.argv[1]) if len(sys.argv) > 1 else CLOCKS)
        engine.dispose()


if __name__ == "__main__":
    main()
