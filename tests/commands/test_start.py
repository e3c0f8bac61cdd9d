"""What stands in the way of a start is said in a sentence, and what was started is ended."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.installation import ROOT, own_ports, zhixing
from zhixing.supervise import Died, Part, Supervisor


@pytest.mark.parametrize(
    ("name", "value"),
    [("ZHIXING_API_PORT", "abc"), ("ZHIXING_DATABASE_PORT", "70000"), ("ZHIXING_ENTRIES_PER_RUN", "0"), ("ZHIXING_SUBSYSTEM_PACE", "-1")],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    done = zhixing("up", **{name: value})

    assert done.returncode == 1
    assert done.stderr.startswith(f"setting {name}: ")
    assert value in done.stderr
    assert "Traceback" not in done.stderr


def test_a_busy_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = zhixing("up", ZHIXING_DATA_DIR=str(tmp_path), **{**own_ports(), "ZHIXING_API_PORT": port})

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stdout
    assert "ZHIXING_API_PORT" in done.stdout


def test_two_settings_with_one_port_are_named(tmp_path: Path) -> None:
    ports = own_ports()
    port = ports["ZHIXING_SUBSYSTEMS_PORT"] = ports["ZHIXING_API_PORT"]

    done = zhixing("up", ZHIXING_DATA_DIR=str(tmp_path), **ports)

    assert done.returncode == 1
    assert f"ZHIXING_API_PORT and ZHIXING_SUBSYSTEMS_PORT are both {port}" in done.stdout


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = zhixing("up", ZHIXING_DATA_DIR=str(tmp_path / "file" / "data"))

    assert done.returncode == 1
    assert "cannot be used" in done.stdout
    assert "ZHIXING_DATA_DIR" in done.stdout


def test_a_data_directory_in_use_is_named(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = zhixing("up", ZHIXING_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "runs already" in done.stdout


def test_a_temporal_that_does_not_answer_is_named(tmp_path: Path, database_url: str) -> None:
    done = zhixing("up", ZHIXING_DATA_DIR=str(tmp_path), DATABASE_URL=database_url, TEMPORAL_ADDRESS="127.0.0.1:9", **own_ports())

    assert done.returncode == 1
    assert "Zhixing could not start" in done.stdout
    assert "Traceback" not in done.stderr


# -- set-up -------------------------------------------------------------------------------------------------------------


def setup_with(folder: Path, python: str) -> "subprocess.CompletedProcess[str]":
    """Run the set-up where `python3` is this script and nothing else is found."""
    stub = folder / "python3"
    stub.write_text(f"#!/bin/sh\n{python}\n")
    stub.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "setup.sh")], cwd=folder, env={"PATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_an_old_python_is_named(tmp_path: Path) -> None:
    done = setup_with(tmp_path, 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')

    assert done.returncode == 1
    assert "needs Python 3.11 or newer; found Python 3.9.2" in done.stderr


def test_a_python_without_venv_is_named(tmp_path: Path) -> None:
    done = setup_with(tmp_path, 'case "$1$2" in --version) echo Python 3.11.9;; *venv*) exit 1;; esac')

    assert done.returncode == 1
    assert "has no venv module" in done.stderr
    assert "python3-venv" in done.stderr


# -- supervision ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(tmp_path / "logs", lambda _line: None)


def part(name: str, script: str, log: Path, mark: str = "ready") -> Part:
    """A process that says when it is ready."""
    return Part(name, [sys.executable, "-u", "-c", script], lambda: (log / f"{name}.log").read_text().count(mark) > 0, patience=20)


def test_a_part_that_dies_is_named_with_the_end_of_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    script = "print('ready'); print('no more paper'); raise SystemExit(7)"
    supervisor.start(part("printer", script, tmp_path / "logs", mark="paper"))

    with pytest.raises(Died) as caught:
        supervisor.watch()

    assert "printer ended with code 7" in caught.value.report()
    assert "no more paper" in caught.value.report()
    supervisor.stop()


def test_a_part_that_does_not_get_ready_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(Died, match="sleeper"):
        supervisor.start(Part("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], lambda: False, patience=0.5))
    supervisor.stop()


def test_parts_that_need_each_other_get_ready_together(supervisor: Supervisor, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(logs / 'second.log')!r}).exists(): time.sleep(0.01)\n"
    supervisor.begin(part("first", waits + "print('ready'); time.sleep(600)", logs))
    supervisor.begin(part("second", "import time; print('ready'); time.sleep(600)", logs))

    supervisor.ready()

    assert [(logs / f"{name}.log").read_text() for name in ("first", "second")] == ["ready\n", "ready\n"]
    supervisor.stop()


def test_a_stubborn_part_and_its_children_are_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    script = (
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen(['sleep', '600']); print('ready', child.pid); time.sleep(600)"
    )
    supervisor.start(part("mule", script, tmp_path / "logs"))
    child = int((tmp_path / "logs" / "mule.log").read_text().split()[1])

    began = time.monotonic()
    supervisor.stop()

    assert time.monotonic() - began < 15
    # The kernel may take a moment to end what was killed.
    while _runs(child):
        assert time.monotonic() - began < 30
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_parts_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from zhixing.supervise import Part, Supervisor;"
        f"s = Supervisor(Path({str(tmp_path)!r}), print);"
        "s.start(Part('child', [sys.executable, '-c', 'import time; time.sleep(600)'], lambda: True));"
        "print(s._running[0][1].pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-u", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        keeper.stdout.readline()
        child = psutil.Process(int(keeper.stdout.readline()))
        os.kill(keeper.pid, signal.SIGKILL)
        keeper.wait()
    child.wait(10)
    assert not child.is_running()
