"""What is said to the control systems and registries, and the receipts they answer with (arts 13–15). Money in fen."""

from dataclasses import dataclass
from enum import StrEnum


class ControlMeasure(StrEnum):
    """What is done to an asset: 冻结, 查封扣押, 续行, 解除, 扣划."""

    FREEZE = "freeze"
    SEIZE = "seize"
    RENEW = "renew"
    RELEASE = "release"
    DEDUCT = "deduct"


# Measures that bring an asset under control.
TAKING = (ControlMeasure.FREEZE, ControlMeasure.SEIZE)


class ControlStatus(StrEnum):
    """What a measure has come to: no receipt yet, in force (冻结、查封生效), or done (续行、解除、扣划), or not possible."""

    RUNNING = "running"
    EFFECTIVE = "effective"
    RENEWED = "renewed"
    RELEASED = "released"
    DEDUCTED = "deducted"
    FAILED = "failed"


class Rank(StrEnum):
    """The place among the courts that seized the same asset: 首封, 轮候."""

    FIRST = "first"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class ControlOrder:
    """One measure on one asset, resting on the ruling of that number.

    Online, it is carried out by the network; off line it is the 协助执行通知书 to the registrar or holder. `amount` is what a freeze or a
    deduction states, or what a seized thing is worth; `expires_on` is the day to which a seizure is renewed.
    """

    order: str
    case_id: str
    key: str
    measure: ControlMeasure
    asset: str
    asset_kind: str
    online: bool
    ruling: str
    amount: int | None = None
    expires_on: str | None = None


@dataclass(frozen=True, slots=True)
class ControlState:
    """The receipt of a measure, or that there is none yet.

    A receipt never changes: `effective_at` is the instant from which it counts, and starts the 30 days of art 16; `amount` is what is really
    under control or was really deducted; `left` is what stays free on the account; `expires_on` is a date; `reason` says why a measure failed.
    What happens to a waiting seizure later stands beside it: `first_at` when those before it are gone, `ended_at` when it is gone itself.
    """

    order: str
    status: ControlStatus = ControlStatus.RUNNING
    receipt_number: str = ""
    effective_at: str | None = None
    rank: Rank = Rank.FIRST
    amount: int | None = None
    left: int | None = None
    expires_on: str | None = None
    reason: str | None = None
    first_at: str | None = None
    ended_at: str | None = None
