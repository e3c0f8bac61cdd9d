"""What is said to the public systems (执行信息公开网, 终本案件信息库) and what they answer (arts 11, 24)."""

from dataclasses import dataclass
from enum import StrEnum


class Item(StrEnum):
    """What is made public. The library of terminated cases is a public list of its own."""

    LIBRARY = "终本案件信息库"
    TERMINATION = "终结本次执行程序"
    RESTRICTION = "限制消费"
    LISTING = "失信"
    DISPOSAL = "财产处置"
    RULING = "裁定"


class Action(StrEnum):
    """What is done with it."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class PublicationOrder:
    """One thing done with one publication of a case; `subject` is the debtor, asset or document that it is about, if any."""

    order: str
    case_id: str
    key: str
    publication: str
    item: str
    action: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PublicationState:
    """Whether it is done; the receipt number is there with the order."""

    order: str
    receipt_number: str
    done: bool = False
