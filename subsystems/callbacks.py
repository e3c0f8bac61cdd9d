"""Signed callbacks (Standard Webhooks) to the court. Kept until they are taken, and sent again with growing pauses."""

import asyncio
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx2
from standardwebhooks.webhooks import Webhook

from subsystems.storage import Storage

ZONE = timezone(timedelta(hours=8))
_KIND = "callback"
_PAUSE = 0.3
_LONGEST = 300.0


def now() -> datetime:
    """This instant, in Beijing time."""
    return datetime.now(ZONE)


class Callbacks:
    """The outbox of the stand-ins."""

    def __init__(self, storage: Storage, url: str, secret: str) -> None:
        self._storage = storage
        self._url = url.rstrip("/")
        self._signer = Webhook(secret)

    def plan(self, subsystem: str, name: str, event: str, data: dict[str, Any], due: datetime) -> None:
        """Send an event at an instant, once: a callback planned before stays as it is."""
        body = {"subsystem": subsystem, "event": event, "data": data, "due": due.isoformat(), "delivered": False, "tries": 0}
        self._storage.add(_KIND, f"{subsystem}:{name}", body)

    async def deliver_forever(self) -> None:
        """Send what is due, until cancelled."""
        async with httpx2.AsyncClient(timeout=5.0) as client:
            while True:
                for name, body in self._storage.all(_KIND):
                    if not body["delivered"] and datetime.fromisoformat(body["due"]) <= now():
                        await self._send(client, name, body)
                await asyncio.sleep(_PAUSE)

    async def _send(self, client: httpx2.AsyncClient, name: str, body: dict[str, Any]) -> None:
        happened_at = body.setdefault("happened_at", body["due"])
        payload = json.dumps({"type": body["event"], "timestamp": happened_at, "data": body["data"]}, ensure_ascii=False)
        sent_at = now()
        headers = {
            "webhook-id": name.encode().hex()[-64:],
            "webhook-timestamp": str(int(sent_at.timestamp())),
            "webhook-signature": self._signer.sign(name.encode().hex()[-64:], sent_at.astimezone(UTC), payload),
            "Content-Type": "application/json",
        }
        try:
            answer = await client.post(f"{self._url}/hooks/{body['subsystem']}", content=payload.encode(), headers=headers)
            body["delivered"] = answer.is_success
        except httpx2.HTTPError:
            body["delivered"] = False
        if not body["delivered"]:
            body["tries"] += 1
            body["due"] = (sent_at + timedelta(seconds=min(_LONGEST, 2.0 ** body["tries"]))).isoformat()
        self._storage.put(_KIND, name, body)
