"""Who vouches for callers and how people log in, by the settings."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from api.identity.claims import ClaimNames
from api.identity.discovery import Discovery
from api.identity.gate import Identity
from api.identity.keys import RemoteKeys
from api.identity.limits import Limits
from api.identity.login import Login
from api.identity.services import ServiceKeys
from api.identity.sessions import Sessions
from api.identity.tokens import Issuer, Provider
from enforcement.settings import Settings


def identity(settings: Settings, engine: Engine) -> Identity:
    """The identity provider of the court, else that of the demonstration, and the systems that sign for themselves."""
    discovery, names = Discovery(settings.issuer), ClaimNames(settings.oidc_claims, settings.oidc_roles)
    keys = RemoteKeys((lambda: settings.oidc_keys_url) if settings.oidc_keys_url else partial(discovery.address, "jwks_uri"))
    people = Provider(settings.issuer, settings.oidc_client_id, keys, names)
    login = Login(people, discovery, _sessions(settings, engine), settings.login_callback, settings.oidc_client_secret.get_secret_value())
    issuers: list[Issuer] = [Provider(settings.issuer, settings.oidc_audience, keys, names), *_services(settings, engine)]
    limits = Limits(settings.requests_per_second, settings.failures_per_minute, settings.logins_per_minute)
    return Identity(issuers, login, settings.public, limits)


def _sessions(settings: Settings, engine: Engine) -> Sessions:
    idle, longest = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    return Sessions(engine, settings.login_secret, settings.public.startswith("https://"), idle, longest)


def _services(settings: Settings, engine: Engine) -> list[ServiceKeys]:
    return [ServiceKeys(Path(settings.service_keys), settings.oidc_audience, engine)] if settings.service_keys else []
