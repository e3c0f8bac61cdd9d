"""Signed callbacks (Standard Webhooks) of subsystems: verified, read, and turned into the facts they report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from enforcement.contracts.messages import EntryMessage
from enforcement.errors import ZhixingError
from enforcement.gateways.events import EVENTS

SUBSYSTEMS = tuple(EVENTS)


class ForgedCallback(ZhixingError):
    """A callback whose signature does not hold, or that is too old or too new."""


class UnreadableCallback(ZhixingError):
    """A signed callback that says nothing we know."""


def callback_schema(subsystem: str) -> dict[str, Any]:
    """The JSON schema of what a subsystem calls back with."""
    return EVENTS[subsystem].adapter.json_schema(
        ref_template="#/webhooks/callback/post/requestBody/content/application~1json/schema/$defs/{model}"
    )


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Reads callbacks signed with one secret."""

    secret: str

    def fact(self, subsystem: str, headers: Mapping[str, str], body: bytes) -> EntryMessage | None:
        """The fact that a callback reports; None where the procedure asks for itself. ForgedCallback or UnreadableCallback for what is none."""
        try:
            Webhook(self.secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            raise ForgedCallback(f"the callback's signature does not hold: {error}") from error
        events = EVENTS[subsystem]
        try:
            event = events.adapter.validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise UnreadableCallback(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
        return events.fact(event)
