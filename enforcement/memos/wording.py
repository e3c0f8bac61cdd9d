"""The words of a memo, from templates that a court may change."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from enforcement.memos.digest import Heap

_OWN = "messages.toml"
_PARTS = ("title", "text", "short")
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_SAMPLES: Mapping[str, Mapping[str, object]] = {
    "escalation": {"number": "", "rule": "", "level": 1, "due": "", "link": ""},
    "digest": {"name": "", "day": date(2026, 1, 5), "heaps": [Heap("", [""] * 30)], "link": ""},
}


@dataclass(frozen=True, slots=True)
class Words:
    """A memo in words; `short` is for channels that bring little."""

    title: str
    text: str
    short: str

    def within(self, longest: int | None) -> str:
        """The text, the short one, or what fits of it; counted in characters."""
        if longest is None or len(self.text) <= longest:
            return self.text
        return self.short if len(self.short) <= longest else f"{self.short[: longest - 1]}…"


class Texts:
    """The templates of one installation. ValueError for one that cannot be filled in."""

    def __init__(self, folder: Path | None = None) -> None:
        own = folder / _OWN if folder else None
        self._tables = tomllib.loads(files("enforcement.memos").joinpath("texts.toml").read_text(encoding="utf-8"))
        if own is not None and own.is_file():
            self._tables |= _read(own)
        for kind, sample in _SAMPLES.items():
            self.words(kind, sample)

    def words(self, kind: str, known: Mapping[str, object]) -> Words:
        """A memo of a kind in words."""
        try:
            return Words(*(_ENVIRONMENT.from_string(str(self._tables[kind][part])).render(known).strip() for part in _PARTS))
        except (KeyError, TemplateError) as error:
            raise ValueError(f"{_OWN}: {kind}: expected {', '.join(_PARTS)} that use {', '.join(_SAMPLES[kind])}: {error}") from None


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        found: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from None
    if unknown := found.keys() - _SAMPLES.keys():
        raise ValueError(f"{file}: expected the tables {', '.join(_SAMPLES)}, got {', '.join(sorted(unknown))}")
    return found
