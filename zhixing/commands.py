"""The command line. Each command lives in a module of its own and is imported when it is called for."""

import atexit
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from enforcement.logs import set_up_logs
from zhixing.rehearse import rehearse_command

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="执行: court enforcement cases, driven by the law's clocks.",
)
app.command("rehearse")(rehearse_command)
By = Annotated[str, typer.Option(help="Who does it")]


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


recover = typer.Typer(no_args_is_help=True, help="What a restored, older database has lost of what Temporal still knows.")
app.add_typer(recover, name="recover")


@recover.command("lost")
def recover_lost() -> None:
    """Entries that were answered and are not in the journal, and which of them wait for a person; exit 1 if there are any."""
    from zhixing.lost import list_lost

    raise typer.Exit(list_lost())


@recover.command("replay")
def recover_replay(
    by: By, acts: bool = typer.Option(False, "--acts", help="Also what was held back, once somebody has looked at it, in its order")
) -> None:
    """Record lost facts again under their ids, and let the workflows go by the docket; exit 1 if something is left for a person."""
    from zhixing.lost import replay

    raise typer.Exit(replay(by, acts=acts))


@recover.command("release")
def recover_release(case: str, by: By) -> None:
    """End the workflow of a case that the docket does not know."""
    from zhixing.lost import release

    raise typer.Exit(release(case, by))


stuck = typer.Typer(help="Cases in which the docket itself failed.")
app.add_typer(stuck, name="stuck")


@stuck.callback(invoke_without_command=True)
def stuck_list(context: typer.Context) -> None:
    """What is stuck and why, the longest first; exit 1 if anything is."""
    if context.invoked_subcommand is None:
        from zhixing.stuck import list_stuck

        raise typer.Exit(list_stuck())


@stuck.command("retry")
def stuck_retry(
    case: str, from_journal: bool = typer.Option(False, "--from-journal", help="First build the case's rows anew from its journal")
) -> None:
    """Take a case up again, once the cause is mended: its timers are set again, and whoever sent an entry may repeat it."""
    from zhixing.stuck import retry

    raise typer.Exit(retry(case, from_journal=from_journal))


@app.command("subsystems")
def subsystems_command(as_json: bool = typer.Option(False, "--json", help="For machines")) -> None:
    """How each subsystem is: address, health, circuit, last success and error, running procedures and retries; exit 1 if one is unreachable."""
    from zhixing.subsystems import subsystems

    raise typer.Exit(subsystems(as_json=as_json))


contacts = typer.Typer(no_args_is_help=True, help="Officers and supervisors, and by which addresses they are told.")
app.add_typer(contacts, name="contacts")


@contacts.command("import")
def contacts_import(
    file: Annotated[
        Path, typer.Argument(help="A CSV with subject, name, court, roles, and a column for each channel in the order of trying")
    ],
) -> None:
    """Write every contact of a file in place of what was known of them; exit 2, and none is written, if a row cannot be read."""
    from zhixing.contacts import import_contacts

    import_contacts(file)


@app.command("digest")
def digest_command(person: Annotated[str, typer.Option(help="Their subject, as the identity provider knows them")]) -> None:
    """What somebody would be told in today's digest; nothing is sent."""
    from zhixing.contacts import digest

    digest(person)


audit = typer.Typer(no_args_is_help=True, help="The journal's chain.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify(
    anchors: Annotated[Path | None, typer.Option(help="A folder of anchors kept elsewhere; without it, ZHIXING_ANCHOR_DIR")] = None,
) -> None:
    """Check every journal's chain and every anchor; exit 1 if one does not hold."""
    from zhixing.audit import verify

    raise typer.Exit(verify(anchors))


@audit.command("anchor")
def audit_anchor() -> None:
    """Sign the root over all journals, have it stamped where ZHIXING_TSA_URL is set, print it and keep it in ZHIXING_ANCHOR_DIR."""
    from zhixing.audit import anchor

    anchor()


@audit.command("prove")
def audit_prove(case: str) -> None:
    """Print the proof that a case's journal is under a signed root."""
    from zhixing.audit import prove

    raise typer.Exit(prove(case))


@audit.command("check")
def audit_check(
    proof: Annotated[Path, typer.Argument(help="What `audit prove` printed")],
    key: Annotated[str | None, typer.Option(help="The court's public key, in hex; without it, any key")] = None,
    anchors: Annotated[Path | None, typer.Option(help="A folder of anchors that the proof must agree with")] = None,
) -> None:
    """Check a proof; needs neither database nor network."""
    from zhixing.audit import check

    raise typer.Exit(check(proof, key, anchors))


keys = typer.Typer(no_args_is_help=True, help="The keys that personal data is sealed with.")
app.add_typer(keys, name="keys")


@keys.command("status")
def keys_status() -> None:
    """Which key holds how much."""
    from zhixing.keys import status

    status()


@keys.command("rotate")
def keys_rotate() -> None:
    """Go over to the first keys of ZHIXING_MASTER_KEYS and ZHIXING_INDEX_KEYS, while everything runs; it may be stopped and begun again."""
    from zhixing.keys import rotate

    rotate()


@app.command("erase")
def erase_command(
    case: str,
    reason: Annotated[str, typer.Option(help="The legal ground")],
    by: Annotated[str, typer.Option(help="Who orders it")],
) -> None:
    """Destroy the key of a closed case: its personal data cannot be read any more, its journal still verifies."""
    from zhixing.keys import erase

    erase(case, reason, by)


calendar = typer.Typer(no_args_is_help=True, help="Holiday notices (放假通知), published to running cases.")
app.add_typer(calendar, name="calendar")
Notice = Annotated[Path, typer.Argument(help="A notice as .toml, .json (holiday-cn) or .ics")]
At = Annotated[str | None, typer.Option(help="As of this instant; without it, now")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write one line for each court and rule")]


@calendar.command("preview")
def calendar_preview(notice: Notice, at: At = None, csv_file: Csv = None) -> None:
    """What a notice would do to every open clock; nothing is written."""
    from zhixing.calendars import preview_notice

    preview_notice(notice, at, csv_file)


@calendar.command("submit")
def calendar_submit(notice: Notice, by: By, reason: Annotated[str, typer.Option(help="Why a known year is announced anew")] = "") -> None:
    """Keep a notice as the next version of its year; nothing moves yet."""
    from zhixing.calendars import submit

    submit(notice, by, reason)


@calendar.command("approve")
def calendar_approve(calendar_id: str, by: By) -> None:
    """Approve a calendar as a second person, and publish it to every waiting case."""
    from zhixing.calendars import approve

    approve(calendar_id, by)


@calendar.command("publish")
def calendar_publish(calendar_id: str) -> None:
    """Publish an approved calendar again to the cases that do not have it."""
    from zhixing.calendars import publish

    publish(calendar_id)


@calendar.command("status")
def calendar_status(calendar_id: Annotated[str | None, typer.Argument(help="Without it, every calendar")] = None) -> None:
    """How far a calendar was published: every clock examined, moved, unchanged, paused, missed; every failure."""
    from zhixing.calendars import status

    status(calendar_id)


callbacks = typer.Typer(help="Callbacks of subsystems, and dead letters among them.")
app.add_typer(callbacks, name="callbacks")


@callbacks.callback(invoke_without_command=True)
def callbacks_list(
    context: typer.Context,
    state: Annotated[Literal["waiting", "delivered", "dead"] | None, typer.Option(help="Only these")] = None,
    subsystem: Annotated[str | None, typer.Option(help="Only of this subsystem")] = None,
) -> None:
    """The newest callbacks: what waits, what was delivered, what is dead and why."""
    if context.invoked_subcommand is None:
        from zhixing.callbacks import list_callbacks

        list_callbacks(state, subsystem)


@callbacks.command("retry")
def callbacks_retry(
    callback_id: Annotated[int, typer.Argument(min=1, max=2**62)],
    by: By,
    note: Annotated[str, typer.Option(help="What was mended; kept with the callback")] = "",
) -> None:
    """Try a dead letter again, once its cause is mended."""
    from zhixing.callbacks import retry

    retry(callback_id, by, note)


personnel = typer.Typer(no_args_is_help=True, help="Tenure in posts (任职年限).")
app.add_typer(personnel, name="personnel")


@personnel.command("sync")
def personnel_sync() -> None:
    """Read the whole personnel register and record what no event told; yearly, or when events were lost."""
    from zhixing.personnel import sync

    sync()


finance = typer.Typer(no_args_is_help=True, help="The case accounts (一案一账号) and the special account (执行款专户).")
app.add_typer(finance, name="finance")


@finance.command("reconcile")
def finance_reconcile(
    month: Annotated[str, typer.Option(help="Such as 2026-03")],
    court: Annotated[str | None, typer.Option(help="All courts without one")] = None,
) -> None:
    """Hold the fund system's statements against the docket, record the credits that this lacks, and keep what differs. Exit 1 if it does not balance."""
    from zhixing.finance import reconcile_month

    raise typer.Exit(reconcile_month(month, court))


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
