"""The parts of one installation, each a process that is killed at will and started again, as systemd would."""

import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from enforcement.records.migrate import upgrade
from enforcement.settings import Settings
from tests.installation import clean_environment, own_ports
from tests.keys import KEY_SETTINGS
from zhixing import parts
from zhixing.postgres import EmbeddedPostgres, embedded_postgres
from zhixing.supervise import Part, end_with_parent

START_SECONDS = 90
# What has to outlive a kill must have left the process, not the machine.
_DURABLE_ENOUGH = ("fsync=off", "full_page_writes=off")
_RESTART_SECONDS = 0.3
BACKEND, EVERYTHING = "database backend", "everything"


class Crew:
    """Database, Temporal, stand-ins, API and some workers."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.env = (
            own_ports()
            | KEY_SETTINGS
            | {
                "ZHIXING_DATA_DIR": str(folder),
                "ZHIXING_SUBSYSTEM_PACE": "0.05",
                "ZHIXING_SUBSYSTEM_RATE": "1000",
                "ZHIXING_SUBSYSTEM_CREDENTIAL": "credential",
            }
        )
        self.settings = settings_of(self.env)
        self._server = embedded_postgres(folder, self.settings.database_port)
        self._logs = folder / "logs"
        self._workers = [f"worker-{n + 1}" for n in range(workers)]
        self._running: dict[str, tuple[Part, subprocess.Popen[bytes]]] = {}
        self._lock = threading.Lock()
        self._minding = threading.Event()
        self._minder = threading.Thread(target=self._mind)
        self.killed: Counter[str] = Counter()
        self.restarts: Counter[str] = Counter()

    @property
    def names(self) -> Sequence[str]:
        """The parts that run."""
        return list(self._running)

    def start(self) -> None:
        """Start everything, and from then on whatever ends."""
        self._logs.mkdir(parents=True, exist_ok=True)
        # A run that was killed outright leaves its data to the next one of the same folder.
        shutil.rmtree(self._server.data, ignore_errors=True)
        self._server.prepare()
        self.run(_durable(self._server))
        parts.make_database(self._server)
        upgrade(self.settings.database)
        self.run(parts.temporal(self.settings))
        workers = [parts.worker(self.settings, name) for name in self._workers]
        for part in (parts.subsystems(self.settings), parts.api(self.settings), *workers):
            self._add(part)
        self.steady()
        self._minding.set()
        self._minder.start()

    def run(self, part: Part) -> None:
        """Start one part and wait until it is ready."""
        self._add(part)
        self._ready(part)

    def _add(self, part: Part) -> None:
        with self._lock:
            self._running[part.name] = part, self._spawn(part)

    def process(self, name: str) -> psutil.Process:
        """The process of a part."""
        return psutil.Process(self._running[name][1].pid)

    def kill(self, target: str, rng: random.Random) -> None:
        """Kill -9 of a part, of one connection's server process, or of everything at once."""
        names = self.names if target == EVERYTHING else [target]
        with suppress(psutil.NoSuchProcess):
            if target == BACKEND:
                backends = self.process("database").children()
                if backends:
                    rng.choice(backends).kill()
            else:
                with self._lock:
                    for name in names:
                        self._running[name][1].kill()
        self.killed[target] += 1

    def steady(self) -> None:
        """Wait until every part is ready."""
        for part, _ in list(self._running.values()):
            self._ready(part)

    def stop(self) -> None:
        """End everything, and start nothing again."""
        if self._minding.is_set():
            self._minding.clear()
            self._minder.join()
        for _, process in reversed(self._running.values()):
            process.kill()
            process.wait()
        shutil.rmtree(self._server.home, ignore_errors=True)

    def _mind(self) -> None:
        while self._minding.is_set():
            time.sleep(_RESTART_SECONDS)
            with self._lock:
                for name, (part, process) in self._running.items():
                    if process.poll() is not None:
                        self.restarts[name] += 1
                        self._running[name] = part, self._spawn(part)

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        with (self._logs / f"{part.name}.log").open("ab") as log:
            return subprocess.Popen(
                list(part.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**clean_environment(**self.env), **part.env},
                cwd=part.cwd,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **part.identity,
            )

    def _ready(self, part: Part) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not part.ready():
            if time.monotonic() > deadline:
                log = (self._logs / f"{part.name}.log").read_text(errors="replace")
                raise AssertionError(f"{part.name} is not ready: {log[-2000:]}")
            time.sleep(0.1)


def settings_of(env: Mapping[str, str]) -> Settings:
    """The settings that a process with this environment has."""
    return Settings.model_validate({name.removeprefix("ZHIXING_").lower(): value for name, value in env.items()})


def _durable(server: EmbeddedPostgres) -> Part:
    part = parts.database(server)
    return Part(part.name, server.command(*_DURABLE_ENOUGH), part.ready, identity=part.identity, cwd=part.cwd)
