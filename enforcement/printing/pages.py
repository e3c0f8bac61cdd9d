"""The PDF/A-2b of a paper: the paragraphs of its .docx, set by typst with fonts that it carries with it."""

import io
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from enforcement.documents.contents import Paper
from enforcement.documents.kinds import forms
from enforcement.ports.printing import TemplateBroken

_LAYOUT = Path(__file__).parent / "layout.typ"
_BODY, _SIGNED = "正文", "落款"
_STYLES = ("标题", "案号", "抬头", _BODY, _SIGNED)
_OUTSIDE_TEXT = (qn("w:drawing"), qn("w:pict"), qn("w:object"), qn("w:txbxContent"))
EMBEDDED_FONT = "Noto Serif SC"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph and its style."""

    style: str
    text: str


class Setter:
    """Sets pages. One compiler, which keeps its fonts, serves one page after another."""

    def __init__(self, fonts: Path | None, title_font: str, text_font: str) -> None:
        folders = [Path(pylopdf_fonts_zh_cn.serif_path()).parent, *([fonts] if fonts else [])]
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        for family in (title_font, text_font):
            if family not in loaded.families():
                known = ", ".join(loaded.families())
                raise TemplateBroken(family, f"no such font; known are {known}; put its file into the folder ZHIXING_FONTS")
        self._fonts = {"title_font": title_font, "text_font": text_font}
        self._compiler = typst.Compiler(root=_LAYOUT.parent, font_paths=loaded, ignore_system_fonts=True)
        self._turn = threading.Lock()

    def pdf(self, paper: Paper, docx: bytes, preview: bool) -> bytes:
        """The pages. TemplateBroken for what a template holds beside paragraphs, and for a character that no font has."""
        name = f"{forms()[paper.kind].slug}.docx"
        lines = paragraphs(name, docx)
        body = len(lines) - sum(line.style == _SIGNED for line in lines)
        data = {
            "name": f"{paper.number} {paper.title}",
            "court": paper.court,
            "preview": preview,
            "lines": [_plain(line) for line in lines[:body]],
            "signed": [_plain(line) for line in lines[body:]],
            **self._fonts,
        }
        return self._compiled(name, json.dumps(data, ensure_ascii=False), paper.issued_on)

    def _compiled(self, name: str, data: str, issued_on: str) -> bytes:
        stamp = datetime.fromisoformat(issued_on).replace(tzinfo=UTC)
        try:
            with self._turn:
                pages, warnings = self._compiler.compile_with_warnings(
                    input=_LAYOUT.read_bytes(), format="pdf", sys_inputs={"data": data}, pdf_standards=["a-2b"], timestamp=stamp
                )
        except typst.TypstError as error:
            raise TemplateBroken(name, f"{error.message}; {'; '.join(error.hints)}; more fonts go into ZHIXING_FONTS") from error
        if warnings or not isinstance(pages, bytes):
            raise TemplateBroken(name, "; ".join(str(warning) for warning in warnings))
        return pages


def paragraphs(name: str, docx: bytes) -> Sequence[Line]:
    """The paragraphs of a .docx. Nothing of it may be lost: TemplateBroken for anything that is no paragraph."""
    document = Document(io.BytesIO(docx))
    for element in document.element.body.iter(qn("w:tbl"), *_OUTSIDE_TEXT):
        raise TemplateBroken(name, f"a template holds paragraphs only, got {element.tag.rpartition('}')[2]}")
    lines = [Line(_style(paragraph), paragraph.text) for paragraph in document.paragraphs if paragraph.text.strip()]
    signed = [line.style == _SIGNED for line in lines]
    if signed != sorted(signed):
        raise TemplateBroken(name, f"paragraphs of the style {_SIGNED} come last")
    return lines


def _style(paragraph: Paragraph) -> str:
    name = paragraph.style.name if paragraph.style is not None else None
    return name if name in _STYLES else _BODY


def _plain(line: Line) -> dict[str, str]:
    return {"style": line.style, "text": line.text}
