"""`zhixing audit`: whether the journals still say what was written, and proof of it for others."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from enforcement import clock
from enforcement.records import anchors
from enforcement.records.audit import lengths
from enforcement.records.audit import verify as broken_chains
from enforcement.records.database import engine_for, transaction
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
    """Check every chain, every anchor, and the anchors kept in a folder; the exit code."""
    kept = [anchors.root_from_json(file.read_text(encoding="utf-8")) for file in _files(folder or load_settings().anchors)]
    with _records() as engine:
        with transaction(engine) as session:
            cases, rows = lengths(session)
        found = [f"{place.case_id} row {place.sequence}: {place.reason}" for place in broken_chains(engine)]
        found += anchors.failures(engine, kept)
    for line in found:
        typer.echo(line)
    typer.echo(f"{cases} files, {rows} rows, {len(kept)} anchors kept elsewhere, {len(found)} breaks")
    return _BROKEN if found else 0


def anchor() -> None:
    """Sign the root over all journals as they are now, keep it in the anchors' folder, and print it."""
    settings = load_settings()
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.anchoring_key))
    with _records() as engine:
        root = anchors.anchor(engine, key, clock.now())
    settings.anchors.mkdir(parents=True, exist_ok=True)
    file = settings.anchors / f"anchor-{root.number:06d}.json"
    with file.open("x", encoding="utf-8") as out:
        out.write(root.to_json())
    typer.echo(root.to_json(), nl=False)
    typer.echo(f"kept in {file}", err=True)


def prove(case: str) -> int:
    """Print the proof that a journal's head is under a signed root; the exit code."""
    case_id = case_id_of(case)
    with _records() as engine:
        proof = anchors.prove(engine, case_id)
    if proof is None:
        typer.echo(f"{case_id} was never anchored; `zhixing audit anchor` does it", err=True)
        return _BROKEN
    typer.echo(json.dumps(asdict(proof), ensure_ascii=False, indent=1))
    return 0


def check(file: Path, key: str | None) -> int:
    """Check a proof without any record; the exit code."""
    try:
        proof = anchors.proof_from_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        typer.echo(f"{file}: {error}", err=True)
        return _WRONG
    if not proof.holds or (key is not None and key != proof.root.key):
        typer.echo("the proof does not hold", err=True)
        return _BROKEN
    head, root = proof.head, proof.root
    typer.echo(
        f"{head.case_id} had {head.sequence} rows ending in {head.link} when anchor {root.number} was signed at {root.at} by {root.key}"
    )
    return 0


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("anchor-*.json")) if folder.is_dir() else []
