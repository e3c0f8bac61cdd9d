"""The keys of a provider: found, changed, away."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from fastapi import FastAPI

from api.dependencies import Services
from api.identity.discovery import Discovery, ProviderAway
from api.identity.keys import KeysAway, RemoteKeys
from api.identity.tokens import Provider
from enforcement import clock
from subsystems.signing import Signatory, SigningKey, new_key
from tests.api.conftest import application, http
from tests.fakes.hand_clock import HandClock
from tests.tokens import ANYBODY, AUDIENCE

FIRST, SECOND = SigningKey(new_key()), SigningKey(new_key())


class Publisher(ThreadingHTTPServer):
    """Publishes keys, and counts who asks."""

    said: Any = None
    status = 200
    asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.said).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher(("127.0.0.1", 0), _Answer)
    server.said = {"keys": [FIRST.public]}
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def time() -> HandClock:
    return HandClock()


@pytest.fixture
def keys(publisher: Publisher, time: HandClock) -> RemoteKeys:
    return RemoteKeys(lambda: publisher.url, cool_down=10, tick=time)


def found(keys: RemoteKeys, key: SigningKey) -> bool:
    kid = key.public["kid"]
    return (keys.known(kid) or keys.asked(kid)) is not None


def test_keys_are_asked_for_once(keys: RemoteKeys, publisher: Publisher) -> None:
    assert [found(keys, FIRST) for _ in range(3)] == [True] * 3
    assert publisher.asked == 1


def test_a_new_key_is_found_after_the_cool_down_and_the_old_one_goes(keys: RemoteKeys, publisher: Publisher, time: HandClock) -> None:
    assert found(keys, FIRST)
    publisher.said = {"keys": [SECOND.public]}
    assert not found(keys, SECOND), "it was asked just now"
    time.wait(11)
    assert found(keys, SECOND)
    assert not found(keys, FIRST), "a key that was withdrawn holds no longer"
    assert publisher.asked == 2


def test_many_unknown_keys_make_few_questions(keys: RemoteKeys, publisher: Publisher, time: HandClock) -> None:
    for n in range(50):
        assert keys.asked(f"unheard of {n}") is None
        time.wait(0.5)
    assert publisher.asked == 3


@pytest.mark.parametrize("said", [{}, {"keys": []}, {"keys": [{"kty": "nonsense"}]}, [], "x", {"keys": "x"}])
def test_known_keys_go_on_working_while_the_provider_is_away(keys: RemoteKeys, publisher: Publisher, time: HandClock, said: Any) -> None:
    assert found(keys, FIRST)
    publisher.said = said
    time.wait(3600)
    assert found(keys, FIRST)
    with pytest.raises(KeysAway):
        found(keys, SECOND)
    assert publisher.asked == 2, "who is away is not asked again at once"
    publisher.said = {"keys": [FIRST.public, SECOND.public]}
    time.wait(11)
    assert found(keys, SECOND)


def test_after_a_day_of_silence_no_key_holds(keys: RemoteKeys, publisher: Publisher, time: HandClock) -> None:
    assert found(keys, FIRST)
    publisher.status = 500
    time.wait(25 * 3600)
    with pytest.raises(KeysAway):
        found(keys, FIRST)


async def test_while_keys_are_away_the_caller_is_asked_to_come_again(app: FastAPI, keys: RemoteKeys, publisher: Publisher) -> None:
    services = app.state.services
    assert isinstance(services, Services)
    signatory = Signatory("https://sso", FIRST)
    issuers = [Provider(signatory.issuer, AUDIENCE, keys)]
    other = application(replace(services, identity=replace(services.identity, issuers=issuers)))
    token = signatory.token(AUDIENCE, ANYBODY.claims(), clock.now(), timedelta(minutes=5))
    publisher.status = 503
    async with http(other, None) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        answer = await client.get("/cases?limit=1")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert (await client.get("/statutes/rules")).status_code == 200


def test_a_provider_that_speaks_for_another_is_none(publisher: Publisher) -> None:
    publisher.said = {"issuer": "https://another", "jwks_uri": "https://another/jwks"}
    with pytest.raises(ProviderAway, match="this very issuer"):
        Discovery(publisher.url).address("jwks_uri")
    publisher.said = {"issuer": publisher.url}
    with pytest.raises(ProviderAway, match="expected jwks_uri"):
        Discovery(publisher.url).address("jwks_uri")
