"""What a stand-in remembers: JSON documents by kind and id, and the ledger of its effects, in one SQLite file that survives restarts."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from subsystems.ledger import LEDGER, Effect, Row, append, ask_again, read
from subsystems.outbox import OUTBOX

_DOCUMENTS = "CREATE TABLE IF NOT EXISTS documents (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"


class Storage:
    """Documents of one process. Every call is one transaction; `transaction` makes several calls one."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # Outlives the process at any moment; only a loss of power may take the last writes, never half of one.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        for statement in (_DOCUMENTS, *LEDGER, *OUTBOX):
            self._connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything in it is written together or not at all; one inside another belongs to the outer one."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """A document, or None."""
        with self._lock:
            row = self._connection.execute("SELECT body FROM documents WHERE kind = ? AND id = ?", (kind, name)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def add(self, kind: str, name: str, body: dict[str, Any], *effects: Effect) -> dict[str, Any]:
        """Keep a document unless there is one, with what it effects; gives the one that is kept."""
        with self.transaction() as connection:
            kept = self.get(kind, name)
            if kept is not None:
                ask_again(connection, kind, name)
                return kept
            self.put(kind, name, body, *effects)
        return body

    def put(self, kind: str, name: str, body: dict[str, Any], *effects: Effect) -> None:
        """Keep a document in place of the one before, with what the change effects."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, name, json.dumps(body, ensure_ascii=False)))
            append(connection, kind, name, effects)

    def all(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Every document of a kind, in the order of their ids."""
        with self._lock:
            rows = self._connection.execute("SELECT id, body FROM documents WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        return [(name, dict(json.loads(body))) for name, body in rows]

    def ledger(self, service: str, until: str, case_id: str | None = None, after: int = 0, limit: int = 500) -> list[Row]:
        """What a service has done up to an instant, oldest row first, for one case or all; `after` is the last row of the page before."""
        with self._lock:
            return read(self._connection, service, until, case_id, after, limit)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
