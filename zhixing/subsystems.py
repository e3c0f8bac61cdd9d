"""`zhixing subsystems`: how each of them is, a line for each."""

import asyncio
import json
from datetime import datetime

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from enforcement.docket.events import iso
from enforcement.ports.health import CircuitState
from enforcement.settings import Settings
from enforcement.survey import Queue, SubsystemReport, Survey, places, survey, survey_json
from enforcement.temporal import connect
from zhixing.calendars import connected_database, refuse

_UNREACHABLE = 1


def subsystems(*, as_json: bool) -> int:
    """Print every subsystem; the exit code."""
    with connected_database() as (settings, engine):
        try:
            found = asyncio.run(_survey(settings, engine))
        except RuntimeError as error:
            refuse(f"Temporal does not answer at {settings.temporal} ({error}): start it, or set TEMPORAL_ADDRESS", _UNREACHABLE)
        except SQLAlchemyError as error:
            refuse(f"the database does not answer ({type(error).__name__}): start it, or set DATABASE_URL", _UNREACHABLE)
    if as_json:
        typer.echo(json.dumps(survey_json(found), ensure_ascii=False, indent=1))
    else:
        _print(found)
    return 0 if all(report.probed.reachable for report in found.reports) else _UNREACHABLE


async def _survey(settings: Settings, engine: Engine) -> Survey:
    return await survey(places(settings), engine, await connect(settings.temporal, settings.temporal_namespace, settings.keys))


def _print(found: Survey) -> None:
    rows = [line_of(report) for report in found.reports]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip())
    typer.echo(f"workers: {found.workers}" if found.workers else "no worker is there: nobody calls them, and their circuits say nothing")


def line_of(report: SubsystemReport) -> list[str]:
    """The columns of its line."""
    place, probed, health = report.place, report.probed, report.health
    return [
        place.name,
        "stand-in" if place.stand_in else "real",
        place.url,
        ("reachable" if probed.reachable else "UNREACHABLE") + (f" ({probed.trouble})" if probed.trouble else ""),
        f"circuit {health.circuit}" + (f" after {health.failures} failures" if health.circuit is CircuitState.OPEN else ""),
        f"last success {_instant(health.last_success)}",
        _queue(report.queue),
        f"callbacks {report.callbacks.waiting} waiting, {report.callbacks.dead} dead",
        f"last error {_instant(health.last_failure)}: {health.last_error}" if health.last_failure else "no error",
    ]


def _instant(at: datetime | None) -> str:
    return iso(at)[:19] if at else "never"


def _queue(queue: Queue) -> str:
    cut = f" of the first {queue.looked_at}" if queue.looked_at < queue.running else ""
    return f"{queue.running} running, {queue.retrying}{cut} retrying"
