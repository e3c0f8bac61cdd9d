"""`zhixing audit`: whether the journals still say what was written, and proof of it for others."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from sqlalchemy import Engine

from activities.anchors import AnchorActivities
from enforcement.errors import ZhixingError
from enforcement.gateways.timestamps import TimeStampGateway
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchors import KeptAnchors
from enforcement.records.anchors import prove as proof_of
from enforcement.records.audit import broken_chains, lengths
from enforcement.records.database import engine_for, snapshot
from enforcement.records.readings import broken_readings
from enforcement.records.signed_roots import Proof, private_key, proof_from_json, public_half
from enforcement.records.time_stamps import certificates
from enforcement.records.witness import Witness, failures, folder_failures
from enforcement.settings import load_settings
from zhixing.inspect_case import case_id_of

_BROKEN = 1
_WRONG = 2


@contextmanager
def _records() -> Iterator[Engine]:
    engine = engine_for(load_settings().database)
    try:
        yield engine
    finally:
        engine.dispose()


def verify(folder: Path | None) -> int:
    """Check every chain, every anchor, and what is kept in a folder; the exit code."""
    witness = _witness(folder)
    with _records() as engine, snapshot(engine) as session:
        cases, rows = lengths(session)
        found = [f"{place.case_id} row {place.sequence}: {place.reason}" for place in (*broken_chains(session), *broken_readings(session))]
        found += failures(session, witness)
    for line in found:
        typer.echo(line)
    kept = witness.folder.roots()
    stamped = sum(witness.folder.stamp(root.number) is not None for root in kept)
    typer.echo(f"{cases} files, {rows} rows, {len(kept)} anchors kept elsewhere, {stamped} of them stamped, {len(found)} breaks")
    if stamped and not witness.authority:
        typer.echo("whose time stamps they are was not checked: set ZHIXING_TSA_CERTIFICATE", err=True)
    return _BROKEN if found else 0


def anchor() -> None:
    """Sign the root over all journals as they are now, have it stamped, keep it in the anchors' folder, and print it."""
    settings = load_settings()
    folder = AnchorFolder(settings.anchors)
    with _records() as engine:
        kept = KeptAnchors(engine, private_key(settings.anchoring_key), folder)
        hands = AnchorActivities(kept, TimeStampGateway(settings.tsa_url) if settings.tsa_url else None)
        anchored = hands.sign(None)
        hands.export()
        try:
            hands.stamp()
        except ZhixingError as error:
            typer.echo(f"{error}; it is stamped by the next run", err=True)
        hands.export()
    root = next(root for root in folder.roots() if root.number == anchored.number)
    typer.echo(root.to_json(), nl=False)
    typer.echo(f"kept in {folder.path}", err=True)


def prove(case: str) -> int:
    """Print the proof that a journal's head is under a signed root; the exit code."""
    case_id = case_id_of(case)
    with _records() as engine:
        proof = proof_of(engine, case_id)
    if proof is None:
        typer.echo(f"{case_id} was never anchored; `zhixing audit anchor` does it", err=True)
        return _BROKEN
    typer.echo(json.dumps(asdict(proof), ensure_ascii=False, indent=1))
    return 0


def check(file: Path, key: str | None, folder: Path | None) -> int:
    """Check a proof without any record, and against a folder of anchors if one is given; the exit code."""
    try:
        proof = proof_from_json(file.read_text(encoding="utf-8"))
        found = _against(proof, folder)
    except (OSError, ValueError) as error:
        typer.echo(f"{file}: {error}", err=True)
        return _WRONG
    if not proof.holds or (key is not None and key != proof.root.key):
        found.insert(0, "the proof does not hold")
    for line in found:
        typer.echo(line, err=True)
    if found:
        return _BROKEN
    head, root = proof.head, proof.root
    typer.echo(
        f"{head.case_id} had {head.sequence} rows ending in {head.link} when anchor {root.number} was signed at {root.at} by {root.key}"
    )
    return 0


def _against(proof: Proof, folder: Path | None) -> list[str]:
    if folder is None:
        return []
    witness = _witness(folder)
    kept = {root.number: root for root in witness.folder.roots()}
    strange = [] if kept.get(proof.root.number) == proof.root else [f"anchor {proof.root.number} of the proof is not the one in {folder}"]
    return [*folder_failures(witness), *strange]


def _witness(folder: Path | None) -> Witness:
    """What is checked against. SystemExit for certificates that cannot be read."""
    settings = load_settings()
    try:
        authority = certificates(settings.tsa_certificate) if settings.tsa_certificate else ()
    except ValueError as error:
        raise SystemExit(str(error)) from None
    # Somebody else's folder is checked by its own keys.
    key = "" if folder else public_half(private_key(settings.anchoring_key))
    return Witness(AnchorFolder(folder or settings.anchors), key, authority)
