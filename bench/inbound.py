"""How long a subsystem waits for the answer to a callback: the running system beside a bare handler that only verifies the signature.

Everything runs at once on this machine: `zhixing up` with its database on disk, its worker, and the delivery of what was taken.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import httpx2
from fastapi import FastAPI, Request
from standardwebhooks.webhooks import Webhook

from enforcement import clock
from enforcement.gateways.callbacks import Callbacks
from enforcement.settings import Settings, load_settings
from subsystems.signing import Person
from zhixing.throwaway import free_port
from zhixing.token import demonstration_token

CALLBACKS = 500
CASES = 50
START_SECONDS = 120
SECRET = "whsec_" + b64encode(b"a secret of the benchmark alone.").decode()
COURT, SERIAL = "沪0199", 900_001


def bare() -> FastAPI:
    """The least that a receiver can do."""
    app, callbacks = FastAPI(), Callbacks(load_settings().signing_secret)

    @app.post("/hooks/{subsystem}", status_code=202)
    async def hook(subsystem: str, request: Request) -> dict[str, str]:
        return {"subsystem": subsystem, "event_id": callbacks.verified(request.headers, await request.body())}

    return app


def measure(system: str, plain: str, token: str) -> tuple[list[float], list[float]]:
    """Seconds of each answer, the two asked in turn."""
    with (
        httpx2.Client(base_url=system, timeout=30, headers={"Authorization": f"Bearer {token}"}) as ours,
        httpx2.Client(base_url=plain, timeout=30) as theirs,
    ):
        for n in range(CASES):
            ours.post("/cases", json=_filing(n)).raise_for_status()
        pairs = [(_seconds(ours, n), _seconds(theirs, n)) for n in range(CALLBACKS)]
        began = time.perf_counter()
        while ours.get("/callbacks?state=waiting&limit=1").json()["items"]:
            time.sleep(0.05)
        dead = ours.get("/callbacks?state=dead&limit=1").json()["items"]
    print(
        f"delivery: the last of {CALLBACKS} was in its case {time.perf_counter() - began:.1f} s after the last answer, dead letters: {dead}"
    )
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _seconds(client: httpx2.Client, n: int) -> float:
    data = {"case_id": f"{COURT}-2026-执-{SERIAL + n % CASES}", "credit": f"C{n}", "receipt": f"R{n}", "amount": 100}
    body = json.dumps({"type": "fund.credited", "timestamp": clock.now().isoformat(), "data": data}, ensure_ascii=False)
    at = clock.now().astimezone(UTC)
    headers = {
        "webhook-id": f"bench-{n}",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(f"bench-{n}", at, body),
    }
    began = time.perf_counter()
    answer = client.post("/hooks/fund", content=body.encode(), headers=headers)
    took = time.perf_counter() - began
    answer.raise_for_status()
    return took


def _filing(n: int) -> dict[str, object]:
    return {
        "case_number": f"（2026）{COURT}执{SERIAL + n}号",
        "court": COURT,
        "applied_on": "2026-11-02",
        "claim": "500000.00",
        "parties": [{"id": "P1", "role": "applicant", "name": "申请人丙"}, {"id": "D1", "role": "debtor", "name": "被执行人丁"}],
        "payee_account": {"number": "6222000009", "confirmed": True},
    }


@contextmanager
def _running(command: list[str], env: dict[str, str], ready: Callable[[], bool]) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[-1]} did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/openapi.json").is_success
    except httpx2.HTTPError:
        return False


def main() -> None:
    """Print both medians."""
    ports = {name: free_port() for name in ("API", "SUBSYSTEMS", "DATABASE", "TEMPORAL", "TEMPORAL_UI")}
    with tempfile.TemporaryDirectory(prefix="zhixing-", dir="/var/tmp") as folder:
        env = {f"ZHIXING_{name}_PORT": str(port) for name, port in ports.items()}
        env |= {"ZHIXING_DATA_DIR": folder, "ZHIXING_WEBHOOK_SECRET": SECRET, "DATABASE_URL": "", "TEMPORAL_ADDRESS": ""}
        os.chmod(folder, 0o755)
        port = free_port()
        plain, python = f"http://127.0.0.1:{port}", [sys.executable, "-m"]
        uvicorn = [*python, "uvicorn", "--factory", "--no-access-log", "--log-level", "warning", "--port", str(port), "bench.inbound:bare"]
        up = [str(Path(sys.executable).with_name("zhixing")), "up", "--no-example"]
        with _running(up, env, (Path(folder) / "addresses.json").exists), _running(uvicorn, env, lambda: _answers(plain)):
            settings = Settings(data_dir=Path(folder), subsystems_port=ports["SUBSYSTEMS"])
            token = demonstration_token(settings, Person("bench", "bench", COURT, ["filing_clerk", "operator"]))
            ours, theirs = measure(f"http://127.0.0.1:{ports['API']}", plain, token)
    for name, seconds in (("kept first", ours), ("bare handler", theirs)):
        ordered = sorted(1000 * second for second in seconds)
        print(f"{name}: median {statistics.median(ordered):.1f} ms, 95% {ordered[int(len(ordered) * 0.95)]:.1f} ms over {len(ordered)}")


if __name__ == "__main__":
    main()
