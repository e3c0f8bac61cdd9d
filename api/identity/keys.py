"""The public keys that signatures are checked with: of the identity provider over HTTP, or given."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import structlog
from jwt import PyJWK, PyJWKClient
from jwt.exceptions import PyJWKClientError, PyJWKError, PyJWKSetError

from api.identity.discovery import ProviderAway
from enforcement.errors import ZhixingError

# Keys are asked for again after this time; an unknown kid, or a provider that was away, is asked for after the cool-down at the earliest.
_FRESH_SECONDS = 300.0
COOL_DOWN_SECONDS = 10.0
# A provider that has been away for so long cannot have withdrawn a key: its old ones hold no longer.
_HOLD_SECONDS = 24 * 3600.0
_TIMEOUT_SECONDS = 3
log = structlog.get_logger()


class KeysAway(ZhixingError):
    """The provider's keys cannot be had, and the one that is needed is not known."""

    def __init__(self) -> None:
        super().__init__("the identity provider's keys cannot be had now; repeat the request")


class Keys(Protocol):
    """Public keys by their id."""

    def known(self, kid: str) -> PyJWK | None:
        """The key, if that can be said without asking anybody."""
        ...

    def asked(self, kid: str) -> PyJWK | None:
        """The key, after asking where they come from; blocks. KeysAway if nobody answers."""
        ...


class GivenKeys:
    """Keys that do not change."""

    def __init__(self, keys: Iterable[PyJWK]) -> None:
        self._keys = {key.key_id: key for key in keys if key.key_id}

    def known(self, kid: str) -> PyJWK | None:
        return self._keys.get(kid)

    def asked(self, kid: str) -> PyJWK | None:
        return self._keys.get(kid)


class RemoteKeys:
    """A provider's keys (JWKS). Those that are known go on working while it is away; it is never asked more often than once a cool-down."""

    def __init__(self, url: Callable[[], str], cool_down: float = COOL_DOWN_SECONDS, tick: Callable[[], float] = time.monotonic) -> None:
        self._url, self._cool_down, self._tick = url, cool_down, tick
        self._lock = threading.Lock()
        self._keys: Mapping[str, PyJWK] = {}
        self._asked_at = self._heard_at = float("-inf")

    def known(self, kid: str) -> PyJWK | None:
        return self._keys.get(kid) if self._tick() - self._heard_at < _FRESH_SECONDS else None

    def asked(self, kid: str) -> PyJWK | None:
        with self._lock:
            if self.known(kid) is None and self._tick() - self._asked_at >= self._cool_down:
                self._ask()
        silent = self._asked_at > self._heard_at
        key = self._keys.get(kid) if self._tick() - self._heard_at < _HOLD_SECONDS else None
        if key is None and silent:
            raise KeysAway
        return key

    def _ask(self) -> None:
        self._asked_at = self._tick()
        try:
            keys = PyJWKClient(self._url(), cache_jwk_set=False, timeout=_TIMEOUT_SECONDS).get_signing_keys()
        except (ProviderAway, PyJWKClientError, PyJWKError, PyJWKSetError, OSError, ValueError) as error:
            log.warning("the identity provider's keys cannot be had", error=str(error))
            return
        self._keys = {key.key_id: key for key in keys if key.key_id}
        self._heard_at = self._asked_at
