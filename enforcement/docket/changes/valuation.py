"""The reference price: methods ordered and failed, reports and the objections to them, the price (art 16)."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.assets import change_asset
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.assets import Asset


@on("start_valuation")
def _ordered(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method")
    change_asset(case, entry, lambda asset: replace(asset, valuing=method, valuing_round=asset.valuing_round + 1, appraised=None))


@on("appraisal_report_received")
def _reported(case: CaseFile, entry: Entry) -> None:
    def report(asset: Asset) -> Asset:
        # Only a report that an accepted act asked for has a round in the valuation system, from which its price can be read.
        appraised = asset.appraised if asset.valuing is None else asset.valuing_round
        return replace(asset, valuing=None, appraised=appraised, report_served=False, report_objected=False)

    change_asset(case, entry, report)


@on("appraisal_report_served")
def _report_served(case: CaseFile, entry: Entry) -> None:
    # That a report was served does not bring an asset into node control (art 14).
    if entry.text("asset") in case.assets:
        change_asset(case, entry, lambda asset: replace(asset, report_served=True))


@on("appraisal_objection_received", "appraisal_objection_settled")
def _objected(case: CaseFile, entry: Entry) -> None:
    change_asset(case, entry, lambda asset: replace(asset, report_objected=entry.type == "appraisal_objection_received"))


@on("valuation_step_failed")
def _method_failed(case: CaseFile, entry: Entry) -> None:
    method = entry.text("method") or ""

    def fail(asset: Asset) -> Asset:
        return replace(asset, methods_failed=(*asset.methods_failed, method), valuing=None if asset.valuing == method else asset.valuing)

    change_asset(case, entry, fail)


@on("reference_price_determined")
def _priced(case: CaseFile, entry: Entry) -> None:
    price, until = entry.number("price"), entry.day("valid_until")

    def fix(asset: Asset) -> Asset:
        return replace(asset, price=price, price_on=happened_on(entry), price_valid_until=until, valuing=None, appraised=None)

    change_asset(case, entry, fix)
