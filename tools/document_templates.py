"""Writes the .docx templates of papers from their readable sources; --check tells whether they are fresh.

A line of a source is a paragraph. `@标题`, `@案号`, `@抬头`, `@落款` before it name its style; without one it is 正文.
"""

import io
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

TEMPLATES = Path("enforcement/printing/templates")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Style: alignment, font, size in half points, indent of the first line in hundredths of a character.
_STYLES = {
    "标题": ("center", "方正小标宋简体", 44, 0),
    "案号": ("right", "仿宋_GB2312", 32, 0),
    "抬头": ("left", "仿宋_GB2312", 32, 0),
    "正文": ("both", "仿宋_GB2312", 32, 200),
    "落款": ("right", "仿宋_GB2312", 32, 0),
}
_BODY = "正文"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def template(source: str) -> bytes:
    """A .docx whose bytes depend on its source alone."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")),
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml")),
        "word/document.xml": _document(source),
        "word/styles.xml": _styles(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _document(source: str) -> str:
    paragraphs = "".join(_paragraph(line) for line in source.splitlines() if line.strip())
    margins = '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
    page = f'<w:pgSz w:w="11906" w:h="16838"/>{margins}'
    return f'<w:document xmlns:w="{_W}"><w:body>{paragraphs}<w:sectPr>{page}</w:sectPr></w:body></w:document>'


def _paragraph(line: str) -> str:
    marked, _, rest = line.partition(" ")
    style, text = (marked[1:], rest) if marked.startswith("@") else (_BODY, line)
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{_style_id(style)}"/></w:pPr>{run}</w:p>'


def _style_id(style: str) -> str:
    return f"S{[*_STYLES].index(style) + 1}"


def _styles() -> str:
    defaults = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    return f'<w:styles xmlns:w="{_W}">{defaults}{normal}{"".join(_style(name) for name in _STYLES)}</w:styles>'


def _style(name: str) -> str:
    align, font, size, indent = _STYLES[name]
    first = f'<w:ind w:firstLineChars="{indent}" w:firstLine="{indent * size // 10}"/>' if indent else ""
    spacing = '<w:spacing w:line="579" w:lineRule="exact"/>'
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    paragraph = f'<w:pPr>{spacing}{first}<w:jc w:val="{align}"/></w:pPr>'
    head = f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
    return f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{_style_id(name)}">{head}{paragraph}<w:rPr>{fonts}</w:rPr></w:style>'


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    rows = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{relations}<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    types = {"core": f"{_PACKAGE}/relationships/metadata/core-properties"}
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{types.get(kind, f"{_RELATIONS}/{kind}")}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _core() -> str:
    core = f"{_PACKAGE}/metadata/core-properties"
    return f'<cp:coreProperties xmlns:cp="{core}"/>'


def main() -> int:
    """Write what is not fresh, or tell of it."""
    stale = []
    for source in sorted(TEMPLATES.glob("*.txt")):
        made, target = template(source.read_text(encoding="utf-8")), source.with_suffix(".docx")
        if not target.is_file() or target.read_bytes() != made:
            stale.append(target.name)
            if "--check" not in sys.argv:
                target.write_bytes(made)
    if "--check" not in sys.argv:
        return 0
    print(f"document templates: {'run `python -m tools.document_templates` for ' + ', '.join(stale) if stale else 'fresh'}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
