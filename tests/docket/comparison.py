"""Holding a timeline against a story's expectations."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_FIELDS = (
    *("at", "kind", "rule", "subject", "n", "due", "expires_at", "provisional", "level", "to", "ground", "part", "from"),
    *("late_working_days", "act", "guards"),
)
_NOT_CLOCKS = {"accepted", "refused", "deadline_confirmed"}


def plain(line: Mapping[str, Any]) -> str:
    """The comparable part of a line."""
    kept = {name: line[name] for name in _FIELDS if line.get(name) not in (None, False)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def differences(story: Mapping[str, Any], timeline: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is missing, what is too much for the story's exact rules, and what must not occur."""
    left = [plain(line) for line in timeline]
    for wanted in map(plain, story["expect"]):
        if wanted in left:
            left.remove(wanted)
        else:
            yield f"missing {wanted}"
    for line in timeline:
        if line.get("rule") in story["exact_rules"] and line["kind"] not in _NOT_CLOCKS and plain(line) in left:
            left.remove(plain(line))
            yield f"surplus {plain(line)}"
    for absent in story.get("absent", []):
        if any(all(line.get(name) == value for name, value in absent.items()) for line in timeline):
            yield f"must not occur {absent}"
