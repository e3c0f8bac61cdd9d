"""The doors that are open to everybody. What is not named here asks who is calling."""

from collections.abc import Sequence
from dataclasses import dataclass

_READ = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A path, or with a slash at its end everything below it, and why nobody is asked there."""

    path: str
    why: str
    methods: frozenset[str] = _READ

    def leads(self, method: str, path: str) -> bool:
        """Whether a request goes through this door."""
        below = self.path != "/" and self.path.endswith("/")
        return method in self.methods and (path.startswith(self.path) if below else path == self.path)


OPEN_DOORS: Sequence[OpenDoor] = (
    OpenDoor("/", "the home page says what this is and where to log in"),
    OpenDoor("/login", "who has no session yet gets one here"),
    OpenDoor("/login/callback", "the way back from the identity provider"),
    OpenDoor("/logout", "who leaves is not held up; a page of ours must ask for it", frozenset({"POST"})),
    OpenDoor("/static/", "style sheets and pictures"),
    OpenDoor("/health/", "probes come without a token"),
    OpenDoor("/metrics", "numbers without names, for Prometheus"),
    OpenDoor("/docs", "how to call us"),
    OpenDoor("/docs/oauth2-redirect", "a part of the page above"),
    OpenDoor("/redoc", "how to call us, on one page"),
    OpenDoor("/static-offline-docs/", "what the two pages above are made of"),
    OpenDoor("/openapi.json", "how to call us, for machines"),
    OpenDoor("/statutes/", "the law is public"),
    OpenDoor("/process", "the picture of the process is drawn from the law"),
    OpenDoor("/hooks/", "callbacks carry a signature of their own (Standard Webhooks)", frozenset({"POST"})),
)


def is_public(method: str, path: str) -> bool:
    """Whether nobody is asked who is calling."""
    return any(door.leads(method, path) for door in OPEN_DOORS)
