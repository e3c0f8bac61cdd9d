"""`zhixing up`: the whole system in the foreground."""

import asyncio
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from enforcement import clock
from enforcement.records.migrate import upgrade
from enforcement.settings import Settings, load_settings
from enforcement.temporal import SEARCH_ATTRIBUTES, register_search_attributes
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres, embedded_postgres
from zhixing.supervise import Died, Part, Stopped, Supervisor, asked_to_stop
from zhixing.throwaway import create_database

ROOT = Path(__file__).resolve().parents[1]


class CannotStart(Exception):
    """Something outside us must be changed first; the message says what."""


def up(*, example: bool) -> int:
    """Start everything and stay; the exit code."""
    settings = load_settings()
    try:
        with _data_dir(settings.data_dir) as data_dir:
            return _run(settings.model_copy(update={"data_dir": data_dir}), example=example)
    except CannotStart as error:
        _say(str(error))
        return 1


def _run(settings: Settings, *, example: bool) -> int:
    _check_ports(settings)
    addresses = settings.data_dir / "addresses.json"
    supervisor = Supervisor(settings.data_dir / "logs", _say)
    asked_to_stop()
    try:
        _say("Starting Zhixing 执行 …")
        _start(settings, supervisor)
        case_id = file_example(settings) if example else None
        _announce(settings, addresses, case_id)
        supervisor.watch()
    except Stopped:
        _say("Stopping …")
        return 0
    except Died as death:
        _say(death.report())
        return 1
    except (OSError, RuntimeError, subprocess.SubprocessError, psycopg.Error) as error:
        _say(f"Zhixing could not start: {error}. The logs are in {settings.data_dir / 'logs'}.")
        return 1
    finally:
        addresses.unlink(missing_ok=True)
        supervisor.stop()
        _say("Stopped.")
    return 0


def _start(settings: Settings, supervisor: Supervisor) -> None:
    if not settings.database_url:
        _start_database(settings, supervisor)
    _say("  database: bringing the schema up to date")
    upgrade(settings.database)
    if settings.temporal_address:
        asyncio.run(register_search_attributes(settings.temporal, settings.temporal_namespace))
    else:
        supervisor.start(_temporal(settings))
    env = _environment(settings)
    python = [sys.executable, "-m"]
    subsystems = ["uvicorn", "--factory", "subsystems.app:from_environment", "--port", str(settings.subsystems_port)]
    api = [
        "uvicorn",
        "--factory",
        "api.app:from_settings",
        "--host",
        settings.api_host,
        "--port",
        str(settings.api_port),
        "--no-access-log",
    ]
    supervisor.start(Part("subsystems", [*python, *subsystems], _answers(f"{settings.subsystems_url}/health"), env, cwd=str(ROOT)))
    supervisor.start(Part("api", [*python, *api], _answers(f"{settings.api_url}/health/ready"), env, cwd=str(ROOT)))
    log = settings.data_dir / "logs" / "worker.log"
    began = log.stat().st_size if log.exists() else 0
    supervisor.start(Part("worker", [*python, "worker"], lambda: b"worker is ready" in _since(log, began), env, cwd=str(ROOT)))


def _start_database(settings: Settings, supervisor: Supervisor) -> None:
    server = embedded_postgres(settings.data_dir.resolve(), settings.database_port)
    _say("  database: preparing" if not (server.data / "PG_VERSION").exists() else "  database: found the data of an earlier run")
    server.prepare()
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    supervisor.start(
        Part("database", server.command(), lambda: _connects(server), identity=server.identity, cwd="/", stop_signal=signal.SIGINT)
    )
    with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'zhixing'").fetchone()
    if exists is None:
        create_database(server, "zhixing")


def _connects(server: EmbeddedPostgres) -> bool:
    try:
        psycopg.connect(server.maintenance_url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _temporal(settings: Settings) -> Part:
    attributes = [part for name, kind in SEARCH_ATTRIBUTES.items() for part in ("--search-attribute", f"{name}={kind}")]
    command = [
        str(program("temporal")),
        *("server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"),
        *("--db-filename", str(settings.data_dir.resolve() / "temporal.sqlite")),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=1"),
        *("--port", str(settings.temporal_port), "--ui-port", str(settings.temporal_ui_port), "--namespace", settings.temporal_namespace),
        *attributes,
    ]
    return Part("temporal", command, lambda: _listens(settings.temporal_port) and _listens(settings.temporal_ui_port))


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "ZHIXING_DATA_DIR": str(settings.data_dir.resolve()),
        "DATABASE_URL": settings.database,
        "TEMPORAL_ADDRESS": settings.temporal,
        "ZHIXING_CALLBACK_URL": settings.api_url,
        "ZHIXING_SUBSYSTEM_CREDENTIAL": settings.credential,
        "ZHIXING_WEBHOOK_SECRET": settings.signing_secret,
        "ZHIXING_SUBSYSTEM_FAULTS": settings.subsystem_faults,
        "ZHIXING_SUBSYSTEM_PACE": str(settings.subsystem_pace),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


# -- the example --------------------------------------------------------------------------------------------------


def file_example(settings: Settings) -> str:
    """File the example case through the intake API, once for each data directory, and report that its file has arrived."""
    today = clock.now()
    number = f"（{today.year}）沪0199执101号"
    kept = settings.data_dir / "example-case.json"
    if not kept.exists():
        filing = {
            "case_number": number,
            "court": "沪0199",
            "applied_on": (today - timedelta(days=1)).date().isoformat(),
            "claim": 1000000,
            "fees": 12400,
            "parties": [
                {"id": "P1", "role": "applicant", "name": "申请人甲"},
                {"id": "D1", "role": "debtor", "name": "被执行人乙", "kind": "person"},
            ],
            "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
        }
        kept.write_text(json.dumps(filing, ensure_ascii=False), encoding="utf-8")
    filed = _post(f"{settings.api_url}/cases", json.loads(kept.read_text(encoding="utf-8")), {"Idempotency-Key": "example-case"})
    case_id = str(filed["case_id"])
    path = f"{settings.api_url}/cases/{quote(case_id)}/entries"
    _post(path, {"id": "example-materials", "kind": "fact", "type": "materials_received", "by": "filing_clerk", "data": {}}, {})
    return case_id


def _post(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    content = json.dumps(body).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.load(answer))


def _announce(settings: Settings, addresses: Path, case_id: str | None) -> None:
    found = {
        "api": settings.api_url,
        "dashboard": f"{settings.api_url}/",
        "temporal": settings.temporal,
        "temporal_ui": f"http://127.0.0.1:{settings.temporal_ui_port}",
        "subsystems": settings.subsystems_url,
        "database": settings.database,
        "example_case": case_id,
    }
    if settings.worker_metrics_port:
        found["worker_metrics"] = settings.worker_metrics_url
    partial = addresses.with_suffix(".partial")
    partial.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(addresses)
    _say("Ready. Stop with Ctrl-C.")
    for name, address in found.items():
        if address:
            _say(f"  {name:13} {address}")


# -- what must hold before we start ---------------------------------------------------------------------------------


@contextmanager
def _data_dir(path: Path) -> Iterator[Path]:
    """The data directory, ours alone while we run."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock: IO[str] = (path / "lock").open("w")
    except OSError as error:
        raise CannotStart(
            f"The data directory {path} cannot be used ({error.strerror}). Set ZHIXING_DATA_DIR to a folder you can write to."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"Zhixing runs already with the data directory {path}. Stop it, or set ZHIXING_DATA_DIR to another folder."
            ) from None
        _check_space(path)
        yield path


def _check_space(path: Path) -> None:
    free = os.statvfs(path).f_bavail * os.statvfs(path).f_frsize
    if free < 300 * 2**20:
        raise CannotStart(
            f"Only {free // 2**20} MiB are free in {path}; 300 are needed. Free some space, or set ZHIXING_DATA_DIR to another disk."
        )


def _check_ports(settings: Settings) -> None:
    ports = {"ZHIXING_API_PORT": settings.api_port, "ZHIXING_SUBSYSTEMS_PORT": settings.subsystems_port}
    if not settings.database_url:
        ports["ZHIXING_DATABASE_PORT"] = settings.database_port
    if not settings.temporal_address:
        ports |= {"ZHIXING_TEMPORAL_PORT": settings.temporal_port, "ZHIXING_TEMPORAL_UI_PORT": settings.temporal_ui_port}
    if settings.worker_metrics_port:
        ports["ZHIXING_WORKER_METRICS_PORT"] = settings.worker_metrics_port
    for name, port in ports.items():
        if _listens(port):
            raise CannotStart(f"Port {port} is in use. Stop what uses it, or set {name} to another port.")
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise CannotStart(f"{seen[port]} and {name} are both {port}. Give one of them another port.")
        seen[port] = name


def _listens(port: int) -> bool:
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


def _say(text: str) -> None:
    print(text, flush=True)
