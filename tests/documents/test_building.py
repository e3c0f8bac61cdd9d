"""What papers say: a golden model for each kind, every missing value named, nothing that acts on the text around it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from enforcement.docket.entries import catalogue
from enforcement.documents.building import build, is_numbered_here
from enforcement.documents.courts import UnknownCourt, court_names
from enforcement.documents.kinds import DocumentKind, forms, kind_of
from enforcement.documents.needs import DocumentIncomplete, one_line
from enforcement.documents.numbering import DocumentNumber, parse_document_number
from tests.documents.cases import STATED, Told, disposed, filed, terminated, written

MODELS = Path(__file__).parent / "models"
# A new model is kept by running this file with ZHIXING_KEEP_MODELS=1; read what has changed before it is committed.
KEEPS = os.environ.get("ZHIXING_KEEP_MODELS") == "1"


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_model_of_a_kind(kind: DocumentKind) -> None:
    kept = MODELS / f"{forms()[kind].slug}.json"
    text = json.dumps(asdict(written(kind)), ensure_ascii=False, indent=1) + "\n"
    if KEEPS:
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("kind", DocumentKind)
def test_no_value_is_blank(kind: DocumentKind) -> None:
    assert all(text.strip() for text in texts(written(kind)))


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_is_missing_is_named_with_where_it_is_reported(kind: DocumentKind) -> None:
    """A case of which nothing is known but its filing."""
    told = Told()
    with pytest.raises(DocumentIncomplete) as error:
        build(kind, told.record, told.issue(kind, **dict.fromkeys(STATED, False)), "", {"": "某某人民法院"})
    known = catalogue()
    for missing in error.value.missing:
        for place in missing.reported_by.split(":")[0].split(", "):
            type_, _, field = place.partition(".")
            entry = known.facts.get(type_) or known.acts[type_]
            assert not field or field.split(".")[0] in entry.fields, place
    assert {"申请执行人", "被执行人", "案号"} <= {missing.value for missing in error.value.missing}


def test_every_missing_value_is_named_at_once() -> None:
    told = disposed()
    with pytest.raises(DocumentIncomplete) as error:
        told.paper(DocumentKind.DISHONEST_DECISION, about="D9")
    assert [missing.value for missing in error.value.missing] == ["认定失信的事实和理由"]
    with pytest.raises(DocumentIncomplete, match=r"买受人 \(issue_document\.buyer\)"):
        told.paper(DocumentKind.TITLE_RULING, about="A1")
    with pytest.raises(DocumentIncomplete) as error:
        filed().paper(DocumentKind.AUCTION_NOTICE)
    assert [missing.reported_by.partition(".")[2] for missing in error.value.missing] == [
        "property", "round", "platform", "start_price", "deposit", "auction_on", "notice_text",
    ]  # fmt: skip


@pytest.mark.parametrize("statement", STATED)
@pytest.mark.parametrize("kind", [DocumentKind.EXECUTION_NOTICE, DocumentKind.RISK_NOTICE])
def test_a_notice_without_one_of_the_three_statements_is_not_written(kind: DocumentKind, statement: str) -> None:
    with pytest.raises(DocumentIncomplete, match=statement):
        filed().paper(kind, **{statement: False})


def test_a_notice_waits_for_the_account_of_its_case() -> None:
    told = Told()
    told.entries, told.life = filed().entries, filed().life
    told.life.case = told.life.case.copy()
    told.life.case.account = None
    with pytest.raises(DocumentIncomplete, match=r"case_account_opened\.account"):
        told.paper(DocumentKind.EXECUTION_NOTICE)


def test_a_buyer_has_no_ruling_before_he_has_paid() -> None:
    told = disposed()
    (auction,) = told.life.case.auctions.values()
    told.life.case = told.life.case.copy()
    told.life.case.auctions[auction.id] = replace(auction, outcome=type(auction.outcome)("sold"))
    with pytest.raises(DocumentIncomplete, match="price_paid"):
        told.paper(DocumentKind.TITLE_RULING, about="A1", buyer="戊某")


def test_among_several_debtors_the_paper_says_which() -> None:
    two = [{"id": "P1", "role": "applicant", "name": "甲"}, *({"id": f"D{n}", "role": "debtor", "name": f"乙{n}"} for n in (1, 2))]
    told = filed(parties=two)
    with pytest.raises(DocumentIncomplete, match=r"issue_document\.about"):
        told.paper(DocumentKind.CONSUMPTION_RESTRICTION)
    told.say("2026-01-20T09:00", "act", "restrict_consumption", debtor="D2", ground="未履行", signed_by="court_president")
    assert texts_of(told, "D2") == "乙2"


def texts_of(told: Told, about: str) -> str:
    return str(getattr(told.paper(DocumentKind.CONSUMPTION_RESTRICTION, about=about), "debtor"))  # noqa: B009


@pytest.mark.parametrize("reference", ["（2026）沪02执监5号", "（2026）沪0199执5号", "不是案号"])
def test_a_paper_of_a_court_above_comes_from_a_court_above(reference: str) -> None:
    with pytest.raises(DocumentIncomplete, match=r"issue_document\.reference"):
        filed().paper(DocumentKind.URGING_ORDER, reference=reference, reasons="超期", until="2026-08-01")


def test_the_supreme_court_is_above_every_court_and_a_supervision_order_gives_the_term() -> None:
    told = filed()
    told.say("2026-05-01T09:00", "fact", "supervision_order_received", order="O1", answer_by="2026-07-01")
    paper = told.paper(DocumentKind.URGING_ORDER, reference="（2026）最高法执监5号", reasons="超期", about="O1")
    assert (paper.court, getattr(paper, "answer_by"), paper.number) == ("最高人民法院", "2026年7月1日", "（2026）最高法执监5号")  # noqa: B009


def test_a_court_without_a_name_is_an_error_that_says_what_to_add() -> None:
    told = terminated()
    with pytest.raises(UnknownCourt, match=r"add a line .*沪0199"):
        build(DocumentKind.TERMINATION_RULING, told.record, told.issue("终本裁定"), "", {})


def test_a_court_adds_names_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "courts.toml").write_text('"沪0199" = "上海市某某人民法院"\n"粤03" = "深圳市中级人民法院"\n', encoding="utf-8")
    names = court_names(tmp_path)
    assert (names["沪0199"], names["粤03"], names["最高法"]) == ("上海市某某人民法院", "深圳市中级人民法院", "最高人民法院")


HOSTILE = "甲<&>{{ 7*7 }}{% raw %}#panic(1) $x$ *b* _c_ [d] \u202eabc\u200b\n第二行"


def test_a_name_acts_on_nothing() -> None:
    assert one_line(HOSTILE) == "甲<&>{{ 7*7 }}{% raw %}#panic(1) $x$ *b* _c_ [d] [U+202E]abc[U+200B] 第二行"
    told = filed(parties=[{"id": "P1", "role": "applicant", "name": HOSTILE}, {"id": "D1", "role": "debtor", "name": "乙"}])
    assert told.paper(DocumentKind.RISK_NOTICE).applicants == one_line(HOSTILE)


def test_numbers_of_papers_are_case_numbers_with_an_ordinal() -> None:
    case = parse_document_number("（2026）沪0199执101号").case
    numbers = [str(DocumentNumber(case, place)) for place in (1, 2, 12)]
    assert numbers == ["（2026）沪0199执101号", "（2026）沪0199执101号之一", "（2026）沪0199执101号之十一"]
    assert [parse_document_number(number).place for number in numbers] == [1, 2, 12]
    assert parse_document_number("(2025)京0105执恢12号之一").case.kind == "执恢"
    for wrong in ("（2026）沪0199执101号之", "（2026）沪0199执101号之零", "（2026）沪0199执101号之1", "号之一", ""):
        with pytest.raises(ValueError, match="expected"):
            parse_document_number(wrong)


def test_what_is_numbered_here_and_what_is_written_elsewhere() -> None:
    assert [kind.value for kind in DocumentKind if not is_numbered_here(kind)] == ["督促令", "函告"]
    assert (kind_of("传票"), kind_of("终本裁定")) == (None, DocumentKind.TERMINATION_RULING)
