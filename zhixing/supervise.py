"""Keeps the processes of one installation: started as they need each other, ended together, none left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from zhixing.postgres import Identity

_GRACE_SECONDS = 12.0
_LOG_TAIL = 25
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked us to stop."""


class Died(Exception):
    """A process ended by itself."""

    def __init__(self, name: str, code: int, log: Path) -> None:
        self.name, self.code, self.log = name, code, log
        super().__init__(f"{name} ended with code {code}")

    def report(self) -> str:
        """Which process it was, and the end of its log."""
        lines = tail(self.log, _LOG_TAIL)
        return "\n".join([f"{self.name} ended with code {self.code}. The end of {self.log}:", *(f"    {line}" for line in lines)])


def tail(log: Path, lines: int) -> Sequence[str]:
    """The last lines of a log."""
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]


@dataclass(frozen=True)
class Part:
    """One process: its command, its environment, how it is asked to stop, and when it is ready."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    identity: Identity = field(default_factory=Identity)
    cwd: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 90.0
    # One that does not last ends by itself; the last line of its log is said.
    lasting: bool = True


class Supervisor:
    """Starts parts, several at once, and watches them."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self._logs = logs
        self._say = say
        self._running: list[tuple[Part, subprocess.Popen[bytes]]] = []
        # When each part was begun that is not known to be ready yet.
        self._began: dict[str, float] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, part: Part) -> None:
        """Start a part and wait until it is ready. Died if it, or another part, ends meanwhile."""
        self.begin(part)
        self.ready(part.name)

    def begin(self, part: Part) -> None:
        """Start a part, and wait for nothing."""
        with self._log(part).open("ab") as log:
            process = subprocess.Popen(
                list(part.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **part.env},
                cwd=part.cwd,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **part.identity,
            )
        self._running.append((part, process))
        self._began[part.name] = time.monotonic()

    def ready(self, *names: str) -> None:
        """Wait until these parts are ready, in any order; all that were begun, if none is named. Died if one of them, or another part, ends."""
        waited = [part for part, _ in self._running if part.name in self._began and (not names or part.name in names)]
        while waited := [part for part in waited if not self._is_ready(part)]:
            self.check()
            time.sleep(0.05)

    def _is_ready(self, part: Part) -> bool:
        took = time.monotonic() - self._began[part.name]
        if part.ready():
            del self._began[part.name]
            if part.lasting:
                self._say(f"  {part.name} is ready ({took:.1f} s)")
            return True
        if took > part.patience:
            raise Died(f"{part.name} (not ready after {part.patience:.0f} s)", -1, self._log(part))
        return False

    def check(self) -> None:
        """Died for the first part that ended by itself, of those that last."""
        for part, process in [*self._running]:
            code = process.poll()
            if code is not None and part.lasting:
                raise Died(part.name, code, self._log(part))
            if code is not None:
                self._running.remove((part, process))
                self._say("\n".join(tail(self._log(part), 1)))

    def watch(self) -> None:
        """Stay until a part dies or we are asked to stop."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """End every part, the last started first; what does not end in time is killed with its children."""
        for part, process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(part.stop_signal)
            try:
                process.wait(_GRACE_SECONDS / len(self._running))
            except subprocess.TimeoutExpired:
                self._say(f"  {part.name} does not end and is killed")
            _kill_group(process.pid)
            process.wait()
        self._running.clear()

    def _log(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"


def asked_to_stop() -> None:
    """From now on Ctrl-C and SIGTERM raise Stopped; a second one while we are stopping is not needed and changes nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_with_parent() -> None:
    """Before a child begins: if the command that started it is killed outright, the kernel ends the child too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
