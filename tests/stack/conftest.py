"""The whole system as a user starts it: `zhixing up` in a process of its own, on ports of its own."""

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest

from enforcement.settings import Settings
from subsystems.signing import Person
from tests.installation import ROOT, ZHIXING, clean_environment, own_ports
from tests.keys import KEY_SETTINGS
from tests.tokens import ANYBODY
from zhixing.throwaway import free_port
from zhixing.token import demonstration_token

START_SECONDS = 120


class System:
    """One installation; it can be started, killed in part, and started again."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.env = own_ports() | KEY_SETTINGS
        self.env |= {"ZHIXING_DATA_DIR": str(data_dir), "ZHIXING_SUBSYSTEM_PACE": "0.1", "ZHIXING_WORKER_METRICS_PORT": str(free_port())}
        self.process: subprocess.Popen[str] | None = None
        self.addresses: dict[str, str] = {}

    def start(self, *flags: str) -> None:
        """Start and wait until everything is ready; without the tour, unless a flag asks for it."""
        self.process = subprocess.Popen(
            [str(ZHIXING), "up", "--no-tour", *flags],
            env=clean_environment(**self.env),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        deadline = time.monotonic() + START_SECONDS
        while not (self.data_dir / "addresses.json").exists():
            assert self.process.poll() is None, f"it ended: {self.output()}"
            assert time.monotonic() < deadline, "it did not get ready"
            time.sleep(0.1)
        self.addresses = json.loads((self.data_dir / "addresses.json").read_text(encoding="utf-8"))

    def output(self) -> str:
        """What was printed, once it has ended."""
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def parts(self) -> dict[str, psutil.Process]:
        """The processes it started, by name."""
        assert self.process is not None
        found = {}
        for child in psutil.Process(self.process.pid).children():
            line = " ".join(child.cmdline())
            for name, mark in (
                ("api", "api.app"),
                ("subsystems", "subsystems.app"),
                ("worker", "-m worker"),
                ("temporal", "start-dev"),
                ("database", "postgres"),
            ):
                if mark in line:
                    found[name] = child
        return found

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(25)

    def bearer(self, person: Person = ANYBODY) -> dict[str, str]:
        """The header by which somebody calls: without a person, one who is everything in a court."""
        settings = Settings(data_dir=self.data_dir, subsystems_port=int(self.env["ZHIXING_SUBSYSTEMS_PORT"]))
        return {"Authorization": f"Bearer {demonstration_token(settings, person)}"}

    def get(self, path: str) -> Any:
        """GET, as JSON."""
        with urllib.request.urlopen(urllib.request.Request(self._url(path), headers=self.bearer()), timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str, body: Mapping[str, Any], part: str = "api", method: str = "POST", **headers: str) -> tuple[int, Any]:
        """POST to a part, or PUT; status and JSON, 0 if nobody answers, or falls silent in its answer."""
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **(self.bearer() if part == "api" else {}), **headers}
        request = urllib.request.Request(self._url(path, part), content, headers, method=method)
        try:
            return _answered(request)
        except (OSError, HTTPException):
            return 0, None

    def _url(self, path: str, part: str = "api") -> str:
        return self.addresses[part] + quote(path, safe="/?=&%")


def _answered(request: urllib.request.Request) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = answer.read()
            return answer.status, json.loads(said) if said else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system in a folder with a space and Chinese characters in its name."""
    system = System(tmp_path_factory.mktemp("执行 data"))
    yield system
    if system.process is not None and system.process.poll() is None:
        system.stop()
    if system.process is not None and system.process.stdout is not None:
        system.process.stdout.close()
