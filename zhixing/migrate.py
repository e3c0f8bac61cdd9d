"""`zhixing migrate`: open clocks of a rule go over to another of its versions, with a preview and a reason in every journal."""

import asyncio
from collections.abc import Sequence
from datetime import date

import typer
from sqlmodel import Session, col, select

from enforcement import clock
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.clocks import ClockStatus
from enforcement.errors import ZhixingError
from enforcement.law.statutes import statute_book
from enforcement.records.database import snapshot, transaction
from enforcement.records.preview import Proposal, preview
from enforcement.records.tables import CaseRow, ClockRow
from enforcement.settings import Settings
from enforcement.temporal import CaseStart, connect, record_entry
from zhixing.calendars import MALFORMED, REFUSED, connected_database, print_preview, refuse


def migrate(rule: str, to: str, reason: str, court: str | None) -> None:
    """Print what would move; with a reason, move it. A case that went over before is not touched again."""
    on = _day(to)
    if rule not in statute_book().rules:
        refuse(f"expected a rule of docs/law/README.md, got {rule!r}", MALFORMED)
    with connected_database() as (settings, engine):
        with snapshot(engine) as session:
            print_preview(preview(session, Proposal(rule=rule, version_on=on, court=court), clock.now()))
        if not reason:
            typer.echo("nothing was moved: give a --reason to move them")
            return
        with transaction(engine) as session:
            ids = _cases(session, rule, court)
        failed = asyncio.run(_adopt(settings, ids, rule, on, reason))
    typer.echo(f"{len(ids) - failed} cases went over to the version of {rule} in force on {on}, {failed} failed")
    if failed:
        raise typer.Exit(REFUSED)


def _cases(session: Session, rule: str, court: str | None) -> Sequence[str]:
    running = select(ClockRow.case_id).where(ClockRow.rule == rule, col(ClockRow.superseded).is_(None))
    running = running.where(col(ClockRow.status).in_((ClockStatus.OPEN, ClockStatus.PAUSED)))
    query = select(CaseRow.case_id).where(col(CaseRow.case_id).in_(running)).order_by(col(CaseRow.case_id))
    return session.exec(query if court is None else query.where(CaseRow.court == court)).all()


async def _adopt(settings: Settings, ids: Sequence[str], rule: str, on: date, reason: str) -> int:
    try:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
    except RuntimeError as error:
        refuse(f"expected Temporal at {settings.temporal}, nobody answers there ({error}); nothing was moved", REFUSED)
    start, failed = CaseStart(entries_per_run=settings.entries_per_run), 0
    data = {"rule": rule, "version_on": on.isoformat(), "reason": reason}
    for case_id in ids:
        entry = EntryMessage(case_id, f"migrate/{rule}/{on}", "fact", "rule_version_adopted", "supervisor", {**data})
        try:
            await record_entry(client, entry, start)
        except ZhixingError as error:
            failed += 1
            typer.echo(f"{case_id}: {error}", err=True)
    return failed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"--to: expected a day such as 2027-01-01, got {text!r}", MALFORMED)
