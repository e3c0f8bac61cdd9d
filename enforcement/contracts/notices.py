"""What is said to the parties by SMS, WeChat, app and the 12368 line, and what became of it (arts 11, 14)."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """The ways to a party, in the order in which they are tried."""

    SMS = "sms"
    WECHAT = "wechat"
    APP = "app"
    HOTLINE = "12368"


class Delivery(StrEnum):
    """Where a message stands: on its way, with the party, or nowhere."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class NoticeOrder:
    """One message to one party in one channel; `key` is the node. The channel knows the party's address by case and party: none is sent."""

    order: str
    case_id: str
    key: str
    party: str
    channel: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeState:
    """What became of a message; `reason` where it could not be delivered."""

    order: str
    delivery: str
    reason: str | None = None
