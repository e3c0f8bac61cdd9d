"""The worker's metrics over HTTP, if a port is set."""

import socket
from contextlib import ExitStack
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client import Counter

from enforcement.settings import Settings
from worker import served_metrics
from zhixing.throwaway import free_port


def test_they_are_served_while_the_worker_runs() -> None:
    settings = Settings(worker_metrics_port=free_port())
    with ExitStack() as closing:
        Counter("seen", "Whether it was served", registry=served_metrics(settings, closing)).inc()
        with urlopen(settings.worker_metrics_url, timeout=5) as answer:
            assert b"seen_total 1.0" in answer.read()
    with pytest.raises(URLError):
        urlopen(settings.worker_metrics_url, timeout=5)


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.socket() as taken, ExitStack() as closing:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"port {port} .*ZHIXING_WORKER_METRICS_PORT"):
            served_metrics(Settings(worker_metrics_port=port), closing)
