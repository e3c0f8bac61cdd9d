"""What a worker shows over HTTP, if a port is set: its metrics, whether it lives, what does not answer."""

import asyncio
import json
import socket
import time
from contextlib import ExitStack
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry, Counter

from enforcement.pulse import Pulse
from enforcement.settings import Settings
from worker import show
from zhixing.throwaway import free_port


async def nothing() -> list[str]:
    return []


def asked(url: str) -> tuple[int, str]:
    """Status and body."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


async def test_metrics_are_served_while_the_worker_runs() -> None:
    settings, registry = Settings(worker_metrics_port=free_port()), CollectorRegistry()
    with ExitStack() as closing:
        Counter("seen", "Whether it was served", registry=registry).inc()
        show(settings, registry, Pulse(asyncio.get_running_loop(), nothing), closing)
        assert "seen_total 1.0" in (await asyncio.to_thread(asked, settings.worker_metrics_url))[1]
        assert (await asyncio.to_thread(asked, settings.worker_metrics_url.replace("metrics", "elsewhere")))[0] == 404
    with pytest.raises(URLError):
        urlopen(settings.worker_metrics_url, timeout=5)


async def test_a_worker_is_ready_when_nothing_is_missing() -> None:
    lacking = ["database"]

    async def missing() -> list[str]:
        return lacking

    settings = Settings(worker_metrics_port=free_port())
    health = settings.worker_metrics_url.replace("metrics", "health")
    with ExitStack() as closing:
        show(settings, CollectorRegistry(), Pulse(asyncio.get_running_loop(), missing), closing)
        status, body = await asyncio.to_thread(asked, f"{health}/ready")
        assert (status, json.loads(body)) == (503, {"status": "missing", "missing": ["database"]})
        assert (await asyncio.to_thread(asked, f"{health}/live"))[0] == 200
        lacking.clear()
        assert (await asyncio.to_thread(asked, f"{health}/ready"))[0] == 200


async def test_a_worker_whose_loop_is_stuck_does_not_live() -> None:
    pulse = Pulse(asyncio.get_running_loop(), nothing, patience=0.2)
    asking = asyncio.get_running_loop().run_in_executor(None, pulse.live)
    time.sleep(1)
    assert await asking == ["worker"]
    assert await asyncio.to_thread(pulse.live) == []


async def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.socket() as taken, ExitStack() as closing:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"port {port} .*ZHIXING_WORKER_METRICS_PORT"):
            show(Settings(worker_metrics_port=port), CollectorRegistry(), Pulse(asyncio.get_running_loop(), nothing), closing)
