"""The services of an installation, each in a process of its own: for containers and for units of systemd."""

import asyncio
import os
import sys
import urllib.error
import urllib.request
from typing import Literal

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError

from enforcement.records.migrate import behind, upgrade
from enforcement.settings import Settings, load_settings
from enforcement.startup import check, check_stand_ins
from enforcement.temporal import register_search_attributes
from zhixing import parts
from zhixing.supervise import Part

Service = Literal["api", "worker", "stand-ins"]
_PATIENCE = 8
log = structlog.get_logger()


def prepare() -> None:
    """Bring the database's schema and Temporal's search attributes up to date. SystemExit with a sentence if one of them cannot be."""
    settings = _installed()
    try:
        upgrade(settings.database)
    except SQLAlchemyError as error:
        sys.exit(f"the schema of {settings.database_shown} could not be brought up to date: {_first_line(error)}")
    typer.echo(f"database: {settings.database_shown} has the schema of this release")
    try:
        asyncio.run(register_search_attributes(settings.temporal, settings.temporal_namespace))
    except RuntimeError as error:
        sys.exit(f"expected Temporal at {settings.temporal} with the namespace {settings.temporal_namespace}: {error}")
    typer.echo(f"temporal: {settings.temporal}, namespace {settings.temporal_namespace}, knows our search attributes")


def serve_api() -> None:
    """Become the API."""
    _become(parts.api(_prepared()))


def serve_worker() -> None:
    """Become a worker."""
    _become(parts.worker(_prepared()))


def serve_stand_ins() -> None:
    """Become the stand-ins, which learn all they need from their environment."""
    settings = load_settings()
    check_stand_ins(settings)
    part = parts.subsystems(settings)
    os.environ.update(part.env)
    _become(part)


def probe(service: Service) -> int:
    """Whether a service on this machine has all that it needs; says what it lacks, and gives the exit code."""
    settings = load_settings()
    if service == "worker" and not settings.worker_metrics_port:
        sys.exit("expected ZHIXING_WORKER_METRICS_PORT: without it a worker tells nobody how it is")
    addresses = {
        "api": f"{settings.api_url}/health/ready",
        "worker": settings.worker_metrics_url.replace("/metrics", "/health/ready"),
        "stand-ins": f"{settings.subsystems_url}/health",
    }
    try:
        with urllib.request.urlopen(addresses[service], timeout=_PATIENCE) as answer:
            typer.echo(answer.read().decode())
    except urllib.error.HTTPError as error:
        typer.echo(error.read().decode())
        return 1
    except OSError as error:
        typer.echo(f"{addresses[service]} does not answer ({error})")
        return 1
    return 0


def _installed() -> Settings:
    settings = load_settings()
    lacking = [
        name for name, given in (("DATABASE_URL", settings.database_url), ("TEMPORAL_ADDRESS", settings.temporal_address)) if not given
    ]
    if lacking:
        sys.exit(f"expected {' and '.join(lacking)}: a service by itself works with servers that are there; `zhixing up` brings its own")
    return settings


def _prepared() -> Settings:
    """The settings of a service that may start. A database that does not answer yet is waited for by the service itself."""
    settings = _installed()
    check(settings)
    try:
        if found := behind(settings.database):
            sys.exit(f"{found}: run `zhixing prepare` first")
    except SQLAlchemyError as error:
        log.warning("the database does not answer yet", database=settings.database_shown, error=_first_line(error))
    return settings


def _become(part: Part) -> None:
    sys.stdout.flush()
    os.execv(part.command[0], list(part.command))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
