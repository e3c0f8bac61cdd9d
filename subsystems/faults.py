"""The plan of faults of the stand-ins: what goes wrong with which request or callback. For trials only.

A fate is a pure function of the seed, the service, the request and how often it came, so that a run can be repeated exactly.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator


class RequestFault(StrEnum):
    """What can go wrong with a request. After work: it was done, and only the answer is lost."""

    SERVER_ERROR = "server-error"
    BUSY = "busy"
    SLOW = "slow"
    TIMEOUT_AFTER_WORK = "timeout-after-work"
    RESET_BEFORE_WORK = "reset-before-work"
    RESET_AFTER_WORK = "reset-after-work"
    TRUNCATED = "truncated"
    WRONG_SHAPE = "wrong-shape"
    OTHER_ORDER = "other-order"
    IMPOSSIBLE_VALUE = "impossible-value"


class CallbackFault(StrEnum):
    """What can go wrong with a callback."""

    LOST = "callback-lost"
    DUPLICATE = "callback-duplicate"
    REORDERED = "callback-reordered"
    FORGED = "callback-forged"
    REPLAYED = "callback-replayed"


OUTAGE = "outage"
Rate = Annotated[float, Field(ge=0, le=1)]
_Kind = TypeVar("_Kind", bound=StrEnum)


class Outage(BaseModel):
    """A time in which a service does nothing at all."""

    model_config = ConfigDict(extra="forbid")

    begins: AwareDatetime
    ends: AwareDatetime


class FaultPlan(BaseModel):
    """Seed, how often each fault happens, and outages. In seconds: how late a slow answer and a reordered callback without a next one come,
    how long an answer that never comes keeps its caller waiting, and what a busy service asks its caller to wait.
    """

    model_config = ConfigDict(extra="forbid")

    seed: int = 0
    requests: dict[RequestFault, Rate] = {}
    callbacks: dict[CallbackFault, Rate] = {}
    outages: list[Outage] = []
    slow: float = Field(default=2.0, ge=0)
    hold: float = Field(default=30.0, ge=0)
    retry_after: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _one_fate_each(self) -> "FaultPlan":
        for rates in (self.requests, self.callbacks):
            if sum(rates.values()) > 1 + 1e-9:
                raise ValueError("expected rates that together are at most 1: one request has one fate")
        return self

    def request_fate(self, service: str, request: str, number: int) -> RequestFault | None:
        """What happens to a request when it comes for the nth time."""
        return _chosen(self.requests, _point(self.seed, service, request, str(number)))

    def callback_fate(self, service: str, name: str) -> CallbackFault | None:
        """What happens to a callback."""
        return _chosen(self.callbacks, _point(self.seed, service, name))

    def outage(self, at: datetime) -> Outage | None:
        """The outage that an instant falls into."""
        return next((outage for outage in self.outages if outage.begins <= at < outage.ends), None)


class Faults:
    """The plans in force by service, how often each request came, and what was injected. Touched on the event loop only."""

    def __init__(self, everywhere: FaultPlan | None = None) -> None:
        self._everywhere = everywhere
        self._plans: dict[str, FaultPlan | None] = {}
        self._came: Counter[tuple[str, str]] = Counter()
        self._injected: Counter[tuple[str, str]] = Counter()

    def plan(self, service: str) -> FaultPlan | None:
        """The plan of a service; None if nothing is to go wrong."""
        return self._plans.get(service, self._everywhere)

    def begin(self, service: str, plan: FaultPlan) -> None:
        """Follow a plan from its beginning; what was counted before is forgotten."""
        self._plans[service] = plan
        for counter in (self._came, self._injected):
            for counted in [key for key in counter if key[0] == service]:
                del counter[counted]

    def end(self, service: str) -> None:
        """Let nothing go wrong from now on; what was injected can still be read."""
        self._plans[service] = None

    def request_fate(self, plan: FaultPlan, service: str, request: str) -> RequestFault | None:
        """What happens to this request, which is counted."""
        self._came[service, request] += 1
        return plan.request_fate(service, request, self._came[service, request])

    def injected(self, service: str, fault: str) -> None:
        """Count a fault that is injected."""
        self._injected[service, fault] += 1

    def counts(self, service: str) -> dict[str, int]:
        """How many faults of each kind were injected since the plan began."""
        return {fault: count for (of, fault), count in sorted(self._injected.items()) if of == service}


def _point(seed: int, *parts: str) -> float:
    """A number in [0, 1) that is the same every time."""
    digest = hashlib.sha256("\n".join((str(seed), *parts)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _chosen(rates: Mapping[_Kind, float], point: float) -> _Kind | None:
    for kind, rate in sorted(rates.items()):
        if point < rate:
            return kind
        point -= rate
    return None
