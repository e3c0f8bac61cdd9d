"""The pictures by name: the whole, each phase, each ladder."""

from collections.abc import Mapping
from functools import cache

from enforcement.process.lanes import planes
from enforcement.process.layout import Plane
from enforcement.process.progress import Mark
from enforcement.process.svg import picture
from enforcement.process.whole import whole


def parts() -> Mapping[str, str]:
    """Every picture's name and title, the whole first."""
    return {name: plane.title for name, plane in _planes().items()}


def picture_of(part: str, marks: Mapping[str, Mark] | None = None) -> bytes:
    """One picture as SVG. KeyError if there is none of this name."""
    return picture(whole(), _planes()[part], marks)


@cache
def _planes() -> Mapping[str, Plane]:
    return {plane.about: plane for plane in planes(whole())}
