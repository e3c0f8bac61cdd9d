"""What the parties are told by itself: assets under control (art 14) and public nodes (art 11)."""

from collections.abc import Iterable

from enforcement.contracts.control import Rank
from enforcement.contracts.messages import ProcedureStart, Scalar
from enforcement.contracts.procedures import NOTICE
from enforcement.docket.casefile import CaseFile
from enforcement.docket.nodes import Audience, Node, node_of, nodes
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.procedures.start import start

ASSET = "asset"


def assets(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 14: an asset that is under control and in the system is told to the parties."""
    for asset in case.assets.values():
        # A deposit may be deducted before anybody was told that it had been frozen: he is told all the same.
        if asset.controlled_on is not None and asset.rank != Rank.WAITING and asset.entered and not asset.pushed:
            yield _told(case, nodes()[ASSET], f"{ASSET}-{asset.id}", asset_text(case, asset), asset=asset.id)


def asset_text(case: CaseFile, asset: Asset) -> str:
    """What is said of an asset under control."""
    day = asset.controlled_on.isoformat() if asset.controlled_on else ""
    return nodes()[ASSET].text.format(number=case.number, subject=asset.id, kind=asset.asset_kind or "财产", day=day)


def reached(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 11: each node that was reached; what is secret waits until control is done."""
    for key, told in case.nodes.items():
        if told:
            continue
        node, subject = node_of(key)
        if not (node.secret and hiding_pays(case)):
            yield _told(case, node, key, node.text.format(number=case.number, subject=subject))


def _told(case: CaseFile, node: Node, key: str, text: str, asset: str | None = None) -> ProcedureStart:
    return start(NOTICE, key, title=node.title, text=text, parties=_parties(case, node), asset=asset)


def _parties(case: CaseFile, node: Node) -> list[Scalar | dict[str, Scalar]]:
    here = [party for party in case.parties if party.id not in case.ended_parties]
    return [party.id for party in here if node.to is Audience.PARTIES or party.role == "applicant"]


def hiding_pays(case: CaseFile) -> bool:
    """Whether something may still be found, or was found and is not under control yet."""
    if case.closed_on is not None:
        return False
    caught = (asset.held or asset.gone or asset.rank == Rank.WAITING for asset in case.assets.values())
    return not case.feedback_complete or not all(caught)
