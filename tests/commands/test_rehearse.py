"""`zhixing rehearse` and `zhixing demo`."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from enforcement.docket.rehearsal import read_story, rehearse
from tests.installation import ROOT, zhixing

STORY = ROOT / "tests" / "docket" / "stories" / "S08.json"


def timeline() -> list[dict[str, Any]]:
    return list(rehearse(read_story(json.loads(STORY.read_text(encoding="utf-8")))))


@pytest.mark.parametrize("engine", ["docket", "temporal"])
def test_one_story_goes_to_standard_output(engine: str) -> None:
    done = zhixing("rehearse", STORY, "--engine", engine)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == timeline()


def test_many_stories_go_to_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "新 folder" / "out"

    done = zhixing("rehearse", STORY, STORY.with_name("S01.json"), "--out", out)

    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["S01.json", "S08.json"]
    assert json.loads((out / "S08.json").read_text(encoding="utf-8")) == timeline()


def _spoil(change: Callable[[dict[str, Any]], object]) -> str:
    story = json.loads(STORY.read_text(encoding="utf-8"))
    change(story)
    return json.dumps(story)


@pytest.mark.parametrize("engine", ["docket", "temporal"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_spoil(lambda story: story["steps"][0].update(type="nothing")), "steps[0].type"),
        (_spoil(lambda story: story["steps"][1]["data"].update(online="yes")), "steps[1].data.online"),
        (_spoil(lambda story: story.update(until="tomorrow")), "until"),
        ("[1, 2", "line 1, column 6"),
        ("[]", "expected an object"),
    ],
)
def test_a_malformed_story_ends_with_two_and_the_path(engine: str, content: str, told: str, tmp_path: Path) -> None:
    story = tmp_path / "story.json"
    story.write_text(content, encoding="utf-8")

    done = zhixing("rehearse", story, "--engine", engine)

    assert (done.returncode, done.stdout) == (2, "")
    assert str(story) in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_story_that_is_not_there_ends_with_two(tmp_path: Path) -> None:
    done = zhixing("rehearse", tmp_path / "none.json")
    assert (done.returncode, "cannot be read" in done.stderr) == (2, True)


def test_commands_end_cleanly_every_time() -> None:
    """The native core must not crash a process that is about to end."""
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda _: zhixing("rehearse", STORY, "--engine", "temporal"), range(6)))
        ends += pool.map(lambda _: zhixing("rehearse", STORY), range(20))
    assert [(end.returncode, end.stderr) for end in ends] == [(0, "")] * 26


def test_the_demo_tells_a_year() -> None:
    done = zhixing("demo")

    assert (done.returncode, done.stderr) == (0, "")
    for told in (
        "立案",
        "开始计算 opened",
        "拦截 refused by R17-1: 法〔2021〕322号第17条",
        "逾期 MISSED",
        "▲ 上报 escalated to level 2",
        "补正 cure",
    ):
        assert told in done.stdout
    assert "2026-06-12" in done.stdout
    assert "春节，顺延" in done.stdout


def test_the_demo_tells_any_story() -> None:
    done = zhixing("demo", STORY)

    assert done.returncode == 0
    opened = [line for line in timeline() if line["kind"] == "deadline_opened"]
    assert done.stdout.count("开始计算 opened") == len(opened)
