"""The command line. Each command lives in a module of its own and is imported when it is called for."""

import atexit
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from enforcement.logs import set_up_logs
from zhixing.command_groups import GROUPS, At, Csv
from zhixing.rehearse import rehearse_command

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="执行: court enforcement cases, driven by the law's clocks.",
)
app.command("rehearse")(rehearse_command)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


@app.command("up")
def up_command(
    example: bool = typer.Option(True, "--example/--no-example", help="File the example case when everything is ready"),
    tour: bool = typer.Option(True, "--tour/--no-tour", help="With the example case, tell the example stories meanwhile"),
) -> None:
    """Start everything in the foreground, until Ctrl-C."""
    from zhixing.up import up

    raise typer.Exit(up(example=example, tour=tour))


@app.command("prepare")
def prepare_command() -> None:
    """Bring the database's schema and Temporal's search attributes up to this release; before the first start and at each upgrade."""
    from zhixing.services import prepare

    prepare()


@app.command("api")
def api_command() -> None:
    """The API alone, in the foreground, on servers that are there."""
    from zhixing.services import serve_api

    serve_api()


@app.command("worker")
def worker_command() -> None:
    """One worker, in the foreground, on servers that are there; start as many as you like."""
    from zhixing.services import serve_worker

    serve_worker()


@app.command("stand-ins")
def stand_ins_command() -> None:
    """The stand-ins for the courts' systems, in the foreground; for demonstrations."""
    from zhixing.services import serve_stand_ins

    serve_stand_ins()


@app.command("probe")
def probe_command(service: Literal["api", "worker", "stand-ins"]) -> None:
    """Whether a service on this machine has all that it needs; exit 1 if not. For health checks."""
    from zhixing.services import probe

    raise typer.Exit(probe(service))


@app.command("token")
def token_command(
    role: Annotated[list[str], typer.Option(help="What they are in their court; may be given more than once")],
    court: Annotated[str, typer.Option(help="The code of their court, e.g. 沪0199")],
    user: Annotated[str, typer.Option(help="Their name")],
    file: Annotated[list[str] | None, typer.Option(help="A file that a party has part in; may be given more than once")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=24 * 60, help="How long it holds")] = 60,
) -> None:
    """Print a token of the demonstration identity provider; not there when a real one is configured."""
    from subsystems.signing import Person
    from zhixing.token import token

    token(Person(user, user, court, role, file or ()), minutes)


@app.command("tour")
def tour_command() -> None:
    """Tell a running demonstration the example stories; what was told before is left as it is."""
    from zhixing.tour import tour

    tour()


@app.command("demo")
def demo_command(story: Annotated[Path | None, typer.Argument(help="A story file; without one, a year of a case")] = None) -> None:
    """Tell a case as it happens, on the time-skipping engine."""
    from zhixing.demo import demo

    demo(story)


@app.command("explain")
def explain_command(case: str, clock: Annotated[str | None, typer.Argument(help="Without it, the whole timeline")] = None) -> None:
    """How the date of a clock came about, or why every line of a case's timeline is there."""
    from zhixing.inspect_case import explain

    explain(case, clock)


@app.command("bpmn")
def bpmn_command(
    case: Annotated[str | None, typer.Argument(help="Without it, the whole process")] = None,
    out: Annotated[Path | None, typer.Option(help="A file; without it, standard output")] = None,
) -> None:
    """The process of a case as BPMN 2.0 with diagrams; with a case, its place in it."""
    from zhixing.process import bpmn

    raise typer.Exit(bpmn(case, out))


@app.command("rebuild")
def rebuild_command() -> None:
    """Start every open case again in an empty Temporal cluster, from the docket."""
    from zhixing.recover import rebuild

    rebuild()


@app.command("reconcile")
def reconcile_command(
    mend: bool = typer.Option(False, "--mend", help="Start what does not run, and let a workflow that differs read its docket anew"),
) -> None:
    """Compare the docket's open clocks with what the workflows wait for. Exit 0 if they agree, 3 if all was mended, else 1."""
    from zhixing.recover import reconcile

    raise typer.Exit(reconcile(mend=mend))


@app.command("backup")
def backup_command(file: Annotated[Path, typer.Argument(help="A new file, on another machine at best")]) -> None:
    """Write the whole record into one file, as it is at one moment; everything goes on meanwhile."""
    from zhixing.backup import backup

    backup(file)


@app.command("restore")
def restore_command(file: Annotated[Path, typer.Argument(help="What `zhixing backup` wrote")]) -> None:
    """Put a backup into an empty database, check it against what was backed up, and verify every journal and anchor."""
    from zhixing.backup import restore

    raise typer.Exit(restore(file))


@app.command("subsystems")
def subsystems_command(as_json: bool = typer.Option(False, "--json", help="For machines")) -> None:
    """How each subsystem is: address, health, circuit, last success and error, running procedures and retries; exit 1 if one is unreachable."""
    from zhixing.subsystems import subsystems

    raise typer.Exit(subsystems(as_json=as_json))


@app.command("digest")
def digest_command(person: Annotated[str, typer.Option(help="Their subject, as the identity provider knows them")]) -> None:
    """What somebody would be told in today's digest; nothing is sent."""
    from zhixing.contacts import digest

    digest(person)


@app.command("erase")
def erase_command(
    case: str,
    reason: Annotated[str, typer.Option(help="The legal ground")],
    by: Annotated[str, typer.Option(help="Who orders it")],
) -> None:
    """Destroy the key of a closed case: its personal data cannot be read any more, its journal still verifies."""
    from zhixing.keys import erase

    erase(case, reason, by)


@app.command("what-if")
def what_if_command(
    rules: Annotated[Path | None, typer.Option(help="A folder of TOML files: a draft of enforcement/law/statutes")] = None,
    notice: Annotated[Path | None, typer.Option(help="A holiday notice")] = None,
    at: At = None,
    csv_file: Csv = None,
) -> None:
    """What a draft of the law or of a calendar would do to live cases; nothing is written."""
    from zhixing.calendars import what_if

    what_if(rules, notice, at, csv_file)


@app.command("migrate")
def migrate_command(
    rule: str,
    to: Annotated[str, typer.Option(help="The version in force on this day, YYYY-MM-DD")],
    reason: Annotated[str, typer.Option(help="Why; recorded in every case. Without it, only the preview is printed")] = "",
    court: Annotated[str | None, typer.Option(help="Only cases of this court")] = None,
) -> None:
    """Open clocks of a rule go over to another of its versions: a preview, and with a reason the move itself."""
    from zhixing.migrate import migrate

    migrate(rule, to, reason, court)


def main() -> None:
    """The entry point `zhixing`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 must not stop a Chinese title.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    set_up_logs(json_lines=False, level=logging.WARNING, to=sys.stderr)
    try:
        app()
    except SystemExit as ended:
        _end(ended)
        raise


def _end(ended: SystemExit) -> None:
    """Leave at once when Temporal's client was in use: its threads, which nobody can stop, may crash an interpreter that is being taken down."""
    if "temporalio.bridge.runtime" in sys.modules:
        code = ended.code
        if not isinstance(code, int | None):
            print(code, file=sys.stderr)
            code = 1
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)
