"""Anchors in memory, and an authority that can be away."""

from collections.abc import Sequence
from datetime import datetime

from enforcement.contracts.anchors import Anchored
from enforcement.ports.anchors import Unstamped
from enforcement.ports.subsystems import SubsystemAway


class FakeAnchors:
    """Signs nothing; keeps what it was told, and what it has written. `full` is how often the folder takes nothing."""

    def __init__(self, full: int = 0) -> None:
        self.anchored: dict[str, Anchored] = {}
        self.stamps: dict[int, bytes] = {}
        self.folder: list[str] = []
        self.full = full

    def sign(self, run: str | None, at: datetime) -> Anchored:
        number = len(self.anchored) + 1
        return self.anchored.setdefault(run or f"by hand {number}", Anchored(number, at.isoformat(), number, "00"))

    def unstamped(self) -> Sequence[Unstamped]:
        return [Unstamped(one.number, one.root.encode()) for one in self.anchored.values() if one.number not in self.stamps]

    def keep_stamp(self, number: int, token: bytes, at: datetime) -> None:
        self.stamps.setdefault(number, token)

    def export(self) -> Sequence[str]:
        if self.full:
            self.full -= 1
            raise OSError("no space left on device")
        names = [f"root {one.number}" for one in self.anchored.values()] + [f"stamp {number}" for number in self.stamps]
        new = [name for name in names if name not in self.folder]
        self.folder += new
        return new


class FakeTimeStamps:
    """An authority. `away` is how often it does not answer."""

    def __init__(self, away: int = 0) -> None:
        self.away = away

    def stamp(self, content: bytes) -> bytes:
        if self.away:
            self.away -= 1
            raise SubsystemAway("tsa", "away")
        return b"stamp of " + content
