"""`zhixing bpmn`: the process as BPMN 2.0."""

from pathlib import Path

import typer

from enforcement.docket.profile import embedded_profile
from enforcement.errors import UnknownCase
from enforcement.process.bpmn import whole_document
from enforcement.process.case import Standpoint, case_document
from enforcement.records import queries
from enforcement.records.database import engine_for, transaction
from enforcement.settings import load_settings
from zhixing.inspect_case import case_id_of


def bpmn(case: str | None, out: Path | None) -> int:
    """Write the whole process, or a case's, to a file or to standard output; the exit code."""
    try:
        document = whole_document() if case is None else _of_case(case_id_of(case))
    except UnknownCase as error:
        typer.echo(str(error), err=True)
        return 1
    if out is None:
        typer.echo(document.decode(), nl=False)
    else:
        out.write_bytes(document)
    return 0


def _of_case(case_id: str) -> bytes:
    settings = load_settings()
    engine = engine_for(settings.database, settings.keys)
    try:
        with transaction(engine) as session:
            file = queries.case_file(session, case_id, embedded_profile())
            return case_document(Standpoint(file, queries.recorded_types(session, case_id)))
    finally:
        engine.dispose()
