"""`zhixing stuck`: cases in which the docket itself failed, and taking them up again."""

import asyncio

import typer

from enforcement.docket.events import iso
from enforcement.docket.profile import embedded_profile
from enforcement.errors import ZhixingError
from enforcement.records.database import transaction
from enforcement.records.rebuild import rebuild_case
from enforcement.records.stuck import stuck, take_up
from enforcement.settings import Settings
from enforcement.temporal import connect, read_docket
from zhixing.calendars import REFUSED, connected_database, refuse
from zhixing.inspect_case import case_id_of


def list_stuck() -> int:
    """Print what is stuck, one line each; the exit code."""
    with connected_database() as (_, engine), transaction(engine) as session:
        rows = stuck(session)
    for row in rows:
        typer.echo(f"{row.case_id}  {row.about}  since {iso(row.since)}  {row.times} times  {row.error}")
    typer.echo(f"{len({row.case_id for row in rows})} cases are stuck")
    return REFUSED if rows else 0


def retry(case: str, *, from_journal: bool) -> int:
    """Take a case off the list and let its workflow read the docket anew; the exit code."""
    case_id = case_id_of(case)
    with connected_database() as (settings, engine):
        with transaction(engine) as session:
            if from_journal:
                rebuild_case(session, case_id, embedded_profile())
            number = take_up(session, case_id)
        try:
            standing = asyncio.run(_read_anew(settings, case_id))
        except (RuntimeError, ZhixingError) as error:
            refuse(f"{case_id}: {error}", REFUSED)
    typer.echo(f"{case_id}: {number} taken off the list; the case is at row {standing} and waits as the docket says")
    return 0


async def _read_anew(settings: Settings, case_id: str) -> int:
    return (await read_docket(await connect(settings.temporal, settings.temporal_namespace, settings.keys), case_id)).sequence
