"""A database that does not answer holds up who asked it, and nobody else."""

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
from sqlalchemy import Engine, text

import api
from enforcement.records.database import engine_for, transaction

_BLOCKING = {"transaction", "snapshot", "SessionHere"}


async def test_others_are_answered_while_the_database_is_not(client: httpx2.AsyncClient, case: str, api_engine: Engine) -> None:
    owner = engine_for(api_engine.url.render_as_string(hide_password=False), restricted=False)
    said = {"id": "waits", "kind": "fact", "type": "document_served", "data": {"document": "W1"}}
    with transaction(owner) as session:
        session.execute(text("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"))
        waiting = asyncio.create_task(client.post(f"{case}/entries", json=said))
        await _waits(owner)
        assert (await client.get("/health/live")).status_code == 200
        assert not waiting.done()
    owner.dispose()
    assert (await waiting).status_code == 201


async def _waits(engine: Engine) -> None:
    """Until somebody waits for a lock."""
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'cases'::regclass")
    for _ in range(200):
        with transaction(engine) as session:
            if session.execute(blocked).scalar_one():
                return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody waits for the database")


def test_no_coroutine_of_the_api_waits_for_the_database_itself() -> None:
    found = [
        f"{path.name}: {coroutine.name} uses {name}"
        for path in sorted(Path(api.__file__).parent.rglob("*.py"))
        for coroutine, name in _blocking(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "let it be done by `Services.transaction` or `asyncio.to_thread`"


def _blocking(module: ast.Module) -> Iterator[tuple[ast.AsyncFunctionDef, str]]:
    """Every coroutine that takes a session, or opens one itself or through a plain function of its module."""
    plain = {node.name for node in module.body if isinstance(node, ast.FunctionDef) and _called(node) & _BLOCKING}
    for node in ast.walk(module):
        if isinstance(node, ast.AsyncFunctionDef):
            taken = {name.id for argument in node.args.args for name in ast.walk(argument) if isinstance(name, ast.Name)}
            for name in sorted((_called(node) | taken) & (plain | _BLOCKING)):
                yield node, name


def _called(node: ast.AST) -> set[str]:
    return {call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
