"""The folder where anchors are kept elsewhere: each file is written once, to the disk, and can only be read from then on.

`anchor-000003.json` is a signed root, `leaves-000003.json` the heads that it added to the tree, `anchor-000003.tsr` its time stamp. Together
they tell without any database what every journal was at every anchor.
"""

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import mkstemp

from enforcement.records.signed_roots import Head, SignedRoot, head_from, root_from_json

_READ_ONLY = 0o444


class AnchorFolder:
    """One folder; it is made by the first file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> Collection[str]:
        """The names of all files."""
        return frozenset(file.name for file in self.path.iterdir()) if self.path.is_dir() else frozenset()

    def holds_all_of(self, number: int, names: Collection[str]) -> bool:
        """Whether a root and its leaves are among the names."""
        return _root(number) in names and _leaves(number) in names

    def keep(self, root: SignedRoot, heads: Sequence[Head]) -> list[str]:
        """Write a root and the heads that it added; gives the files that were not there. The root comes last: it tells that both are there."""
        content = json.dumps([asdict(head) for head in heads], ensure_ascii=False, indent=1) + "\n"
        return [*self._write(_leaves(root.number), content.encode()), *self._write(_root(root.number), root.to_json().encode())]

    def keep_stamp(self, number: int, token: bytes) -> list[str]:
        """Write the time stamp of a root; gives the file if it was not there."""
        return self._write(_stamp(number), token)

    def roots(self) -> list[SignedRoot]:
        """Every root, oldest first. ValueError for a file that is none."""
        return [root_from_json(_text(file)) for file in sorted(self.path.glob("anchor-*.json"))]

    def heads(self, number: int) -> list[Head] | None:
        """The heads that a root has added; None if they are not kept here. ValueError for a file that holds none."""
        file = self.path / _leaves(number)
        try:
            return [head_from(raw) for raw in json.loads(_text(file))] if file.is_file() else None
        except TypeError as error:
            raise ValueError(f"{file}: expected the heads that an anchor has added: {error}") from error

    def stamp(self, number: int) -> bytes | None:
        """The time stamp of a root; None if there is none."""
        file = self.path / _stamp(number)
        return file.read_bytes() if file.is_file() else None

    def _write(self, name: str, content: bytes) -> list[str]:
        file = self.path / name
        if file.exists():
            return []
        self.path.mkdir(parents=True, exist_ok=True)
        handle, half = mkstemp(prefix=f".{name}.", dir=self.path)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fchmod(out.fileno(), _READ_ONLY)
            os.fsync(out.fileno())
        # Only a whole file gets the name; whoever is as early as we are writes the same.
        Path(half).rename(file)
        _sync(self.path)
        return [name]


def _sync(folder: Path) -> None:
    """Bring the names of a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _root(number: int) -> str:
    return f"anchor-{number:06d}.json"


def _leaves(number: int) -> str:
    return f"leaves-{number:06d}.json"


def _stamp(number: int) -> str:
    return f"anchor-{number:06d}.tsr"
