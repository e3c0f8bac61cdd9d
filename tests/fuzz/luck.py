"""How much is tried, and which: a few in the suite, many by `make fuzz`; the same again with the seed that was printed."""

import os
import random
from collections.abc import Iterable
from typing import TypeVar

# How many of what could be tried each test tries.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "2021322"))
_Found = TypeVar("_Found")


def chosen(found: Iterable[_Found], salt: str) -> list[_Found]:
    """As many as may be tried, by lot."""
    everything = list(found)
    print(f"FUZZ_SEED={SEED} FUZZ_EXAMPLES={EXAMPLES}: {salt}, of {len(everything)}")
    return random.Random(f"{SEED} {salt}").sample(everything, min(EXAMPLES, len(everything)))
