"""Printed papers: every kind as both files, which open again and say what they must; the same paper, the same bytes."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pylopdf_fonts_zh_cn import sans_path
from pypdf import PdfReader

from enforcement.documents.amounts import Amount
from enforcement.documents.contents import Paper
from enforcement.documents.kinds import DocumentKind, forms
from enforcement.documents.needs import one_line
from enforcement.ports.printing import Printed, TemplateBroken
from enforcement.printing.press import Press
from enforcement.printing.word import PREVIEW
from tests.documents.cases import filed, written
from tests.documents.test_building import HOSTILE
from tools.document_templates import TEMPLATES, template


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def words(docx: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs)


def pages(pdf: bytes) -> str:
    """The text of a PDF without the line breaks of its pages."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def amounts(value: Any) -> Iterator[Amount]:
    for field in fields(value):
        inner = getattr(value, field.name)
        if isinstance(inner, Amount):
            yield inner
        elif is_dataclass(inner):
            yield from amounts(inner)


def must_say(paper: Paper) -> list[str]:
    said = [paper.court, paper.title, paper.number, paper.applicants, paper.debtors, paper.basis, paper.date]
    return said + [text for amount in amounts(paper) for text in (amount.words, amount.figures)]


@pytest.mark.parametrize("kind", DocumentKind)
def test_both_files_open_and_say_what_the_paper_says(press: Press, kind: DocumentKind) -> None:
    paper = written(kind)
    printed = press.print(paper)
    for text in (words(printed.docx), pages(printed.pdf)):
        flat = "".join(text.split())
        assert [said for said in must_say(paper) if "".join(said.split()) not in flat] == []
        assert not {*"{}"} & {*text}


@pytest.mark.parametrize("kind", [DocumentKind.EXECUTION_NOTICE, DocumentKind.RISK_NOTICE])
def test_the_three_statements_of_article_20_are_printed(press: Press, kind: DocumentKind) -> None:
    text = pages(press.print(written(kind)).pdf)
    for said in ("310000-0199-2026-101", "有权拒绝向上述账户以外的任何账户付款", "可拨打12368举报"):
        assert said in text


def test_the_same_paper_gives_the_same_bytes(press: Press) -> None:
    for kind in DocumentKind:
        assert press.print(written(kind)) == Press().print(written(kind)) == press.print(written(kind))


def test_the_pdf_claims_pdf_a_2b_and_carries_its_fonts(press: Press) -> None:
    reader = PdfReader(io.BytesIO(press.print(written(DocumentKind.SEIZURE_RULING)).pdf))
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("2", "B")
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    files = {key for font in fonts for key in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()}
    assert {"/FontFile3", "/FontFile2"} & files
    assert reader.metadata is not None
    assert reader.metadata.title == "（2026）沪0199执101号 执行裁定书"


def test_a_name_is_printed_as_it_is_whatever_it_holds(press: Press) -> None:
    told = filed(parties=[{"id": "P1", "role": "applicant", "name": HOSTILE + "{_{x}_}"}, {"id": "D1", "role": "debtor", "name": "乙"}])
    printed = press.print(told.paper(DocumentKind.RISK_NOTICE))
    name = one_line(HOSTILE + "{_{x}_}")
    assert name in words(printed.docx)
    assert "".join(name.split()) in pages(printed.pdf)


def test_a_preview_says_on_every_page_that_it_is_one(press: Press) -> None:
    paper = written(DocumentKind.RISK_NOTICE)
    preview, real = press.print(paper, preview=True), press.print(paper)
    marked = [page.extract_text() for page in PdfReader(io.BytesIO(preview.pdf)).pages]
    assert all("预" in text and "览" in text for text in marked)
    assert len(marked) == 2
    assert "预" not in pages(real.pdf)
    (section,) = Document(io.BytesIO(preview.docx)).sections
    assert section.header.paragraphs[0].text == PREVIEW


# -- templates of a court's own -----------------------------------------------------------------------------------


def own(folder: Path, source: str) -> Press:
    """A printer whose risk notice is a court's own."""
    (folder / "risk_notice.docx").write_bytes(template(source))
    return Press(folder)


def risk_notice(press: Press) -> Printed:
    return press.print(written(DocumentKind.RISK_NOTICE))


def test_a_courts_own_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    printed = risk_notice(own(tmp_path, "@标题 {{ court }}告知\n账号{{ statements.account }}。\n@落款 {{ date }}"))
    assert words(printed.docx).splitlines() == ["上海市示范区人民法院告知", "账号310000-0199-2026-101。", "二〇二六年六月一日"]
    assert pages(printed.pdf) == "上海市示范区人民法院告知账号310000-0199-2026-101。二〇二六年六月一日"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ buyer }}", "'buyer' is undefined"),
        ("{{ statements.nothing }}", "nothing"),
        ("{% if court %}", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ("@落款 {{ court }}\n正文在后", "come last"),
    ],
)
def test_a_template_that_does_not_fit_its_paper_is_an_error(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(TemplateBroken, match=reason):
        risk_notice(own(tmp_path, source))


def test_a_value_that_a_paper_does_not_have_is_never_written(tmp_path: Path) -> None:
    (tmp_path / "freezing_ruling.docx").write_bytes(template("至{{ until }}止"))
    with pytest.raises(TemplateBroken, match="does not have"):
        Press(tmp_path).print(written(DocumentKind.FREEZING_RULING))


def test_nothing_of_a_template_is_lost_on_the_way_to_the_pdf(tmp_path: Path) -> None:
    document = Document(io.BytesIO(template("{{ court }}")))
    document.add_table(1, 1).cell(0, 0).text = "{{ number }}"
    document.save(str(tmp_path / "risk_notice.docx"))
    with pytest.raises(TemplateBroken, match="paragraphs only, got tbl"):
        risk_notice(Press(tmp_path))


def test_a_file_that_is_no_docx_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "risk_notice.docx").write_bytes(b"no zip")
    with pytest.raises(TemplateBroken, match=r"risk_notice\.docx"):
        risk_notice(Press(tmp_path))


def test_templates_are_made_from_their_sources() -> None:
    sources = sorted(TEMPLATES.glob("*.txt"))
    assert [source.stem for source in sources] == sorted(form.slug for form in forms().values())
    for source in sources:
        assert source.with_suffix(".docx").read_bytes() == template(source.read_text(encoding="utf-8"))


def test_a_template_opens_as_word_knows_it() -> None:
    with zipfile.ZipFile(TEMPLATES / "risk_notice.docx") as archive:
        assert archive.testzip() is None
    styles = {style.name for style in Document(str(TEMPLATES / "risk_notice.docx")).styles}
    assert {"标题", "案号", "抬头", "正文", "落款"} <= styles


# -- fonts --------------------------------------------------------------------------------------------------------


def test_a_font_that_is_not_there_is_an_error_that_says_where_to_put_it() -> None:
    with pytest.raises(TemplateBroken, match=r"known are .*Noto Serif SC.*ZHIXING_FONTS"):
        Press(text_font="仿宋_GB2312")


def test_a_character_that_no_font_has_is_an_error_and_no_blank(press: Press) -> None:
    told = filed(parties=[{"id": "P1", "role": "applicant", "name": "甲\U000323af"}, {"id": "D1", "role": "debtor", "name": "乙"}])
    with pytest.raises(TemplateBroken, match="could not be displayed"):
        press.print(told.paper(DocumentKind.RISK_NOTICE))


def test_a_courts_fonts_are_found_in_their_folder(tmp_path: Path) -> None:
    fonts = Path(sans_path()).parent
    (tmp_path / "own.otf").write_bytes((fonts / "NotoSansSC-Regular.otf").read_bytes())
    with pytest.raises(TemplateBroken, match="黑体"):
        Press(fonts=tmp_path, title_font="黑体")
    assert risk_notice(Press(fonts=tmp_path, title_font="Noto Sans SC")).pdf != risk_notice(Press()).pdf


def test_the_number_and_the_title_are_the_name_of_the_file(press: Press) -> None:
    other = replace(written(DocumentKind.FREEZING_RULING), number="（2026）沪0199执101号之二")
    assert PdfReader(io.BytesIO(press.print(other).pdf)).metadata.title == "（2026）沪0199执101号之二 执行裁定书"  # type: ignore[union-attr]
