"""`zhixing up`: the whole system in the foreground."""

import asyncio
import fcntl
import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from enforcement import clock
from enforcement.records.migrate import upgrade
from enforcement.settings import Settings, load_settings
from enforcement.startup import check_stand_ins
from enforcement.temporal import register_search_attributes
from subsystems.signing import Person
from zhixing import parts
from zhixing.parts import listens
from zhixing.postgres import embedded_postgres
from zhixing.supervise import Died, Stopped, Supervisor, asked_to_stop
from zhixing.token import demonstration_token

_CLERK = Person("example", "示例立案员", "沪0199", ["filing_clerk"])


class CannotStart(Exception):
    """Something outside us must be changed first; the message says what."""


def up(*, example: bool, tour: bool) -> int:
    """Start everything and stay; the exit code."""
    settings = load_settings()
    check_stand_ins(settings)
    try:
        with _data_dir(settings.data_dir) as data_dir:
            return _run(settings.model_copy(update={"data_dir": data_dir}), example=example, tour=tour)
    except CannotStart as error:
        _say(str(error))
        return 1


def _run(settings: Settings, *, example: bool, tour: bool) -> int:
    _check_ports(settings)
    addresses = settings.data_dir / "addresses.json"
    supervisor = Supervisor(settings.data_dir / "logs", _say)
    asked_to_stop()
    try:
        _say("Starting Zhixing 执行 …")
        _start(settings, supervisor)
        # Only the demonstration's own provider gives us a token to file it with.
        case_id = file_example(settings) if example and not settings.oidc_issuer else None
        _announce(settings, addresses, case_id)
        if tour and case_id:
            supervisor.start(parts.tour(settings))
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
    """Start everything, each part as soon as what it needs is there."""
    supervisor.begin(parts.subsystems(settings))
    if not settings.temporal_address:
        supervisor.begin(parts.temporal(settings))
    if not settings.database_url:
        _start_database(settings, supervisor)
    _say("  database: bringing the schema up to date")
    upgrade(settings.database)
    supervisor.begin(parts.api(settings))
    if settings.temporal_address:
        asyncio.run(register_search_attributes(settings.temporal, settings.temporal_namespace))
    else:
        supervisor.ready("temporal")
    supervisor.begin(parts.worker(settings))
    supervisor.ready()


def _start_database(settings: Settings, supervisor: Supervisor) -> None:
    server = embedded_postgres(settings.data_dir.resolve(), settings.database_port)
    _say("  database: preparing" if not (server.data / "PG_VERSION").exists() else "  database: found the data of an earlier run")
    server.prepare()
    supervisor.start(parts.database(server))
    parts.make_database(server)


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
    clerk = {"Authorization": f"Bearer {demonstration_token(settings, _CLERK)}"}
    filed = _post(f"{settings.api_url}/cases", json.loads(kept.read_text(encoding="utf-8")), {"Idempotency-Key": "example-case", **clerk})
    case_id = str(filed["case_id"])
    path = f"{settings.api_url}/cases/{quote(case_id)}/entries"
    _post(path, {"id": "example-materials", "kind": "fact", "type": "materials_received", "by": "filing_clerk", "data": {}}, clerk)
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
        "database": settings.database_shown,
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
        if listens(port):
            raise CannotStart(f"Port {port} is in use. Stop what uses it, or set {name} to another port.")
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise CannotStart(f"{seen[port]} and {name} are both {port}. Give one of them another port.")
        seen[port] = name


def _say(text: str) -> None:
    print(text, flush=True)
