"""`zhixing keys` and `zhixing erase`: the keys that personal data is sealed with, changed while everything runs, and destroyed for one case."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy import Engine

from enforcement import clock
from enforcement.errors import ErasureRefused, UnknownCase
from enforcement.records import key_rotation
from enforcement.records.database import engine_for, transaction
from enforcement.secrecy.blind_index import name_in_use
from enforcement.settings import Settings, load_settings
from zhixing.calendars import REFUSED, refuse
from zhixing.inspect_case import case_id_of


@contextmanager
def _database() -> Iterator[tuple[Settings, Engine]]:
    settings = load_settings()
    engine = engine_for(settings.database, settings.keys)
    try:
        yield settings, engine
    finally:
        engine.dispose()


def status() -> None:
    """Print which key holds how much."""
    with _database() as (settings, engine), transaction(engine) as session:
        for name, number in sorted(key_rotation.key_counts(session).items()):
            use = " (in use)" if name == settings.keys.master.current else ""
            typer.echo(f"master key {name}{use}: the keys of {number} cases" if name else f"erased: {number} cases")
        for name, number in sorted(key_rotation.index_counts(session).items()):
            use = " (in use)" if name == name_in_use(settings.keys) else ""
            typer.echo(f"index key {name}{use}: {number} look-ups")


def rotate() -> None:
    """Wrap every case's key and make every look-up anew with the keys in use."""
    with _database() as (settings, engine):
        wrapped = sum(key_rotation.rewrap(engine))
        indexed = sum(key_rotation.reindex(engine))
    typer.echo(
        f"{wrapped} keys wrapped with master key {settings.keys.master.current}, {indexed} cases indexed with {name_in_use(settings.keys)}"
    )


def erase(case: str, reason: str, by: str) -> None:
    """Destroy the key of a closed case."""
    case_id = case_id_of(case)
    with _database() as (_, engine):
        try:
            key_rotation.erase(engine, case_id, reason, by, clock.now())
        except (ErasureRefused, UnknownCase) as error:
            refuse(str(error), REFUSED)
    typer.echo(f"the personal data of {case_id} is erased (已删除); its journal stands and verifies as before")
