"""Every story, in virtual time."""

import json
from pathlib import Path

import pytest

from enforcement.docket.rehearsal import StoryError, read_story, rehearse
from tests.docket.comparison import differences

STORIES = sorted((Path(__file__).parent / "stories").glob("*.json"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_has_its_timeline(path: Path) -> None:
    story = json.loads(path.read_text(encoding="utf-8"))
    assert list(differences(story, rehearse(read_story(story)))) == []


def test_there_are_stories() -> None:
    assert len(STORIES) >= 23


STEP = {
    "at": "2026-01-05T09:00:00+08:00",
    "kind": "fact",
    "type": "funds_received",
    "by": "fund_system",
    "data": {"receipt": "R1", "amount": 1},
}


@pytest.mark.parametrize(
    ("story", "path"),
    [
        ([], ""),
        ({"steps": []}, "id"),
        ({"id": "X", "steps": {}}, "steps"),
        ({"id": "X", "steps": [], "until": "tomorrow"}, "until"),
        ({"id": "X", "steps": [], "until": "2026-01-01T00:00:00"}, "until"),
        ({"id": "X", "steps": [7], "until": "2026-01-09T00:00:00+08:00"}, "steps[0]"),
        ({"id": "X", "steps": [{**STEP, "at": None}], "until": "2026-01-09T00:00:00+08:00"}, "steps[0].at"),
        ({"id": "X", "steps": [{**STEP, "typ": 1}], "until": "2026-01-09T00:00:00+08:00"}, "steps[0].typ"),
        ({"id": "X", "steps": [{**STEP, "type": "nothing"}], "until": "2026-01-09T00:00:00+08:00"}, "steps[0].type"),
        (
            {"id": "X", "steps": [{**STEP, "data": {"receipt": "R1", "amount": True}}], "until": "2026-01-09T00:00:00+08:00"},
            "steps[0].data.amount",
        ),
        ({"id": "X", "steps": [STEP, {**STEP, "at": "2026-01-04T09:00:00+08:00"}], "until": "2026-01-09T00:00:00+08:00"}, "steps[1].at"),
    ],
)
def test_a_malformed_story_names_the_wrong_field(story: object, path: str) -> None:
    with pytest.raises(StoryError) as caught:
        read_story(story)
    assert caught.value.path == path
