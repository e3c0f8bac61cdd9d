"""Every story through the real workflow, worker and database: the same timeline as in the pure docket."""

import json
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from enforcement.docket.rehearsal import StoryError, read_story, rehearse
from zhixing.engine import rehearse_on
from zhixing.postgres import EmbeddedPostgres

STORIES = sorted((Path(__file__).parents[1] / "docket" / "stories").glob("*.json"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_the_engine_tells_what_the_docket_tells(path: Path, environment: WorkflowEnvironment, postgres: EmbeddedPostgres) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))

    assert await rehearse_on(environment, postgres, raw) == rehearse(read_story(raw))


async def test_a_story_that_the_records_do_not_take_names_its_step(environment: WorkflowEnvironment, postgres: EmbeddedPostgres) -> None:
    raw = json.loads(STORIES[0].read_text(encoding="utf-8"))
    filing = next(step for step in raw["steps"] if step["type"] == "file_case")
    raw["steps"] = [filing, {**filing, "data": {**filing["data"], "claim": 7}}]

    with pytest.raises(StoryError, match=r"steps\[1\]"):
        await rehearse_on(environment, postgres, raw)
