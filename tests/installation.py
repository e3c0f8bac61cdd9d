"""The product as people run it: commands in processes of their own, with settings of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.keys import KEY_SETTINGS
from zhixing.throwaway import free_port

ROOT = Path(__file__).parents[1]
ZHIXING = Path(sys.executable).with_name("zhixing")


def own_ports() -> dict[str, str]:
    """Settings that keep an installation out of the way of every other one."""
    return {f"ZHIXING_{name}_PORT": str(free_port()) for name in ("API", "SUBSYSTEMS", "DATABASE", "TEMPORAL", "TEMPORAL_UI")}


def clean_environment(**env: str) -> dict[str, str]:
    """Our environment with nothing of the product's settings but `env`."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZHIXING_", "DATABASE_", "TEMPORAL_", "CREDENTIALS_DIRECTORY"))
    } | env


def zhixing(*arguments: str | Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with nothing of our settings but `env`, and the keys of tests."""
    return subprocess.run(
        [str(ZHIXING), *map(str, arguments)],
        env=clean_environment(**KEY_SETTINGS, **env),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
