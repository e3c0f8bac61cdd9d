"""Rehearsal: a story runs through the docket in virtual time, without server, database or subsystem."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.correcting import Past
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.entries import Entry
from enforcement.docket.events import Event, Json, timeline_line
from enforcement.docket.profile import Profile, embedded_profile
from enforcement.docket.reading import EntryError, read_entry
from enforcement.law.periods import SHANGHAI

_STEP_KEYS = {"at", "happened_at", "id", "kind", "type", "by", "data"}


class StoryError(ValueError):
    """A story that cannot be rehearsed: the path of the wrong field, what was expected and what came."""

    def __init__(self, path: str, expected: str, got: object) -> None:
        self.path, self.expected = path, expected
        self.got = json.dumps(got, ensure_ascii=False, default=str)[:120]
        super().__init__(f"{path}: expected {expected}, got {self.got}")


@dataclass(frozen=True, slots=True)
class Story:
    """A case story: entries in the order of recording, and when the rehearsal ends."""

    id: str
    entries: tuple[Entry, ...]
    until: datetime


def read_story(raw: object) -> Story:
    """A story from its JSON. StoryError names the first wrong field."""
    if not isinstance(raw, Mapping):
        raise StoryError("", "an object with id, steps and until", raw)
    name, steps = raw.get("id"), raw.get("steps")
    if not isinstance(name, str) or not name:
        raise StoryError("id", "a text", name)
    if not isinstance(steps, list):
        raise StoryError("steps", "a list of steps", steps)
    entries = tuple(_read_step(f"steps[{n}]", step) for n, step in enumerate(steps))
    until = _instant("until", raw.get("until"))
    for n, (earlier, later) in enumerate(itertools.pairwise(entries), start=1):
        if later.recorded_at < earlier.recorded_at:
            raise StoryError(
                f"steps[{n}].at", f"an instant not before the step before it ({earlier.recorded_at.isoformat()})", steps[n]["at"]
            )
    return Story(name, entries, until)


def _read_step(path: str, step: object) -> Entry:
    if not isinstance(step, Mapping):
        raise StoryError(path, "an object with at, kind, type, by and data", step)
    for key in step:
        if key not in _STEP_KEYS:
            raise StoryError(f"{path}.{key}", "no such field", step[key])
    raw = {"id": path, "by": "handler", "data": {}, **{key: value for key, value in step.items() if key != "at"}}
    try:
        return read_entry(raw, _instant(f"{path}.at", step.get("at")))
    except EntryError as error:
        first = error.errors[0]
        raise StoryError(f"{path}.{first.path}", first.expected, first.got) from error


def _instant(path: str, value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise StoryError(path, "an instant ISO 8601 with offset", value)
    return instant.astimezone(SHANGHAI)


def rehearse(story: Story, profile: Profile | None = None) -> list[dict[str, Json]]:
    """The timeline of a story in the rehearsal's format, in the order of time."""
    return [timeline_line(event) for event in rehearsed(story, profile or embedded_profile())]


def rehearsed(story: Story, profile: Profile) -> Sequence[Event]:
    """The events of a story, in the order of time."""
    case = empty_case(story.id)
    events: list[Event] = []

    def keep(decision: Decision) -> CaseFile:
        events.extend(decision.events)
        return decision.case

    past: list[Past] = []
    for entry in story.entries:
        case = keep(tick(case, entry.recorded_at))
        decision = decide(case, entry, profile, past)
        case = keep(decision)
        past.append(Past(entry, decision.outcome is Outcome.REFUSED))
    keep(tick(case, story.until))
    return events
