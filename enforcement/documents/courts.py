"""The full names of courts by their codes: `courts.toml`, and what an installation adds to it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from enforcement.errors import ZhixingError

COURTS_FILE = "courts.toml"


class UnknownCourt(ZhixingError):
    """A court code that has no name."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f'no name is known for court {code!r}: add a line `"{code}" = "…人民法院"` to courts.toml in ZHIXING_TEMPLATES')


def court_name(code: str, names: Mapping[str, str]) -> str:
    """The full name of a court. UnknownCourt if it is not in the table."""
    name = names.get(code)
    if name is None:
        raise UnknownCourt(code)
    return name


@cache
def court_names(folder: Path | None = None) -> Mapping[str, str]:
    """The courts of this release, and those of a court's own folder, which come first."""
    names = _table(files("enforcement.documents").joinpath(COURTS_FILE).read_text(encoding="utf-8"))
    own = None if folder is None else folder / COURTS_FILE
    return {**names, **_table(own.read_text(encoding="utf-8"))} if own is not None and own.is_file() else names


def _table(text: str) -> dict[str, str]:
    return {code: str(name) for code, name in tomllib.loads(text).items()}
