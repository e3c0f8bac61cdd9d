"""What a court sets for itself: lists that the law refers to but does not contain."""

from dataclasses import dataclass
from enum import StrEnum


class Approvals(StrEnum):
    """Where the court keeps its approvals: on record here, or in another system, so that an act's word is taken for them."""

    RECORDED = "recorded"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Profile:
    """Lists in force at a court: SPC platforms (art 18), High Court auxiliary agencies (art 18(4)), enabled query types (art 13)."""

    platforms: frozenset[str]
    auxiliary_agencies: frozenset[str]
    enabled_types: tuple[str, ...]
    movable_kinds: frozenset[str]
    approvals: Approvals = Approvals.STATED


def embedded_profile(approvals: Approvals = Approvals.STATED) -> Profile:
    """The demonstration court's lists; a real court replaces them in its settings."""
    return Profile(
        platforms=frozenset({"平台甲", "平台乙", "平台丙"}),
        auxiliary_agencies=frozenset({"辅助机构甲", "辅助机构乙"}),
        enabled_types=("银行存款", "不动产", "机动车", "股权", "证券", "公积金", "网络资金", "船舶", "保险理财"),
        movable_kinds=frozenset({"动产", "机动车", "车辆", "船舶", "航空器", "机器设备", "设备", "存货", "贵金属"}),
        approvals=approvals,
    )
