"""The handbook and the other documents as pages, so that help needs nothing from outside."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from api.dependencies import CallerHere
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.problems import Problem
from enforcement.authority.callers import Caller

HANDBOOK = "handbook.zh.md"
# Beside the package where it is installed, at the root of the project where it is developed.
_PLACES = (Path(__file__).parents[1] / "docs", Path(__file__).parents[2] / "docs")
_PUNCTUATION = re.compile(r"[^\w\- ]")
router = APIRouter(prefix="/desk/help", include_in_schema=False, route_class=PageRoute)


@router.get("")
def handbook(request: Request, caller: CallerHere) -> HTMLResponse:
    """The handbook."""
    return _page(request, caller, HANDBOOK)


@router.get("/{name:path}")
def document(name: str, request: Request, caller: CallerHere) -> Response:
    """Another document, or a picture."""
    found = documents().get(name)
    if found is None:
        raise Problem(
            404, "unknown-document", "No such document", f"no document {name[:80]!r} comes with the product; /desk/help is the handbook"
        )
    return FileResponse(found) if found.suffix == ".png" else _page(request, caller, name)


def _page(request: Request, caller: Caller, name: str) -> HTMLResponse:
    return page(request, caller, "help.html", {"name": name, "text": rendered(name), "language": "zh-CN" if ".zh." in name else "en"})


@cache
def documents() -> Mapping[str, Path]:
    """The documents and their pictures, by the path by which they name each other."""
    folder = next(place for place in _PLACES if place.is_dir())
    return {path.relative_to(folder).as_posix(): path for kind in ("*.md", "*.png") for path in folder.rglob(kind)}


@cache
def rendered(name: str) -> Markup:
    """A document as HTML. Its headings have the anchors that GitHub gives them; no HTML of its own gets through."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(documents()[name].read_text(encoding="utf-8"))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
    for token in _all(tokens):
        _lead(token, posixpath.dirname(name))
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def anchor(heading: str) -> str:
    """What a heading is called in a link."""
    return _PUNCTUATION.sub("", heading.strip().lower()).replace(" ", "-")


def _all(tokens: Sequence[Token]) -> Sequence[Token]:
    return [token for parent in tokens for token in (parent, *(parent.children or ()))]


def _lead(token: Token, folder: str) -> None:
    """Lead a link or a picture among the documents to the page it has here."""
    name = {"link_open": "href", "image": "src"}.get(token.type)
    target = str(token.attrGet(name) or "") if name else ""
    path, mark, part = target.partition("#")
    inside = posixpath.normpath(posixpath.join(folder, unquote(path)))
    if name and path and inside in documents():
        token.attrSet(name, f"/desk/help/{inside}{mark}{part}")
