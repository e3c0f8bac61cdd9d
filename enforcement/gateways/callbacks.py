"""Signed callbacks (Standard Webhooks) of subsystems: verified, read, and turned into the facts they report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from enforcement.contracts.ids import parse_case_id
from enforcement.contracts.messages import EntryMessage
from enforcement.errors import ZhixingError
from enforcement.gateways.events import EVENTS

SUBSYSTEMS = tuple(EVENTS)
_MAX_ID = 200


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
    """Verifies and reads callbacks signed with one secret."""

    secret: str

    def verified(self, headers: Mapping[str, str], body: bytes) -> str:
        """The event id of a callback. ForgedCallback if its signature does not hold, or not any more."""
        event_id = headers.get("webhook-id", "")
        if len(event_id) > _MAX_ID:
            raise ForgedCallback(f"expected a webhook-id of at most {_MAX_ID} characters, got {len(event_id)}")
        try:
            Webhook(self.secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            raise ForgedCallback(f"the callback's signature does not hold: {error}") from error
        return event_id

    def fact(self, subsystem: str, body: bytes) -> EntryMessage | None:
        """The fact that a verified callback reports; None where the procedure asks for itself. UnreadableCallback for what is none."""
        events = EVENTS[subsystem]
        try:
            event = events.adapter.validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise UnreadableCallback(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
        fact = events.fact(event)
        if fact is not None:
            _check_case_id(fact.case_id)
        return fact

    def case_of(self, subsystem: str, body: bytes) -> str | None:
        """The case that a callback is about; None where it makes no fact."""
        try:
            fact = self.fact(subsystem, body)
        except UnreadableCallback:
            return None
        return None if fact is None else fact.case_id


def _check_case_id(case_id: str) -> None:
    try:
        parse_case_id(case_id)
    except ValueError as error:
        raise UnreadableCallback(f"data.case_id: {error}") from error
