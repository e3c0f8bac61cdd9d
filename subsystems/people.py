"""The people of the demonstration courts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from subsystems.signing import Person


@cache
def people() -> Mapping[str, Person]:
    """Everybody who can log in, by id."""
    rows = tomllib.loads((Path(__file__).parent / "people.toml").read_text(encoding="utf-8"))["person"]
    return {row["id"]: Person(row["id"], row["name"], row["court"], row["roles"], row.get("files", ()), row["post"]) for row in rows}
