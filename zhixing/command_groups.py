"""Commands that go together under one word. Each lives in a module of its own and is imported when it is called for."""

from pathlib import Path
from typing import Annotated, Literal

import typer

By = Annotated[str, typer.Option(help="Who does it")]


recover = typer.Typer(no_args_is_help=True, help="What a restored, older database has lost of what Temporal still knows.")


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


contacts = typer.Typer(no_args_is_help=True, help="Officers and supervisors, and by which addresses they are told.")


@contacts.command("import")
def contacts_import(
    file: Annotated[
        Path, typer.Argument(help="A CSV with subject, name, court, roles, and a column for each channel in the order of trying")
    ],
) -> None:
    """Write every contact of a file in place of what was known of them; exit 2, and none is written, if a row cannot be read."""
    from zhixing.contacts import import_contacts

    import_contacts(file)


audit = typer.Typer(no_args_is_help=True, help="The journal's chain.")


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


calendar = typer.Typer(no_args_is_help=True, help="Holiday notices (放假通知), published to running cases.")
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


@personnel.command("sync")
def personnel_sync() -> None:
    """Read the whole personnel register and record what no event told; yearly, or when events were lost."""
    from zhixing.personnel import sync

    sync()


finance = typer.Typer(no_args_is_help=True, help="The case accounts (一案一账号) and the special account (执行款专户).")


@finance.command("reconcile")
def finance_reconcile(
    month: Annotated[str, typer.Option(help="Such as 2026-03")],
    court: Annotated[str | None, typer.Option(help="All courts without one")] = None,
) -> None:
    """Hold the fund system's statements against the docket, record the credits that this lacks, and keep what differs. Exit 1 if it does not balance."""
    from zhixing.finance import reconcile_month

    raise typer.Exit(reconcile_month(month, court))


GROUPS = {
    "recover": recover,
    "stuck": stuck,
    "contacts": contacts,
    "audit": audit,
    "keys": keys,
    "calendar": calendar,
    "callbacks": callbacks,
    "personnel": personnel,
    "finance": finance,
}
