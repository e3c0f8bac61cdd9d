"""The callbacks that stand-ins have yet to send, in the storage of the service; found by when they are due."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from subsystems.ledger import instant

OUTBOX = (
    """CREATE TABLE IF NOT EXISTS outbox (
        row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, subsystem TEXT NOT NULL, case_id TEXT NOT NULL, event TEXT NOT NULL,
        data TEXT NOT NULL, happened_at TEXT NOT NULL, due TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
        held INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due) WHERE delivered = 0",
    "CREATE INDEX IF NOT EXISTS outbox_case ON outbox (case_id, due) WHERE delivered = 0",
)
_COLUMNS = "row, name, subsystem, case_id, event, data, happened_at, tries, held"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One callback that is to be sent. `data` is JSON."""

    row: int
    name: str
    subsystem: str
    case_id: str
    event: str
    data: str
    happened_at: str
    tries: int
    held: int


def plan(connection: sqlite3.Connection, name: str, subsystem: str, event: str, data: dict[str, Any], due: datetime) -> None:
    """Keep a callback to be sent, unless there is one of this name."""
    body, case_id = json.dumps(data, ensure_ascii=False), str(data.get("case_id", ""))
    connection.execute(
        "INSERT OR IGNORE INTO outbox (name, subsystem, case_id, event, data, happened_at, due) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, subsystem, case_id, event, body, due.isoformat(), instant(due)),
    )


def due(connection: sqlite3.Connection, at: datetime, limit: int = 500) -> list[Waiting]:
    """What is due, earliest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE delivered = 0 AND due <= ? ORDER BY due, row LIMIT ?", (instant(at), limit)
    ).fetchall()
    return [Waiting(*row) for row in rows]


def next_due(connection: sqlite3.Connection, after: datetime) -> datetime | None:
    """When the first one after an instant is due."""
    found = connection.execute("SELECT min(due) FROM outbox WHERE delivered = 0 AND due > ?", (instant(after),)).fetchone()[0]
    return None if found is None else datetime.fromisoformat(found)


def delivered(connection: sqlite3.Connection, callback: Waiting) -> None:
    """It was taken, and is not sent again."""
    connection.execute("UPDATE outbox SET delivered = 1 WHERE row = ?", (callback.row,))


def again(connection: sqlite3.Connection, callback: Waiting, at: datetime) -> None:
    """It was not taken, and is to be sent again."""
    connection.execute("UPDATE outbox SET due = ?, tries = tries + 1 WHERE row = ?", (instant(at), callback.row))


def hold(connection: sqlite3.Connection, callback: Waiting, until: datetime) -> None:
    """It is to be sent later than it was due."""
    connection.execute("UPDATE outbox SET due = ?, held = 1 WHERE row = ?", (instant(until), callback.row))


def hold_behind_the_next(connection: sqlite3.Connection, callback: Waiting, otherwise: datetime) -> None:
    """It is to be sent just after the next one of its case, or at an instant if there is none."""
    found = connection.execute(
        "SELECT min(due) FROM outbox WHERE delivered = 0 AND case_id = ? AND row <> ? AND due >= (SELECT due FROM outbox WHERE row = ?)",
        (callback.case_id, callback.row, callback.row),
    ).fetchone()[0]
    hold(connection, callback, otherwise if found is None else datetime.fromisoformat(found) + timedelta(microseconds=1))
