"""Stand-in of the courts' single sign-on (统一身份认证): an OpenID Connect provider for demonstrations."""

from fastapi import FastAPI

from subsystems.signing import Signatory


def identity_provider(signatory: Signatory) -> FastAPI:
    """The provider."""
    app = FastAPI(title="Demonstration identity provider", docs_url=None, redoc_url=None)

    @app.get("/jwks")
    def keys() -> dict[str, list[dict[str, str]]]:
        """The public keys that its signatures are checked with."""
        return {"keys": [signatory.key.public]}

    return app
