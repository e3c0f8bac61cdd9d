"""Who vouches for callers, by the settings."""

from api.identity.claims import ClaimNames
from api.identity.gate import Identity
from api.identity.keys import RemoteKeys
from api.identity.tokens import Provider
from enforcement.settings import Settings


def identity(settings: Settings) -> Identity:
    """The identity provider of the court, else that of the demonstration."""
    names = ClaimNames(settings.oidc_claims, settings.oidc_roles)
    keys = RemoteKeys(settings.oidc_keys_url or f"{settings.issuer}/jwks")
    return Identity([Provider(settings.issuer, settings.oidc_audience, keys, names)])
