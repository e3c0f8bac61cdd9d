"""Writes the locks (hashes, no addresses); --check tells, without network, whether they still fit pyproject.toml.

`requirements.lock` is for those who work on Zhixing; `requirements-server.lock` is for an installation: the same versions, without tests
and Temporal's server; `requirements-e2e.lock` is what trying the pages in a browser needs on top of the first.
"""

import hashlib
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MARK = "# made from pyproject.toml dependencies "
COMMAND = ["pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
WHOLE, SERVER, BROWSER = Path("requirements.lock"), Path("requirements-server.lock"), Path("requirements-e2e.lock")
LOCKS: dict[Path, Sequence[str]] = {WHOLE: ("build", "embedded", "test"), SERVER: ("backup", "build"), BROWSER: ("e2e",)}


def mark(extras: Sequence[str]) -> str:
    """The first line of a lock: a hash of everything that pyproject.toml asks for."""
    project = _project()
    asked = [project["requires-python"], *project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    digest = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]
    return f"{MARK}{digest}\n"


def check() -> int:
    """Whether every lock fits; exit code."""
    stale = [str(lock) for lock, extras in LOCKS.items() if not lock.read_text(encoding="utf-8").startswith(mark(extras))]
    print(
        f"lock: pyproject.toml asks for something else than {' and '.join(stale)}; run `make lock`"
        if stale
        else "lock: fits pyproject.toml"
    )
    return 1 if stale else 0


def renew() -> None:
    """Make all anew, the later ones with the versions of the first."""
    _compile(WHOLE, *_extras(WHOLE), "pyproject.toml")
    _compile(SERVER, *_extras(SERVER), "--constraint", str(WHOLE), "pyproject.toml")
    added = "\n".join(_project()["optional-dependencies"]["e2e"])
    _compile(BROWSER, "--python-version", "3.11", "--constraint", str(WHOLE), "-", asked=added)


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def _extras(lock: Path) -> list[str]:
    return [part for extra in LOCKS[lock] for part in ("--extra", extra)]


def _compile(lock: Path, *options: str, asked: str | None = None) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv) if uv.exists() else "uv", *COMMAND, *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=asked)
    lock.write_text(f"{mark(LOCKS[lock])}{done.stdout}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else renew())
