"""What sealing costs on the hot path: entries recorded in one database, with personal data as a case has it.

python -m bench.sealing [entries]
"""

import statistics
import sys
import time

from bench.keys import KEYS
from enforcement import clock
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.profile import embedded_profile
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from zhixing.throwaway import new_database, throwaway_postgres

ENTRIES = 300
CASES = 10
PARTY = {"id_number": "11010519491231002X", "phone": "13800138000", "address": "某市某区某路1号", "representative": "某人"}
FILING = {
    "court": "沪0199",
    "applied_on": "2026-01-04",
    "claim": 1000000,
    "parties": [
        {"id": "P1", "role": "applicant", "name": "申请人甲", "kind": "person", **PARTY},
        {"id": "D1", "role": "debtor", "name": "被执行人乙", "kind": "person", **PARTY},
    ],
    "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
}


def main(entries: int) -> None:
    """File a few cases and say so many things to them; print the median and the slowest tenth of an entry, in ms of this process."""
    with throwaway_postgres() as server:
        engine = engine_for(new_database(server), KEYS)
        records, took = Records(engine, embedded_profile()), list[float]()
        for serial in range(1, CASES + 1):
            filing = FILING | {"case_number": f"（2026）沪0199执{serial}号"}
            _say(records, serial, "filing", "act", "file_case", filing)
        for n in range(entries):
            began = time.process_time()
            _say(records, n % CASES + 1, f"e-{n}", "fact", "petition_received", {"petition": f"X{n}", "about": "执行行为"})
            took.append(1000 * (time.process_time() - began))
        engine.dispose()
    print(f"record: median {statistics.median(took):.2f} ms, p90 {sorted(took)[len(took) * 9 // 10]:.2f} ms over {entries} entries")


def _say(records: Records, serial: int, name: str, kind: str, entry_type: str, data: dict[str, object]) -> None:
    said = EntryMessage(f"沪0199-2026-执-{serial}", name, kind, entry_type, "handler", data, None, clock.now().isoformat())  # type: ignore[arg-type]
    records.record(said)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
