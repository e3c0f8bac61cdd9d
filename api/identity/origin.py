"""Whether a browser sent a request of its own accord, or because another site made it to (CSRF)."""

from starlette.requests import Request

from api.problems import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request, public: str) -> None:
    """403 for a request that changes something and does not come from a page of ours. A browser says so itself; a script cannot."""
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site == "same-origin" or (site is None and origin == public):
        return
    raise Problem(
        403,
        "cross-site",
        "Sent by another site (跨站请求)",
        f"expected a request from a page of {public}, got Sec-Fetch-Site {site or 'none'}, Origin {(origin or 'none')[:80]}; "
        "a program sends a bearer token and no cookie",
    )
