"""The channels that an installation has: those of its channels.toml, else in a demonstration the stand-in alone."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from enforcement.gateways.channels.mail import MailChannel, MailPlan
from enforcement.gateways.channels.template import HttpChannel, HttpPlan
from enforcement.gateways.channels.wecom import WeComChannel, WeComPlan
from enforcement.ports.channels import STAND_IN, Channel

# What a court usually has; a start says which of them are missing.
USUAL = ("sms", "wecom", "mail", "12368", "app")
_PLANS: TypeAdapter[dict[str, HttpPlan | WeComPlan | MailPlan]] = TypeAdapter(
    dict[str, Annotated[HttpPlan | WeComPlan | MailPlan, Field(discriminator="kind")]]
)


def configured(file: Path, secrets: Mapping[str, str]) -> dict[str, Channel]:
    """The channels of a file, in its order. ValueError with what was expected and what came; never with a secret."""
    try:
        plans = _PLANS.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{file}: {error}") from None
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, line['loc']))}: {line['msg']}" for line in error.errors(include_url=False, include_input=False)]
        raise ValueError(f"{file}: {'; '.join(lines)}") from None
    return {name: _channel(name, plan, secrets) for name, plan in plans.items()}


def stand_in(notices_url: str, credential: str) -> dict[str, Channel]:
    """The one channel of a demonstration: letters to look at, at the stand-in of the notices subsystem."""
    plan = HttpPlan(
        kind="http",
        url=f"{notices_url}/letters",
        headers={"Authorization": "Bearer {{ secret.credential }}", "Idempotency-Key": "{{ key|sha256 }}"},
        body='{"address": {{ address|tojson }}, "title": {{ title|tojson }}, "text": {{ text|tojson }}}',
        repeatable=True,
        receipt="letter",
    )
    return {STAND_IN: HttpChannel(STAND_IN, plan, {"credential": credential})}


def _channel(name: str, plan: HttpPlan | WeComPlan | MailPlan, secrets: Mapping[str, str]) -> Channel:
    match plan:
        case HttpPlan():
            return HttpChannel(name, plan, secrets)
        case WeComPlan():
            return WeComChannel(name, plan, _secret(name, plan.secret, secrets))
        case MailPlan():
            return MailChannel(name, plan, _secret(name, plan.secret, secrets) if plan.user else "")


def _secret(channel: str, name: str, secrets: Mapping[str, str]) -> str:
    if name not in secrets:
        raise ValueError(f"channel {channel}: expected a secret {name!r} in ZHIXING_CHANNEL_SECRETS, got none")
    return secrets[name]
