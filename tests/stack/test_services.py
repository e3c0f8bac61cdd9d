"""An installation on servers of its own, service by service, as containers and units run it: one worker of two dies, the case goes on."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from temporalio.testing import WorkflowEnvironment

from tests.installation import ROOT, ZHIXING, clean_environment, zhixing
from tests.stack.conftest import System
from tests.stack.test_up import CASE, FILING, kinds, until
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import free_port


@pytest.fixture
def database(postgres: EmbeddedPostgres, tmp_path: Path) -> str:
    """A database as an administrator makes it with our file; its address without user."""
    subprocess.run(["sh", str(ROOT / "deploy" / "secrets.sh"), str(tmp_path / "secrets")], check=True)
    command = [str(postgres.binaries / "bin" / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", postgres.maintenance_url]
    script = str(ROOT / "deploy" / "database.sql")
    subprocess.run([*command, "-f", script], env={"SECRETS": str(tmp_path / "secrets"), "PATH": "/usr/bin:/bin"}, check=True)
    return f"127.0.0.1:{postgres.port}/zhixing"


@contextmanager
def service(name: str, env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A service in a process of its own, which ends when it is asked to."""
    process = subprocess.Popen([str(ZHIXING), name], env=clean_environment(**env), cwd=ROOT)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            assert process.wait(30) in (0, -signal.SIGTERM)


def well(port: str, path: str = "/health/ready") -> bool:
    """What `zhixing probe` asks, without its start."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


async def test_two_workers_on_servers_of_their_own(database: str, tmp_path: Path) -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(program("temporal")), dev_server_log_level="error"
    ) as temporal:
        env = {
            "DATABASE_URL": f"postgresql://zhixing@{database}",
            "CREDENTIALS_DIRECTORY": str(tmp_path / "secrets"),
            "TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
            "ZHIXING_DATA_DIR": str(tmp_path / "data"),
            "ZHIXING_API_PORT": str(free_port()),
            "ZHIXING_API_PROCESSES": "2",
            "ZHIXING_SUBSYSTEMS_PORT": str(free_port()),
            "ZHIXING_SUBSYSTEM_PACE": "0.1",
        }
        owner = env | {"DATABASE_URL": f"postgresql://zhixing_owner@{database}"}
        for _ in range(2):
            # The second time finds nothing to do.
            prepared = zhixing("prepare", **owner)
            assert prepared.returncode == 0, prepared.stderr
        system = System(tmp_path / "data")
        system.env |= env
        system.addresses["api"] = f"http://127.0.0.1:{env['ZHIXING_API_PORT']}"
        first, second = (env | {"ZHIXING_WORKER_METRICS_PORT": str(free_port())} for _ in range(2))
        ports = (env["ZHIXING_API_PORT"], *(worker["ZHIXING_WORKER_METRICS_PORT"] for worker in (first, second)))
        with service("stand-ins", env), service("api", env), service("worker", first) as doomed, service("worker", second):
            until(lambda: well(env["ZHIXING_SUBSYSTEMS_PORT"], "/health") and all(map(well, ports)), bool, 90)
            assert zhixing("probe", "worker", **second).returncode == 0
            assert system.post("/cases", FILING)[0] == 201
            doomed.kill()
            doomed.wait()
            assert zhixing("probe", "worker", **first).returncode == 1
            materials = {"id": "materials", "kind": "fact", "type": "materials_received", "by": "filing_clerk", "data": {}}
            assert until(lambda: system.post(f"{CASE}/entries", materials)[0], lambda status: status != 503) in (200, 201)
            until(lambda: kinds(system, CASE), lambda found: ("triage_after_feedback", "deadline_opened") in found, 90)

    with psycopg.connect(f"postgresql://zhixing@{database}") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        # Who works with the tables does not own them.
        connection.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
