"""The kinds of papers that are written here, with their titles, series and legal basis (`kinds.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from enforcement.documents.numerals import numeral
from enforcement.law.statutes import statute_book


class DocumentKind(StrEnum):
    """A kind, by the name that `issue_document` gives it."""

    EXECUTION_NOTICE = "执行通知书"
    RISK_NOTICE = "风险告知书"
    PROPERTY_REPORT_ORDER = "财产报告令"
    CONSUMPTION_RESTRICTION = "限制消费令"
    DISHONEST_DECISION = "失信决定书"
    FREEZING_RULING = "冻结裁定"
    SEIZURE_RULING = "查封裁定"
    AUCTION_NOTICE = "拍卖公告"
    TITLE_RULING = "成交裁定"
    PAYMENT_NOTICE = "支付案款通知"
    TERMINATION_RULING = "终本裁定"
    URGING_ORDER = "督促令"
    CORRECTION_LETTER = "函告"


@dataclass(frozen=True, slots=True)
class Citation:
    """Articles of one instrument on which a paper rests; `formerly` are their numbers in the text of 2017."""

    law: str
    title: str
    articles: tuple[str, ...]
    formerly: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"《{self.title}》{'、'.join(_article(article) for article in self.articles)}"


@dataclass(frozen=True, slots=True)
class Form:
    """What is the same for every paper of a kind. Papers without a series bear the number of the case of a court above."""

    kind: DocumentKind
    slug: str
    title: str
    series: str
    statements: bool
    basis: tuple[Citation, ...]


@cache
def forms() -> Mapping[DocumentKind, Form]:
    """The form of every kind."""
    text = files("enforcement.documents").joinpath("kinds.toml").read_text(encoding="utf-8")
    return {DocumentKind(name): _form(DocumentKind(name), row) for name, row in tomllib.loads(text).items()}


def kind_of(name: str) -> DocumentKind | None:
    """The kind of that name; None for a paper that is written elsewhere."""
    return DocumentKind(name) if name in set(DocumentKind) else None


def _form(kind: DocumentKind, row: Mapping[str, Any]) -> Form:
    basis = tuple(_citation(citation) for citation in row["basis"])
    return Form(kind, row["slug"], row["title"], row["series"], row.get("statements", False), basis)


def _citation(row: Mapping[str, Any]) -> Citation:
    # The amendment that a title names is left out in a paper; a title within a title stands in 〈〉.
    title = statute_book().instruments[row["law"]].title_zh.split("（20")[0].translate(str.maketrans("《》", "〈〉"))
    return Citation(row["law"], title, tuple(row["articles"]), tuple(row.get("formerly", ())))


def _article(article: str) -> str:
    """157.1.11 → 第一百五十七条第一款第十一项"""
    return "".join(f"第{numeral(int(part))}{unit}" for part, unit in zip(article.split("."), "条款项", strict=False))
