"""The stand-ins in a process of their own."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from subsystems.signing import new_key
from zhixing.throwaway import free_port

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
ROOT = Path(__file__).parents[1]


@contextmanager
def stand_ins_at_work(data_dir: Path) -> Iterator[str]:
    """Their address, once they answer."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        "ZHIXING_IDENTITY_ISSUER": f"{url}/identity",
        "ZHIXING_IDENTITY_KEY": new_key(),
        "ZHIXING_IDENTITY_CLIENT": "zhixing-web",
        "ZHIXING_IDENTITY_AUDIENCE": "zhixing",
        "ZHIXING_IDENTITY_REDIRECT": "http://api/login/callback",
        "ZHIXING_DATA_DIR": str(data_dir),
        "ZHIXING_CALLBACK_URL": "http://127.0.0.1:9",
        "ZHIXING_SUBSYSTEM_CREDENTIAL": "credential",
        "ZHIXING_WEBHOOK_SECRET": SECRET,
        "ZHIXING_SUBSYSTEM_PACE": "0.1",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "subsystems.app:from_environment", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "warning"], env={**os.environ, **env}, cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{url}/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the stand-ins did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)
