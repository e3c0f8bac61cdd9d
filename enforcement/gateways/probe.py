"""Whether somebody answers at a subsystem's address now, beside every line: a look of a person, not a call of a case."""

from dataclasses import dataclass

import httpx2

_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Probed:
    """Whether it answers, and what is wrong; empty if nothing is."""

    reachable: bool
    trouble: str = ""


def probe(url: str, credential: str) -> Probed:
    """Ask for its health. Any answer that tells of no fault of its own will do: a system need not have that page."""
    try:
        status = httpx2.get(f"{url}/health", headers={"Authorization": f"Bearer {credential}"}, timeout=_PATIENCE).status_code
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return Probed(False, f"{type(error).__name__}: {error}")
    if status in (401, 403):
        return Probed(True, f"HTTP {status}: it does not accept our credential")
    return Probed(True) if status < 500 else Probed(False, f"HTTP {status}")
