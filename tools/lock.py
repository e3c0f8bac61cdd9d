"""Writes requirements.lock (hashes, no addresses); --check tells, without network, whether it still fits pyproject.toml."""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

LOCK = Path("requirements.lock")
MARK = "# made from pyproject.toml dependencies "
COMMAND = ["pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--extra", "test", "--quiet"]


def wanted() -> str:
    """A hash of everything that pyproject.toml asks for."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project["requires-python"], *project["dependencies"], *project["optional-dependencies"]["test"]]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def main() -> int:
    """Check or renew the lock."""
    if "--check" in sys.argv:
        fits = LOCK.read_text(encoding="utf-8").startswith(f"{MARK}{wanted()}\n")
        print("lock: fits pyproject.toml" if fits else "lock: pyproject.toml asks for something else; run `make lock`")
        return 0 if fits else 1
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run([str(uv) if uv.exists() else "uv", *COMMAND, "pyproject.toml"], check=True, capture_output=True, text=True)
    LOCK.write_text(f"{MARK}{wanted()}\n{done.stdout}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
