"""Controlling property (arts 14, 15) and keeping it under control."""

from enforcement.docket.guards.table import Attempt, Facts, day, guard, money


@guard("R15-2")
def freeze_without_amount(attempt: Attempt) -> Facts | None:
    amount = attempt.act.number("amount")
    return None if amount is not None and amount > 0 else {"amount": money(amount)}


@guard("R15-1")
def over_seizure(attempt: Attempt) -> Facts | None:
    new = _new_value(attempt)
    controlled = attempt.case.controlled
    if new is None or controlled + new <= attempt.owed or _whole_is_allowed(attempt):
        return None
    return {"value": money(new), "controlled": money(controlled), "owed": money(attempt.owed)}


@guard("R15-3")
def whole_seizure_divisible(attempt: Attempt) -> Facts | None:
    value, controlled = attempt.act.number("value") or 0, attempt.case.controlled
    indivisible = attempt.act.flag("indivisible") is True and attempt.act.text("registrar_refusal") is not None
    if indivisible or value <= attempt.owed - controlled:
        return None
    return {"value": money(value), "still_needed": money(attempt.owed - controlled)}


@guard("R15-5")
def release_during_valuation(attempt: Attempt) -> Facts | None:
    reason = attempt.act.text("reason") or ""
    return {"reason": reason} if "超标的异议评估" in reason else None


@guard("R14-1")
def asset_outside_nodes(attempt: Attempt) -> Facts | None:
    asset = attempt.asset
    if asset is None:
        return {"asset": attempt.act.text("asset"), "known": False}
    if asset.controlled_on is not None and asset.online is False and not asset.entered:
        return {"asset": asset.id, "controlled_on": day(asset.controlled_on), "entered": False}
    return None


@guard("R05-3")
def renewal_after_bankruptcy(attempt: Attempt) -> Facts | None:
    return {"bankruptcy_accepted": True} if attempt.case.bankruptcy_accepted else None


def _new_value(attempt: Attempt) -> int | None:
    return attempt.act.number("amount" if attempt.act.type == "freeze_account" else "value")


def _whole_is_allowed(attempt: Attempt) -> bool:
    """查扣冻规定 art 19: an indivisible thing may be seized whole if the debtor has nothing else."""
    act = attempt.act
    if act.flag("indivisible") is not True or act.text("registrar_refusal") is None:
        return False
    return all(asset.gone or asset.id == act.text("asset") for asset in attempt.case.assets.values())
