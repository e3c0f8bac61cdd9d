"""What is said to the property query systems and what they answer (art 13). Money in fen."""

from dataclasses import dataclass, field

CHANNELS = ("总对总", "点对点")


@dataclass(frozen=True, slots=True)
class QueryOrder:
    """One property query in one channel, for the debtors of a case and the types enabled at that time."""

    order: str
    case_id: str
    key: str
    channel: str
    debtors: list[str]


@dataclass(frozen=True, slots=True)
class QueryReceipt:
    """The system took the order; `types` are the types it asks for."""

    order: str
    receipt_number: str
    types: list[str]


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """One asset of a feedback; `online` tells whether it can be controlled on line."""

    asset: str
    kind: str
    online: bool
    value: int | None = None


@dataclass(frozen=True, slots=True)
class TypeAnswer:
    """The feedback on one asset type."""

    type: str
    assets: list[FoundAsset] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QueryFeedback:
    """What a query has answered so far; `complete` when every type has."""

    order: str
    answers: list[TypeAnswer]
    complete: bool
