"""One run's neighbours: a fresh Temporal dev server on a file, a fresh database, and the contender's worker in a process of its own."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.enforce6.workload import Plan
from zhixing.binaries import program
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import free_port, new_database

ROOT = Path(__file__).parents[2]
_TABLES = """
CREATE TABLE misses (case_id text, clock int, at timestamptz, PRIMARY KEY (case_id, clock));
ALTER TABLE escalations ADD COLUMN written_at timestamptz DEFAULT clock_timestamp();
"""
_START_SECONDS = 30


@dataclass
class Room:
    """Where one contender runs."""

    name: str
    postgres: EmbeddedPostgres
    folder: Path
    temporal: str
    database: str
    server: "subprocess.Popen[bytes]"
    worker: "subprocess.Popen[bytes]"
    plan: Plan

    def restart_worker(self) -> None:
        """Kill -9, and start it again."""
        self.worker.kill()
        self.worker.wait()
        self.worker = _serve(self.name, self.temporal, self.database, self.plan, self.folder)

    def memory(self) -> tuple[float, float, float]:
        """Bytes of the Temporal server, the worker and PostgreSQL; what processes share is shared out among them."""
        backends = [p for p in psutil.process_iter(["name", "cmdline"]) if p.info["name"] == "postgres" and self._ours(p)]
        return _bytes([psutil.Process(self.server.pid)]), _bytes([psutil.Process(self.worker.pid)]), _bytes(backends)

    def disk(self) -> float:
        """Bytes of Temporal's file and of the database."""
        files = sum(file.stat().st_size for file in self.folder.glob("temporal.sqlite*"))
        with psycopg.connect(self.database) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert row is not None
        return float(files + row[0])

    def cpu(self) -> float:
        """Seconds of processor time of server and worker so far."""
        return sum(sum(psutil.Process(p.pid).cpu_times()[:2]) for p in (self.server, self.worker))

    def _ours(self, process: psutil.Process) -> bool:
        try:
            line = process.cmdline()
            return str(self.postgres.data) in " ".join(line) or self._ours_by_parent(process)
        except psutil.NoSuchProcess:
            return False

    def _ours_by_parent(self, process: psutil.Process) -> bool:
        parent = process.parent()
        return parent is not None and str(self.postgres.data) in " ".join(parent.cmdline())


def _bytes(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total


@contextmanager
def room(name: str, postgres: EmbeddedPostgres, plan: Plan) -> Iterator[Room]:
    """A room with everything started; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="enforce6-") as folder:
        port, database = free_port(), new_database(postgres)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(_TABLES)
        command = [str(program("temporal")), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
        options = ["--log-level", "error", "--db-filename", f"{folder}/temporal.sqlite"]
        pragmas = ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=1"]
        server = subprocess.Popen([*command, *options, *pragmas], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        here = None
        try:
            temporal = f"127.0.0.1:{port}"
            here = Room(
                name, postgres, Path(folder), temporal, database, server, _serve(name, temporal, database, plan, Path(folder)), plan
            )
            yield here
        finally:
            for process in (here.worker if here else None, server):
                if process is not None:
                    process.kill()
                    process.wait()


def _serve(name: str, temporal: str, database: str, plan: Plan, folder: Path) -> "subprocess.Popen[bytes]":
    """The worker, started again until the server that it needs is there."""
    deadline = time.monotonic() + _START_SECONDS
    arguments = [name, temporal, database, str(plan.began), str(plan.warns), str(plan.expires)]
    while True:
        log = (folder / "worker.log").open("ab")
        worker = subprocess.Popen([sys.executable, "-m", "bench.enforce6.serve", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        assert worker.stdout is not None
        if worker.stdout.readline():
            return worker
        worker.wait()
        if time.monotonic() > deadline:
            raise RuntimeError(f"the worker of {name} did not start: {(folder / 'worker.log').read_text()[-2000:]}")
        time.sleep(0.2)
