"""Disposal: self-disposal (art 17), network auction (art 18; 法释〔2016〕18号), and what bars a disposal (arts 5, 27; CPL 238)."""

import re
from datetime import date, timedelta

from enforcement.docket.guards.table import Attempt, Facts, day, guard, money
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.particulars.matters import ObjectionKind
from enforcement.law.periods import add_months

# 不负责 within ten characters before the duty it denies.
_NO_EVICTION = re.compile("不负责.{0,10}?(腾退|交付|清场|腾房)", re.DOTALL)
_SUIT_PERIOD = timedelta(days=15)
_NOTICE_DAYS = {(1, True): 15, (1, False): 30, (2, True): 7, (2, False): 15}


@guard("R16-3")
def dispose_without_price(attempt: Attempt) -> Facts | None:
    if attempt.act.number("round") != 1:
        return None
    asset = attempt.asset
    if asset is None or asset.price is None or asset.price_on is None:
        return {"reference_price": None}
    until = asset.price_valid_until or add_months(asset.price_on, 12)
    return {"reference_price": money(asset.price), "valid_until": day(until)} if until < attempt.today else None


@guard("R17-1")
def self_disposal_too_long(attempt: Attempt) -> Facts | None:
    days, months = attempt.act.number("days"), attempt.act.number("months")
    equity = attempt.asset is not None and attempt.asset.asset_kind == "股权"
    if (days or 0) > 90 or (equity and (months or 0) > 3):
        return {"days": days, "months": months}
    return None


@guard("R17-2")
def money_uncontrolled(attempt: Attempt) -> Facts | None:
    return None if attempt.act.flag("money_controlled") else {"money_controlled": False}


@guard("R17-3")
def direct_deal_without_consent(attempt: Attempt) -> Facts | None:
    act = attempt.act
    price = act.number("price")
    if act.text("mode") != "直接交易" or act.flag("applicant_consents") is True or (price or 0) >= attempt.owed:
        return None
    return {"applicant_consents": act.flag("applicant_consents"), "price": money(price), "owed": money(attempt.owed)}


@guard("R18-2")
def platform_restricted(attempt: Attempt) -> Facts | None:
    platform, choice = attempt.act.text("platform"), attempt.act.text("applicant_choice")
    if platform in attempt.profile.platforms and choice in (None, platform):
        return None
    return {"platform": platform, "applicant_choice": choice, "listed": platform in attempt.profile.platforms}


@guard("R18-3")
def notice_refuses_eviction(attempt: Attempt) -> Facts | None:
    found = _NO_EVICTION.search(attempt.act.text("notice_text") or "")
    return {"wording": found.group()} if found else None


@guard("R18-4")
def auxiliary_not_listed(attempt: Attempt) -> Facts | None:
    agency = attempt.act.text("agency")
    return None if agency in attempt.profile.auxiliary_agencies else {"agency": agency}


@guard("X-01")
def notice_too_short(attempt: Attempt) -> Facts | None:
    auction_on, number = attempt.act.day("auction_on"), attempt.act.number("round")
    kind = attempt.asset.asset_kind if attempt.asset else None
    needed = _NOTICE_DAYS[1 if number == 1 else 2, kind in attempt.profile.movable_kinds]
    if auction_on is None or (auction_on - attempt.today).days >= needed:
        return None
    return {"auction_on": day(auction_on), "days": (auction_on - attempt.today).days, "needed": needed}


@guard("X-02")
def start_price_too_low(attempt: Attempt) -> Facts | None:
    price = attempt.asset.price if attempt.asset else None
    return _below(attempt, price, 70, "reference_price") if attempt.act.number("round") == 1 else None


@guard("X-03")
def reauction_cut_too_deep(attempt: Attempt) -> Facts | None:
    first = attempt.asset.first_start_price if attempt.asset else None
    return _below(attempt, first, 80, "first_start_price") if attempt.act.number("round") == 2 else None


def _below(attempt: Attempt, base: int | None, percent: int, name: str) -> Facts | None:
    start = attempt.act.number("start_price") or 0
    if base is None or start * 100 >= base * percent:
        return None
    return {"start_price": money(start), name: money(base), "lowest": money(-(-base * percent // 100))}


@guard("X-04")
def deposit_out_of_range(attempt: Attempt) -> Facts | None:
    deposit, start = attempt.act.number("deposit"), attempt.act.number("start_price") or 0
    if deposit is None or start * 5 <= deposit * 100 <= start * 20:
        return None
    return {"deposit": money(deposit), "start_price": money(start)}


@guard("X-05")
def bidding_too_short(attempt: Attempt) -> Facts | None:
    hours = attempt.act.number("bidding_hours")
    return {"bidding_hours": hours} if hours is not None and hours < 24 else None


@guard("X-07")
def objection_bars_disposal(attempt: Attempt) -> Facts | None:
    asset = attempt.act.text("asset")
    for objection in attempt.case.objections.values():
        if objection.kind is ObjectionKind.OUTSIDER and objection.asset == asset:
            rejected = objection.decided_on is not None and objection.upheld is False
            if objection.decided_on is None or (rejected and attempt.today - objection.decided_on < _SUIT_PERIOD):
                return {"objection": objection.id, "decided_on": day(objection.decided_on)}
    return None


@guard("X-08")
def seizure_expired(attempt: Attempt) -> Facts | None:
    asset = attempt.asset
    return {"expires_on": day(asset.expires_on)} if asset is not None and _expired(asset, attempt.today) else None


def _expired(asset: Asset, today: date) -> bool:
    return asset.expires_on is not None and asset.expires_on < today


@guard("R27-1")
def dispute_bars_disposal(attempt: Attempt) -> Facts | None:
    # A distribution names no asset: money of a disputed one may be in it.
    asset = attempt.act.text("asset")
    for dispute in attempt.case.disputes.values():
        touched = dispute.asset in (None, asset) or attempt.act.type == "distribute_funds"
        if dispute.between_courts and not dispute.implemented and touched:
            return {"dispute": dispute.id, "asset": dispute.asset}
    return None


@guard("R05-2")
def bankruptcy_bars_disposal(attempt: Attempt) -> Facts | None:
    return {"bankruptcy_notice": True} if attempt.case.bankruptcy_notice else None
