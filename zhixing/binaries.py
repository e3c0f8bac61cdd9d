"""Where the wheels put their programs."""

import sys
import sysconfig
from pathlib import Path


def program(name: str) -> Path:
    """A program beside this Python, such as `temporal`. Ends the command with a sentence if it is not installed."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        sys.exit(f"{path} is missing: it comes with the extra `embedded`, which `make setup` installs")
    return path
