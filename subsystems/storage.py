"""What a stand-in remembers: JSON documents by kind and id, in one SQLite file that survives restarts."""

import json
import sqlite3
from pathlib import Path
from threading import Lock
from typing import Any

_SCHEMA = "CREATE TABLE IF NOT EXISTS documents (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"


class Storage:
    """Documents of one process. Every call is one transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(_SCHEMA)

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """A document, or None."""
        with self._lock:
            row = self._connection.execute("SELECT body FROM documents WHERE kind = ? AND id = ?", (kind, name)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def add(self, kind: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Keep a document unless there is one; gives the one that is kept."""
        self._write("INSERT OR IGNORE INTO documents VALUES (?, ?, ?)", kind, name, body)
        kept = self.get(kind, name)
        assert kept is not None
        return kept

    def put(self, kind: str, name: str, body: dict[str, Any]) -> None:
        """Keep a document in place of the one before."""
        self._write("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", kind, name, body)

    def all(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Every document of a kind, in the order of their ids."""
        with self._lock:
            rows = self._connection.execute("SELECT id, body FROM documents WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        return [(name, dict(json.loads(body))) for name, body in rows]

    def _write(self, statement: str, kind: str, name: str, body: dict[str, Any]) -> None:
        with self._lock:
            self._connection.execute(statement, (kind, name, json.dumps(body, ensure_ascii=False)))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
