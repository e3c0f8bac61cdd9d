"""Callbacks as they go over the wire: genuine, forged by somebody without the secret, and replayed by somebody who listened."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from standardwebhooks.webhooks import Webhook

from subsystems.outbox import Waiting

Message: TypeAlias = tuple[dict[str, str], bytes]
_FORGER = Webhook(b64encode(b"somebody who does not know the secret").decode())


class Messages:
    """Messages signed with one secret."""

    def __init__(self, secret: str) -> None:
        self._signer = Webhook(secret)

    def genuine(self, callback: Waiting, at: datetime) -> Message:
        """The message as it is meant; the same id at every try."""
        return _message(self._signer, _id(callback.name), at, _payload(callback, json.loads(callback.data)))

    def forged(self, callback: Waiting, at: datetime) -> Message:
        """The same event under the same id with other numbers, and a signature that does not hold."""
        data = {name: value + 1 if type(value) is int else value for name, value in json.loads(callback.data).items()}
        return _message(_FORGER, _id(callback.name), at, _payload(callback, data))

    def replays(self, callback: Waiting, at: datetime) -> Iterator[Message]:
        """The very same message again; the same with its time and id renewed under the old signature; the event signed anew under another id."""
        headers, body = self.genuine(callback, at)
        yield headers, body
        later = at + timedelta(seconds=1)
        yield {**headers, "webhook-id": _id(f"{callback.name}:again"), "webhook-timestamp": str(int(later.timestamp()))}, body
        yield _message(self._signer, _id(f"{callback.name}:again"), later, body.decode())


def _message(signer: Webhook, name: str, at: datetime, payload: str) -> Message:
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signer.sign(name, at.astimezone(UTC), payload),
        "Content-Type": "application/json",
    }
    return headers, payload.encode()


def _id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _payload(callback: Waiting, data: object) -> str:
    return json.dumps({"type": callback.event, "timestamp": callback.happened_at, "data": data}, ensure_ascii=False)
