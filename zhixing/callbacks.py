"""`zhixing callbacks`: what came from subsystems and what became of it; dead letters, tried again."""

import typer

from enforcement import clock
from enforcement.docket.events import iso
from enforcement.records import callbacks
from enforcement.records.callbacks import CallbackFilter
from enforcement.records.database import transaction
from enforcement.records.queries import MAX_PAGE
from enforcement.records.tables import CallbackRow
from zhixing.calendars import connected_database


def list_callbacks(state: str | None, subsystem: str | None) -> None:
    """Print the newest callbacks, one line each."""
    with connected_database() as (_, engine), transaction(engine) as session:
        rows, older = callbacks.callback_page(session, CallbackFilter(subsystem, state), None, MAX_PAGE)
    for row in rows:
        typer.echo(_line(row))
    if older is not None:
        typer.echo(f"the newest {MAX_PAGE}; older ones: GET /callbacks?cursor={older}", err=True)


def _line(row: CallbackRow) -> str:
    said = row.reason or row.outcome or ""
    return f"{row.id}  {row.state}  {row.subsystem}  {row.case_id or '-'}  {iso(row.received_at)}  {row.tries} tries  {said}".rstrip()


def retry(callback_id: int, by: str, note: str) -> None:
    """Let a dead letter wait again; the API delivers it."""
    with connected_database() as (_, engine), transaction(engine) as session:
        row = callbacks.retry(session, callback_id, by, note, clock.now())
    typer.echo(f"{row.id} waits again; `zhixing callbacks` tells what becomes of it")
