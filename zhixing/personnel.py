"""`zhixing personnel sync`: the whole personnel register is read, and what no event told is recorded under the ids of the events (art 42)."""

import asyncio
from collections.abc import Iterator

import typer
from sqlalchemy import Engine
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.personnel import StaffRecord
from enforcement.contracts.receipts.personnel import tenure
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import EntryError
from enforcement.errors import UnknownCase, ZhixingError
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import PersonnelGateway
from enforcement.law.periods import local_day
from enforcement.ports.subsystems import PersonnelPort, SubsystemAway, SubsystemRejected
from enforcement.records import queries
from enforcement.records.database import transaction
from enforcement.settings import Settings
from enforcement.temporal import CaseStart, connect, record_entry
from zhixing.calendars import REFUSED, connected_database, refuse


def sync() -> None:
    """Read the register and record what is missing. Exit 1 if something could not be."""
    with connected_database() as (settings, engine):
        http = SubsystemClient("personnel", settings.url_of("personnel"), settings.credential)
        try:
            records = list(register(PersonnelGateway(http)))
        except (SubsystemAway, SubsystemRejected) as error:
            refuse(f"{error}; nothing was recorded", REFUSED)
        finally:
            http.close()
        entries = [entry for record in records for entry in missing(engine, record)]
        failed = asyncio.run(_record(settings, entries)) if entries else 0
    typer.echo(f"{len(records)} tenures in the register, {len(entries) - failed} facts recorded, {failed} failed")
    if failed:
        raise typer.Exit(REFUSED)


def register(port: PersonnelPort) -> Iterator[StaffRecord]:
    """Every record of the register, page by page."""
    after: str | None = ""
    while after is not None:
        page = port.staff(after)
        yield from page.records
        after = page.next


def missing(engine: Engine, record: StaffRecord) -> list[EntryMessage]:
    """What a record tells and its file does not know. A departure that is only announced has not happened yet."""
    try:
        with transaction(engine) as session:
            seen = queries.case_file(session, record.case_id, embedded_profile()).seen
    except UnknownCase:
        seen = {}
    today = local_day(clock.now()).isoformat()
    happened = (entry for entry in tenure(record) if (entry.happened_at or "")[: len(today)] <= today)
    return [entry for entry in happened if entry.id not in seen]


async def _record(settings: Settings, entries: list[EntryMessage]) -> int:
    try:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
    except RuntimeError as error:
        refuse(f"expected Temporal at {settings.temporal}, nobody answers there ({error}); nothing was recorded", REFUSED)
    return await record_all(client, entries, CaseStart(entries_per_run=settings.entries_per_run))


async def record_all(client: Client, entries: list[EntryMessage], start: CaseStart) -> int:
    """Record every entry in its file; gives how many could not be, and says why."""
    failed = 0
    for entry in entries:
        try:
            await record_entry(client, entry, start)
        except (ZhixingError, EntryError) as error:
            failed += 1
            typer.echo(f"{entry.case_id}: {error}", err=True)
    return failed
