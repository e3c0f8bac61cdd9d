"""The processes of one installation: the command, the environment and the sign of readiness of each."""

import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg

from enforcement.settings import Settings
from enforcement.temporal import SEARCH_ATTRIBUTES
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres
from zhixing.supervise import Part
from zhixing.throwaway import create_database
from zhixing.token import identity_key

ROOT = Path(__file__).resolve().parents[1]
# In seconds: a request that waits for its case may be answered when the API is asked to stop; `zhixing up` waits less long.
API_GRACE = 25
_PYTHON = (sys.executable, "-m")


def database(server: EmbeddedPostgres) -> Part:
    """The embedded PostgreSQL."""
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    return Part("database", server.command(), lambda: _connects(server), identity=server.identity, cwd="/", stop_signal=signal.SIGINT)


def make_database(server: EmbeddedPostgres) -> None:
    """Make the product's database on a running server, if it is not there."""
    with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'zhixing'").fetchone()
    if exists is None:
        create_database(server, "zhixing")


def temporal(settings: Settings) -> Part:
    """Temporal's dev server, with a file for its memory."""
    attributes = [part for name, kind in SEARCH_ATTRIBUTES.items() for part in ("--search-attribute", f"{name}={kind}")]
    command = [
        str(program("temporal")),
        *("server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"),
        *("--db-filename", str(settings.data_dir.resolve() / "temporal.sqlite")),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=1"),
        *("--port", str(settings.temporal_port), "--ui-port", str(settings.temporal_ui_port), "--namespace", settings.temporal_namespace),
        *attributes,
    ]
    return Part("temporal", command, lambda: listens(settings.temporal_port) and listens(settings.temporal_ui_port))


def subsystems(settings: Settings) -> Part:
    """The stand-ins of all subsystems."""
    place = ["--host", settings.subsystems_host, "--port", str(settings.subsystems_port)]
    command = ["uvicorn", "--factory", "subsystems.app:from_environment", *place]
    part = _ours("subsystems", command, _answers(f"{settings.subsystems_url}/health"), settings)
    return replace(part, env={**part.env, **_provider(settings)})


def api(settings: Settings) -> Part:
    """The API."""
    place = ["--host", settings.api_host, "--port", str(settings.api_port)]
    grace = ["--timeout-graceful-shutdown", str(API_GRACE)]
    command = ["uvicorn", "--factory", "api.app:from_settings", *place, *_processes(settings), *grace, "--no-access-log"]
    return _ours("api", command, _answers(f"{settings.api_url}/health/ready"), settings)


def worker(settings: Settings, name: str = "worker") -> Part:
    """A worker; each of several has a name of its own."""
    log = settings.data_dir / "logs" / f"{name}.log"
    began = log.stat().st_size if log.exists() else 0
    return _ours(name, ["worker"], lambda: b"worker is ready" in _since(log, began), settings)


def tour(settings: Settings) -> Part:
    """What tells the example stories, and ends."""
    return Part("tour", [str(program("zhixing")), "tour"], lambda: True, _environment(settings), cwd=str(ROOT), lasting=False)


def _processes(settings: Settings) -> list[str]:
    # One process is served without uvicorn's overseer.
    return ["--workers", str(settings.api_processes)] if settings.api_processes > 1 else []


def _ours(name: str, module: list[str], ready: Callable[[], bool], settings: Settings) -> Part:
    return Part(name, [*_PYTHON, *module], ready, _environment(settings), cwd=str(ROOT))


def _provider(settings: Settings) -> dict[str, str]:
    """What the demonstration identity provider needs, unless the court has one."""
    if settings.oidc_issuer:
        return {}
    return {
        "ZHIXING_IDENTITY_ISSUER": settings.demonstration_issuer,
        "ZHIXING_IDENTITY_KEY": identity_key(settings),
        "ZHIXING_IDENTITY_CLIENT": settings.oidc_client_id,
        "ZHIXING_IDENTITY_AUDIENCE": settings.oidc_audience,
        "ZHIXING_IDENTITY_REDIRECT": settings.login_callback,
    }


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "ZHIXING_DATA_DIR": str(settings.data_dir.resolve()),
        "DATABASE_URL": settings.database,
        "TEMPORAL_ADDRESS": settings.temporal,
        "ZHIXING_CALLBACK_URL": settings.called_back_at,
        "ZHIXING_SUBSYSTEM_CREDENTIAL": settings.credential,
        "ZHIXING_WEBHOOK_SECRET": settings.signing_secret,
        "ZHIXING_SUBSYSTEM_FAULTS": settings.subsystem_faults,
        "ZHIXING_SUBSYSTEM_PACE": str(settings.subsystem_pace),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def _connects(server: EmbeddedPostgres) -> bool:
    try:
        psycopg.connect(server.maintenance_url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def listens(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(url: str) -> Callable[[], bool]:
    def probe() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    return probe


def _since(log: Path, offset: int) -> bytes:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read()
