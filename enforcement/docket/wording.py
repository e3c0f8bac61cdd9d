"""What things of the catalogue are called on forms and pages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from enforcement.docket.events import EventKind

EVENT_TITLES_ZH: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.ACCEPTED: "准许",
        EventKind.REFUSED: "拦截",
        EventKind.DEADLINE_OPENED: "期限开始",
        EventKind.DEADLINE_WARNED: "到期提醒",
        EventKind.DEADLINE_MISSED: "逾期",
        EventKind.ESCALATED: "升级上报",
        EventKind.DEADLINE_MET: "按期完成",
        EventKind.DEADLINE_MET_LATE: "逾期完成",
        EventKind.DEADLINE_PAUSED: "停止计算",
        EventKind.DEADLINE_RESUMED: "恢复计算",
        EventKind.DEADLINE_RECOMPUTED: "重新计算",
        EventKind.DEADLINE_CONFIRMED: "暂定转为确定",
        EventKind.DEADLINE_CANCELLED: "不再计算",
        EventKind.PERMISSION_LAPSED: "期满失效",
    }
)


@cache
def _titles() -> Mapping[str, tuple[str, str]]:
    text = files("enforcement.docket").joinpath("catalogue", "fields.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: (str(zh), str(en)) for name, (zh, en) in tomllib.loads(text).items()})


def field_title(name: str) -> tuple[str, str]:
    """A field's name in Chinese and English; its own name where it has no title."""
    return _titles().get(name, (name, name))
