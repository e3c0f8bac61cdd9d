"""`zhixing token`: a token of the demonstration identity provider, whether it runs or not."""

from datetime import timedelta
from typing import NoReturn

import typer

from enforcement import clock
from enforcement.secrecy.kept import kept
from enforcement.settings import Environment, Settings, load_settings
from subsystems.signing import Person, Signatory, SigningKey, new_key


def token(person: Person, minutes: int) -> None:
    """Print a token. Exit 1 where tokens come from elsewhere."""
    settings = load_settings()
    if settings.env is Environment.PRODUCTION:
        _refuse("ZHIXING_ENV=production: the demonstration provider is not there; ask the court's identity provider for a token")
    if settings.oidc_issuer:
        _refuse(f"ZHIXING_OIDC_ISSUER is set: tokens come from {settings.oidc_issuer}, not from here")
    typer.echo(demonstration_token(settings, person, timedelta(minutes=minutes)))


def demonstration_token(settings: Settings, person: Person, life: timedelta = timedelta(hours=1)) -> str:
    """A token of the demonstration identity provider of an installation."""
    signatory = Signatory(settings.demonstration_issuer, SigningKey(identity_key(settings)))
    return signatory.token(settings.oidc_audience, person.claims(), clock.now(), life)


def identity_key(settings: Settings) -> str:
    """What the demonstration identity provider signs with; made on the first use."""
    return kept(settings.data_dir / "identity-key", new_key)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
