"""A channel that speaks HTTP as its templates say: SMS gateways, 12368, the court's app, a WeCom group robot."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

import httpx2
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field

from enforcement.gateways.channels import answers
from enforcement.ports.channels import ChannelAway, Letter, LetterRefused, Receipt

_SAMPLE = Letter("key", "13800000000", "标题", "内容")


class Condition(BaseModel):
    """An answer whose part at `path` is one of the values."""

    model_config = ConfigDict(extra="forbid")

    path: str
    values: list[str] = Field(min_length=1)

    def holds(self, answer: object) -> bool:
        """Whether it holds of an answer."""
        return answers.part(answer, self.path) in self.values


class HttpPlan(BaseModel):
    """How a letter becomes a request, and what of the answer means what. Url, headers and body are templates."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["http"]
    url: str
    method: Literal["POST", "PUT", "GET"] = "POST"
    headers: dict[str, str] = {}
    body: str = ""
    content_type: str = "application/json; charset=utf-8"
    # The channel knows a letter again by what the templates say of its key.
    repeatable: bool = False
    longest: int | None = Field(default=None, ge=10)
    # Without it every status below 300 means that the letter was taken.
    success: Condition | None = None
    later: Condition | None = None
    receipt: str = ""


class HttpChannel:
    """One channel by its plan. ValueError for a template that cannot be filled in."""

    def __init__(self, name: str, plan: HttpPlan, secrets: Mapping[str, str]) -> None:
        self._name, self._plan, self._secrets = name, plan, secrets
        texts = {"url": plan.url, "body": plan.body, **{f"headers.{header}": value for header, value in plan.headers.items()}}
        try:
            self._templates = {place: _ENVIRONMENT.from_string(text) for place, text in texts.items()}
            self._request(_SAMPLE)
        except TemplateError as error:
            raise ValueError(f"channel {name}: {error}; known are key, address, title, text and secret.<name>") from None
        self._client = httpx2.Client(timeout=answers.TIMEOUT)

    @property
    def repeatable(self) -> bool:
        """See `enforcement.ports.channels`."""
        return self._plan.repeatable

    @property
    def longest(self) -> int | None:
        """See `enforcement.ports.channels`."""
        return self._plan.longest

    def send(self, letter: Letter) -> Receipt:
        """See `enforcement.ports.channels`."""
        request = self._request(letter)
        response = answers.exchanged(self._name, lambda: self._client.send(request))
        shown = answers.shown(response.text, letter.address)
        plan = self._plan
        if plan.success is None and plan.later is None and not plan.receipt:
            return Receipt(None, shown)
        answer = answers.read(self._name, response)
        if plan.later is not None and plan.later.holds(answer):
            raise ChannelAway(self._name, shown)
        if plan.success is not None and not plan.success.holds(answer):
            raise LetterRefused(self._name, shown)
        return Receipt(answers.part(answer, plan.receipt) if plan.receipt else None, shown)

    def close(self) -> None:
        """See `enforcement.ports.channels`."""
        self._client.close()

    def _request(self, letter: Letter) -> httpx2.Request:
        known = {"key": letter.key, "address": letter.address, "title": letter.title, "text": letter.text, "secret": self._secrets}
        filled = {place: template.render(known) for place, template in self._templates.items()}
        headers = {name: filled[f"headers.{name}"] for name in self._plan.headers}
        content = filled["body"].encode() or None
        if content is not None:
            headers.setdefault("Content-Type", self._plan.content_type)
        return httpx2.Request(self._plan.method, filled["url"], headers=headers, content=content)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hmac_sha256(text: str, key: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
_ENVIRONMENT.filters |= {"sha256": _sha256, "hmac_sha256": _hmac_sha256}
# Jinja's own `tojson` is for HTML and writes Chinese as escapes, which count as characters at some gateways.
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
