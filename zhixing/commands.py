"""The command line. Each command lives in a module of its own and is imported when it is called for."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhixing.rehearse import rehearse_command

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="执行: court enforcement cases, driven by the law's clocks.",
)
app.command("rehearse")(rehearse_command)


@app.command("up")
def up_command(example: bool = typer.Option(True, "--example/--no-example", help="File the example case when everything is ready")) -> None:
    """Start everything in the foreground, until Ctrl-C."""
    from zhixing.up import up

    raise typer.Exit(up(example=example))


@app.command("demo")
def demo_command(story: Annotated[Path | None, typer.Argument(help="A story file; without one, a year of a case")] = None) -> None:
    """Tell a case as it happens, on the time-skipping engine."""
    from zhixing.demo import demo

    demo(story)


@app.command("explain")
def explain_command(case: str, clock: str) -> None:
    """How the date of a clock came about."""
    from zhixing.inspect_case import explain

    explain(case, clock)


@app.command("rebuild")
def rebuild_command() -> None:
    """Start every open case again in an empty Temporal cluster, from the docket."""
    from zhixing.recover import rebuild

    rebuild()


@app.command("reconcile")
def reconcile_command() -> None:
    """Compare the docket's open clocks with what the workflows wait for."""
    from zhixing.recover import reconcile

    raise typer.Exit(reconcile())


audit = typer.Typer(no_args_is_help=True, help="The journal's chain.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify() -> None:
    """Check every case's chain; exit 1 if one does not hold."""
    from zhixing.inspect_case import verify

    raise typer.Exit(verify())


@audit.command("anchor")
def audit_anchor() -> None:
    """Print the head of every case's chain, to be kept off this machine."""
    from zhixing.inspect_case import anchor

    anchor()


def main() -> None:
    """The entry point `zhixing`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 must not stop a Chinese title.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    app()
