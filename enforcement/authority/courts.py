"""The tree of courts, told by their codes: 最高法 → 沪 → 沪01 → 沪0199. What one court covers is told by regular expressions, here and in SQL."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Level(StrEnum):
    """The four levels of courts."""

    SUPREME = "supreme"
    HIGH = "high"
    INTERMEDIATE = "intermediate"
    BASIC = "basic"


class Relation(StrEnum):
    """How a court stands to the one that has a file."""

    OWN = "own"
    BELOW = "below"
    ABOVE = "above"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Codes:
    supreme: str
    high: str
    branches: Mapping[str, str]

    @property
    def head(self) -> str:
        return f"[{self.high}]"


_LEVELS = {0: Level.HIGH, 2: Level.INTERMEDIATE, 4: Level.BASIC}
_TWO_DIGITS = "(?:[0-9][0-9])"


def is_court(code: str) -> bool:
    """Whether it is the code of a court."""
    return code == _codes().supreme or re.fullmatch(f"{_codes().head}{_TWO_DIGITS}{{0,2}}", code) is not None


def level_of(court: str) -> Level:
    """The level of a court. ValueError for what is none."""
    if not is_court(court):
        raise ValueError(f"expected the code of a court such as 沪0199, got {court[:20]!r}")
    return Level.SUPREME if court == _codes().supreme else _LEVELS[len(court) - 1]


def parent(court: str) -> str | None:
    """The court above; None above the Supreme Court."""
    match level_of(court):
        case Level.SUPREME:
            return None
        case Level.HIGH:
            return _codes().branches.get(court, _codes().supreme)
        case _:
            return court[:-2]


def below(court: str) -> tuple[str, ...]:
    """The courts below, as regular expressions for whole codes that Python and PostgreSQL read alike.

    Each begins with what its codes have in common, so that an index finds them.
    """
    if not is_court(court):
        return ()
    match level_of(court):
        case Level.SUPREME:
            return (f"{_codes().head}{_TWO_DIGITS}{{0,2}}",)
        case Level.HIGH:
            branches = (f"{branch}{_TWO_DIGITS}{{0,2}}" for branch, sender in _codes().branches.items() if sender == court)
            return (f"{court}{_TWO_DIGITS}{{1,2}}", *branches)
        case Level.INTERMEDIATE:
            return (f"{court}{_TWO_DIGITS}",)
        case Level.BASIC:
            return ()


def covers(court: str, other: str) -> bool:
    """Whether a court is the other one or above it. What is no court covers nothing."""
    return relation(court, other) in (Relation.OWN, Relation.BELOW)


def relation(court: str, other: str) -> Relation:
    """How the other court stands to this one: its own, below it, above it, or beside it."""
    if not is_court(court):
        return Relation.OTHER
    if court == other:
        return Relation.OWN
    if _lies_below(court, other):
        return Relation.BELOW
    return Relation.ABOVE if _lies_below(other, court) else Relation.OTHER


def _lies_below(court: str, other: str) -> bool:
    return fits(other, below(court))


def fits(court: str, patterns: Iterable[str]) -> bool:
    """Whether a code is one of those that the patterns tell."""
    return any(re.fullmatch(pattern, court) for pattern in patterns)


@cache
def _codes() -> _Codes:
    text = files("enforcement.authority").joinpath("courts.toml").read_text(encoding="utf-8")
    return _Codes(**tomllib.loads(text))
