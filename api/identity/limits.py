"""How much one caller, or one address, may ask of this process in a while."""

from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request

from api.problems import Problem
from enforcement.authority.callers import Caller


class TooMany(Problem):
    """More than is good for the others."""

    def __init__(self, item: RateLimitItem, what: str) -> None:
        seconds = item.get_expiry()
        detail = f"expected at most {item.amount} {what} in {seconds} s; come again after that"
        super().__init__(429, "too-many", "Too many requests (请求过于频繁)", detail)
        self.headers = {"Retry-After": str(seconds)}


@dataclass(frozen=True)
class Limits:
    """The numbers, and what was counted."""

    requests_per_second: int = 200
    failures_per_minute: int = 120
    logins_per_minute: int = 60
    _limiter: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()), repr=False)

    def request(self, caller: Caller) -> None:
        """One more request of somebody. TooMany if there were enough."""
        self._hit(RateLimitItemPerSecond(self.requests_per_second), "requests of one caller", f"{caller.kind}:{caller.subject}")

    def failure(self, request: Request) -> None:
        """One more token that proves nothing; good ones from the same address go on."""
        self._hit(RateLimitItemPerMinute(self.failures_per_minute), "bad tokens from one address", address(request))

    def login(self, request: Request) -> None:
        """One more step of a log-in."""
        self._hit(RateLimitItemPerMinute(self.logins_per_minute), "steps of log-ins from one address", address(request))

    def _hit(self, item: RateLimitItem, what: str, who: str) -> None:
        if not self._limiter.hit(item, what, who):
            raise TooMany(item, what)


def address(request: Request) -> str:
    """Where a request comes from, as far as the server knows."""
    return request.client.host if request.client else "unknown"
