"""The one door to the wall clock. Law, docket and workflows never pass through it: they are given their instants."""

from datetime import datetime

from enforcement.law.periods import SHANGHAI


def now() -> datetime:
    """This instant, in Asia/Shanghai."""
    return datetime.now(SHANGHAI)
