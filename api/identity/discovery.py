"""What an identity provider publishes of itself (OpenID Connect Discovery)."""

import threading
from collections.abc import Mapping
from typing import Any

import httpx2

from enforcement.errors import ZhixingError

_TIMEOUT_SECONDS = 3


class ProviderAway(ZhixingError):
    """The identity provider does not answer, or not as one."""

    def __init__(self, issuer: str, reason: str) -> None:
        self.issuer = issuer
        super().__init__(f"the identity provider {issuer} does not answer now ({reason}); repeat the request")


class Discovery:
    """A provider's document, read once and kept."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = threading.Lock()
        self._document: Mapping[str, Any] | None = None

    def address(self, name: str) -> str:
        """One of its addresses; blocks. ProviderAway if it cannot be had."""
        with self._lock:
            if self._document is None:
                self._document = self._read()
        address = self._document.get(name)
        if not isinstance(address, str):
            raise ProviderAway(self._issuer, f"expected {name} in what it publishes of itself")
        return address

    def _read(self) -> Mapping[str, Any]:
        url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            document = httpx2.get(url, timeout=_TIMEOUT_SECONDS).raise_for_status().json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ProviderAway(self._issuer, str(error) or type(error).__name__) from None
        if not isinstance(document, Mapping) or document.get("issuer") != self._issuer:
            raise ProviderAway(self._issuer, f"expected a document of this very issuer at {url}")
        return document
