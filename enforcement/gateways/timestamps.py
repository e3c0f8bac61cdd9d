"""The way to a time-stamping authority: RFC 3161 over HTTP."""

import httpx2
from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response

from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected

_NAME = "tsa"
_TIMEOUT = httpx2.Timeout(20.0, connect=5.0)


class TimeStampGateway:
    """One authority. See `enforcement.ports.anchors`."""

    def __init__(self, url: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._url, self._transport = url, transport

    def stamp(self, content: bytes) -> bytes:
        """The whole answer, in DER; that it is one of this content is checked."""
        asked = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
        token = self._ask(asked.as_bytes())
        try:
            answer = decode_timestamp_response(token)
        except ValueError as error:
            raise SubsystemAway(_NAME, f"an answer that is no time stamp: {error}") from error
        if PKIStatus(answer.status) is not PKIStatus.GRANTED:
            raise SubsystemRejected(_NAME, f"status {answer.status}: {'; '.join(answer.status_string)}")
        info = answer.tst_info
        if info.nonce != asked.nonce or info.message_imprint.message != asked.message_imprint.message:
            raise SubsystemAway(_NAME, "a time stamp of something else than was asked for")
        return token

    def _ask(self, content: bytes) -> bytes:
        try:
            with httpx2.Client(transport=self._transport, timeout=_TIMEOUT) as client:
                response = client.post(self._url, content=content, headers={"Content-Type": "application/timestamp-query"})
        except httpx2.HTTPError as error:
            raise SubsystemAway(_NAME, f"{type(error).__name__}: {error}") from error
        if response.status_code >= 400:
            raise SubsystemAway(_NAME, f"HTTP {response.status_code}")
        return response.content
