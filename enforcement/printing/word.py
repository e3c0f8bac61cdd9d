"""The .docx of a paper: the template of its kind, filled in. Values are text and nothing else, whatever is in them."""

import io
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from enforcement.documents.contents import Paper, PartyLine
from enforcement.documents.kinds import forms
from enforcement.ports.printing import TemplateBroken

_OWN = Path(__file__).parent / "templates"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# XML gives a meaning to the first of these, docxtpl to the last, even after a value is filled in.
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'{}%_#"}
PREVIEW = "预览　未签章　未入卷"


def filled(paper: Paper, folder: Path | None, preview: bool) -> bytes:
    """The .docx. TemplateBroken if the template asks for what the paper does not say."""
    name = f"{forms()[paper.kind].slug}.docx"
    own = None if folder is None else folder / name
    path = own if own is not None and own.is_file() else _OWN / name
    try:
        template = DocxTemplate(path)
        template.render(_said(paper), _environment(), autoescape=True)
    except (TemplateError, ValueError, zipfile.BadZipFile, KeyError) as error:
        raise TemplateBroken(str(path.name), f"{type(error).__name__}: {error}") from error
    written = io.BytesIO()
    template.save(written)
    return _steady(_marked(written.getvalue()) if preview else written.getvalue())


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_present)


def _present(value: Any) -> Any:
    """A value that is left out may be asked about, and never be written."""
    if value is None:
        raise TemplateError("a value is written that this paper does not have; put {% if … %} around it")
    return value


def _said(paper: Paper) -> dict[str, Any]:
    return {field.name: _text(getattr(paper, field.name)) for field in fields(paper)}


def _text(value: Any) -> Any:
    """Texts so that they cannot be taken for markup; records by their fields, parties with their whole line too."""
    match value:
        case str():
            return Markup(value.translate(_ENTITIES))
        case tuple():
            return [_text(item) for item in value]
        case _ if is_dataclass(value):
            said = {field.name: _text(getattr(value, field.name)) for field in fields(value)}
            return {**said, "line": _text(str(value))} if isinstance(value, PartyLine) else said
        case _:
            return value


def _marked(docx: bytes) -> bytes:
    """With a line at the head of every page that says that it is a preview."""
    document = Document(io.BytesIO(docx))
    for section in document.sections:
        line = section.header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(PREVIEW)
        run.font.size, run.font.color.rgb = Pt(26), RGBColor(0xB0, 0xB0, 0xB0)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _steady(docx: bytes) -> bytes:
    """The same parts, in the same order, without the time of writing."""
    steady = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as parts, zipfile.ZipFile(steady, "w") as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()
