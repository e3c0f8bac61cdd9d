"""`zhixing rehearse`: stories through the docket in virtual time, or through the whole engine."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer

from enforcement.docket.events import Json
from enforcement.docket.rehearsal import Story, StoryError, read_story, rehearse

MALFORMED = 2
RawStory: TypeAlias = Mapping[str, object]


class EngineChoice(StrEnum):
    DOCKET = "docket"
    TEMPORAL = "temporal"


def rehearse_command(
    stories: Annotated[list[Path], typer.Argument(help="Story files in JSON", metavar="STORY.json…")],
    out: Annotated[Path | None, typer.Option(help="Write one DIR/<story id>.json for each story", metavar="DIR")] = None,
    engine: Annotated[EngineChoice, typer.Option(help="The pure docket, or the real workflow, worker and database")] = EngineChoice.DOCKET,
) -> None:
    """Run stories and give their timelines as JSON. Exit 2 for a malformed story, with the path of the wrong field."""
    loaded = [load_story(path) for path in stories]
    for (_, story), timeline in zip(loaded, _timelines(loaded, engine), strict=True):
        text = json.dumps(timeline, ensure_ascii=False, indent=1)
        if out is None:
            typer.echo(text)
        else:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{story.id}.json").write_text(text + "\n", encoding="utf-8")


def _timelines(loaded: Sequence[tuple[RawStory, Story]], engine: EngineChoice) -> list[list[dict[str, Json]]]:
    if engine is EngineChoice.DOCKET:
        return [rehearse(story) for _, story in loaded]
    from zhixing.engine import rehearse_all

    try:
        return rehearse_all([raw for raw, _ in loaded])
    except StoryError as error:
        typer.echo(": ".join((*getattr(error, "__notes__", ()), str(error))), err=True)
        raise typer.Exit(MALFORMED) from error


def load_story(path: Path) -> tuple[RawStory, Story]:
    """A story file, as it is written and as it is read. Ends the command with 2 for a malformed one."""
    raw = _load(path)
    try:
        return raw, read_story(raw)
    except StoryError as error:
        _refuse(path, str(error))


def _load(path: Path) -> RawStory:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        _refuse(path, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        _refuse(path, "expected UTF-8")
    except json.JSONDecodeError as error:
        _refuse(path, f"line {error.lineno}, column {error.colno}: expected JSON: {error.msg}")
    if not isinstance(raw, dict):
        _refuse(path, "expected an object with id, steps and until")
    return raw


def _refuse(path: Path, reason: str) -> NoReturn:
    typer.echo(f"{path}: {reason}", err=True)
    raise typer.Exit(MALFORMED)
