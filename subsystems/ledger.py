"""The ledger of the stand-ins: what each really did, one row for each effect, only ever added to.

Held against the docket it shows what was lost and what was done twice: two rows about one thing are two effects, whatever their keys.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LEDGER = (
    """CREATE TABLE IF NOT EXISTS ledger (
        row INTEGER PRIMARY KEY, service TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL, key TEXT NOT NULL, case_id TEXT NOT NULL,
        about TEXT NOT NULL, amount INTEGER, at TEXT NOT NULL, asked INTEGER NOT NULL DEFAULT 1)""",
    "CREATE INDEX IF NOT EXISTS ledger_of_case ON ledger (service, case_id)",
    "CREATE INDEX IF NOT EXISTS ledger_of_key ON ledger (document, key)",
    """CREATE TRIGGER IF NOT EXISTS ledger_is_kept BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END""",
    """CREATE TRIGGER IF NOT EXISTS ledger_stands BEFORE UPDATE OF row, service, kind, document, key, case_id, about, amount, at ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END""",
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a stand-in does: `kind` is `service.past-tense`, like its event; `about` the thing it is done to, so that the same thing under
    another key is seen; `at` when it takes effect, which may lie ahead; `amount` in fen.
    """

    kind: str
    case_id: str
    about: str
    at: datetime
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger; `key` is the id of the order, `asked` how often it was sent. `at` in UTC."""

    row: int
    kind: str
    key: str
    case_id: str
    about: str
    amount: int | None
    at: str
    asked: int


def append(connection: sqlite3.Connection, document: str, key: str, effects: Iterable[Effect]) -> None:
    """Write what a document effects, in the transaction that writes the document."""
    for effect in effects:
        values = (effect.kind.split(".")[0], effect.kind, document, key, effect.case_id, effect.about, effect.amount, instant(effect.at))
        connection.execute(
            "INSERT INTO ledger (service, kind, document, key, case_id, about, amount, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values
        )


def ask_again(connection: sqlite3.Connection, document: str, key: str) -> None:
    """Count that an order came again."""
    connection.execute("UPDATE ledger SET asked = asked + 1 WHERE document = ? AND key = ?", (document, key))


def read(connection: sqlite3.Connection, service: str, until: str, case_id: str | None, after: int, limit: int) -> list[Row]:
    """A page of what has taken effect."""
    rows = connection.execute(
        """SELECT row, kind, key, case_id, about, amount, at, asked FROM ledger
        WHERE service = ? AND at <= ? AND row > ? AND (? IS NULL OR case_id = ?) ORDER BY row LIMIT ?""",
        (service, until, after, case_id, case_id, limit),
    ).fetchall()
    return [Row(*row) for row in rows]


def instant(at: datetime) -> str:
    """An instant as text that sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
