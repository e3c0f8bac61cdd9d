"""Many cases quickly: a few are recorded as ever, then copied within the database."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.records.case_records import Records
from enforcement.records.columns import METADATA

_COPIES = "WITH copies AS (SELECT n, '沪' || lpad((101 + n % :courts)::text, 4, '0') AS place FROM generate_series(1, :copies) AS n)"
# What of a copied row is its own.
_OWN = {"case_id": "place || '-2026-执-' || split_part(case_id, '-', 4) || lpad(n::text, 4, '0')", "court": "place"}


def file_case(records: Records, serial: int, at: datetime, **said: Json) -> str:
    """File a case of 沪0199 against one debtor; gives its id."""
    case_id = f"沪0199-2026-执-{serial}"
    filing: dict[str, Json] = {
        "case_number": f"（2026）沪0199执{serial}号",
        "court": "沪0199",
        "applied_on": at.date().isoformat(),
        "claim": 1000000,
        "parties": [
            {"id": "P1", "role": "applicant", "name": f"申请人{serial}"},
            {"id": "D1", "role": "debtor", "name": f"被执行人{serial}"},
        ],
        "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
        **said,
    }
    records.record(EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing, None, at.isoformat()))
    return case_id


def copy(connection: Connection, tables: Iterable[str], courts: int, copies: int, own: Mapping[str, str] | None = None) -> None:
    """Copy the rows of tables, each copy to the next of the courts; `own` says in SQL what else of a copied row is its own."""
    written = _OWN | dict(own or {})
    for name in tables:
        columns = [column.name for column in METADATA.tables[name].columns if column.computed is None and column.identity is None]
        chosen = ", ".join(written.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        statement = f"{_COPIES} INSERT INTO {name} ({names}) SELECT {chosen} FROM {name}, copies"
        parameters: dict[str, Any] = {"courts": courts, "copies": copies}
        connection.execute(text(statement), parameters)
