"""`zhixing calendar` and `zhixing what-if`: what a holiday notice or a draft of the law does to the clocks that run."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from enforcement import clock
from enforcement.errors import ZhixingError
from enforcement.law.calendar import CalendarError, Notice
from enforcement.law.notices import checked
from enforcement.law.periods import SHANGHAI
from enforcement.law.statutes import StatuteError, book_of, statute_book
from enforcement.notices import read_notice_text
from enforcement.records import calendars
from enforcement.records.database import engine_for, snapshot, transaction
from enforcement.records.preview import Preview, Proposal, as_csv, preview
from enforcement.records.tables import CalendarRow
from enforcement.settings import Settings, load_settings
from enforcement.temporal import connect, publish_calendar

REFUSED, MALFORMED = 1, 2


def preview_notice(path: Path, at: str | None, csv_file: Path | None) -> None:
    """Print what a notice would do. Nothing is written but the CSV file."""
    what_if(None, path, at, csv_file)


def what_if(rules: Path | None, notice: Path | None, at: str | None, csv_file: Path | None) -> None:
    """Print what a draft of the statute book, a notice or both would do to live cases. Nothing is written but the CSV file."""
    if rules is None and notice is None:
        refuse("expected --rules FOLDER or --notice FILE: without a proposal nothing changes", MALFORMED)
    if rules is not None and not rules.is_dir():
        refuse(f"{rules}: expected a folder of TOML files such as enforcement/law/statutes", MALFORMED)
    try:
        book = statute_book() if rules is None else book_of(rules)
    except StatuteError as error:
        refuse(f"{rules}: {error}", MALFORMED)
    instant = _instant(at)
    with connected_database() as (_, engine), snapshot(engine) as session:
        proposed = None if notice is None else _believable(session, notice)[0]
        result = preview(session, Proposal(proposed, book), instant)
    print_preview(result)
    if csv_file is not None:
        csv_file.write_text(as_csv(result), encoding="utf-8-sig", newline="")
        typer.echo(f"by court and rule: {csv_file}")


def submit(path: Path, by: str, reason: str) -> None:
    """Keep a notice as the next version of its year's calendar."""
    with connected_database() as (_, engine), transaction(engine) as session:
        notice, cautions = _believable(session, path)
        row = calendars.submit(session, notice, cautions, by, reason, clock.now())
        typer.echo(
            f"{row.id}: submitted by {row.submitted_by}; a second person approves it with `zhixing calendar approve {row.id} --by …`"
        )


def approve(calendar_id: str, by: str) -> None:
    """Approve a calendar and publish it."""
    with connected_database() as (settings, engine):
        with transaction(engine) as session:
            row = calendars.approve(session, calendar_id, by, clock.now())
        _publish(settings, row)


def publish(calendar_id: str) -> None:
    """Publish an approved calendar to the cases that do not have it."""
    with connected_database() as (settings, engine):
        with transaction(engine) as session:
            row = calendars.calendar(session, calendar_id)
        if row.approved_at is None:
            refuse(f"calendar {row.id} waits for a second person: `zhixing calendar approve {row.id} --by …`", REFUSED)
        _publish(settings, row)


def status(calendar_id: str | None) -> None:
    """Print every calendar, or how far one was published."""
    with connected_database() as (_, engine), snapshot(engine) as session:
        if calendar_id is None:
            for row in calendars.calendars(session):
                approved = f"approved by {row.approved_by}" if row.approved_at else "waits for approval"
                typer.echo(f"{row.id}  {row.number or row.title or '-'}  submitted by {row.submitted_by}, {approved}")
            return
        report = calendars.publication_report(session, calendars.calendar(session, calendar_id))
    typer.echo(f"{calendar_id}: {report.cases} cases have it, {report.waiting} wait for it")
    typer.echo(
        f"clocks examined {report.examined} = moved {report.moved} + confirmed {report.confirmed} + unchanged {report.unchanged} "
        f"+ paused {report.paused} + missed {report.missed}"
    )
    for failure in report.failures:
        typer.echo(f"failed: {failure.case_id}: {failure.error}")


def print_preview(result: Preview) -> None:
    """Print what a proposal would do."""
    for line in _told(result):
        typer.echo(line)


def _told(result: Preview) -> Iterator[str]:
    yield f"open clocks: {result.open} running, {result.paused} paused (dated when they resume), {result.missed} missed (not moved)"
    total = [
        sum(getattr(effect, name) for effect in result.effects.values()) for name in ("later", "earlier", "overdue", "saved", "confirmed")
    ]
    yield "moved {}: {} later, {} earlier; {} become overdue, {} are saved; {} dates become certain".format(result.moved, *total)
    for (court, rule), effect in sorted(result.effects.items()):
        yield f"  {court}  {rule}: moved {effect.moved}, overdue {effect.overdue}, saved {effect.saved}, largest {effect.largest:+d} days"
    if result.shifts:
        yield "largest shifts:"
    for shift in result.shifts:
        yield f"  {shift.days:+d} days  {shift.case_id} {shift.clock}: {shift.due} → {shift.new_due} ({shift.clocks_alike} alike)"


def _believable(session: Session, path: Path) -> tuple[Notice, Sequence[str]]:
    """The notice of a file, checked, and its cautions, which are printed. Ends the command for one that cannot be believed."""
    try:
        notice = read_notice_text(path.read_text(encoding="utf-8-sig"), path.suffix.removeprefix(".").lower())
    except (OSError, UnicodeDecodeError, CalendarError) as error:
        refuse(f"{path}: {error}", MALFORMED)
    found = checked(notice, calendars.calendar_in_force(session))
    for caution in found.cautions:
        typer.echo(f"caution: {caution}", err=True)
    if found.errors:
        refuse("\n".join(f"{path}: {error}" for error in found.errors), MALFORMED)
    return notice, found.cautions


def _publish(settings: Settings, row: CalendarRow) -> None:
    async def start() -> str:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
        return await publish_calendar(client, row.year, settings.calendar_rate)

    try:
        typer.echo(
            f"{row.id}: approved by {row.approved_by}; workflow {asyncio.run(start())} publishes it, `zhixing calendar status {row.id}` tells"
        )
    except RuntimeError as error:
        refuse(
            f"{row.id} is approved, but Temporal does not answer at {settings.temporal} ({error}); `zhixing calendar publish {row.id}` later",
            1,
        )


def _instant(text: str | None) -> datetime:
    if text is None:
        return clock.now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"--at: expected an instant such as 2026-12-01T09:00, got {text!r}", MALFORMED)
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=SHANGHAI)


@contextmanager
def connected_database() -> Iterator[tuple[Settings, Engine]]:
    """The records of this installation; what people got wrong ends the command with a sentence."""
    settings = load_settings()
    engine = engine_for(settings.database, settings.keys)
    try:
        yield settings, engine
    except ZhixingError as error:
        refuse(str(error), REFUSED)
    finally:
        engine.dispose()


def refuse(reason: str, code: int) -> NoReturn:
    """End the command."""
    typer.echo(reason, err=True)
    raise typer.Exit(code)
