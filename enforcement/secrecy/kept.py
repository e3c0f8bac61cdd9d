"""Secrets in files: those that an installation is given, and those that it makes for itself."""

import os
from collections.abc import Callable
from pathlib import Path

# Containers put secrets there, and units of systemd say where they are.
SECRETS_FOLDER = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/run/secrets"))


def kept(path: Path, make: Callable[[], str]) -> str:
    """A secret in a file that only we can read. Two processes that start at once agree on one. SystemExit if it cannot be kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
    except FileExistsError:
        pass
    except OSError as error:
        name = f"ZHIXING_{path.name.upper().replace('-', '_')}"
        raise SystemExit(
            f"setting {name}: none is given, and a new one cannot be kept at {path} ({error.strerror}): "
            f"give it in the environment or as the file {SECRETS_FOLDER / name.lower()}"
        ) from None
    return path.read_text().strip()
